package dev.loam.data.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.loam.tensor.Philox;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Training gives what its definition says, always the same, and a longer training keeps what a shorter one gave.
class TrainersTest {
    private static final String[] WORDS = {"low", "lower", "newest", "widest", "new", "wide", "東京", "東京都", "naïve", "est"};

    /// Words drawn with unequal chances.
    private static String corpus(int words) {
        var out = new StringBuilder();
        for (int i = 0; i < words; i++) {
            double u = Philox.uniform(4, 1, 0, i);
            out.append(WORDS[(int) (u * u * WORDS.length)]).append(i % 9 == 8 ? ".\n" : " ");
        }
        return out.toString();
    }

    /// The definition of byte-pair training in plain loops: the oracle of the one with a heap.
    private static List<String> plainMerges(String text, int merges) {
        Tokenizer bytes = Tokenizers.byteLevel(256, List.of(), true);
        Pieces pieces = bytes.preTokenizer().apply(Pieces.whole(Text.of(text)));
        var words = new ArrayList<List<Integer>>();
        var names = new ArrayList<String>();
        for (int b = 0; b < 256; b++) {
            names.add(bytes.token(b));
        }
        for (int i = 0; i < pieces.count(); i++) {
            var word = new ArrayList<Integer>();
            for (int p = pieces.starts.get(i); p < pieces.ends.get(i); p++) {
                word.add(ByteLevel.value(pieces.text.points[p]));
            }
            words.add(word);
        }
        var out = new ArrayList<String>();
        while (out.size() < merges) {
            Map<List<Integer>, Integer> counts = new HashMap<>();
            for (List<Integer> word : words) {
                for (int i = 0; i + 1 < word.size(); i++) {
                    counts.merge(List.of(word.get(i), word.get(i + 1)), 1, Integer::sum);
                }
            }
            List<Integer> best = counts.keySet().stream().min((a, b) -> !counts.get(a).equals(counts.get(b)) ? counts.get(b) - counts.get(a)
                : !a.get(0).equals(b.get(0)) ? a.get(0) - b.get(0) : a.get(1) - b.get(1)).orElseThrow();
            if (counts.get(best) < 2) {
                break;
            }
            String token = names.get(best.get(0)) + names.get(best.get(1));
            int known = names.indexOf(token);
            int id = known < 0 ? names.size() : known;
            if (known < 0) {
                names.add(token);
            }
            out.add(names.get(best.get(0)) + " " + names.get(best.get(1)));
            for (List<Integer> word : words) {
                for (int i = 0; i + 1 < word.size(); i++) {
                    if (word.get(i).equals(best.get(0)) && word.get(i + 1).equals(best.get(1))) {
                        word.set(i, id);
                        word.remove(i + 1);
                    }
                }
            }
        }
        return out;
    }

    @Test
    void bytePairsAreMergedMostFrequentFirst() {
        for (String text : List.of(corpus(300), "aaaa aaaaaaa aa aaa abab ababab a", corpus(60) + "   \n\n  " + corpus(20))) {
            var bpe = (Bpe) BpeTrainer.byteLevel(310).add(text).train().model();
            var merges = new ArrayList<String>();
            for (int i = 0; i < bpe.mergeCount(); i++) {
                merges.add(bpe.left(i) + " " + bpe.right(i));
            }
            List<String> expected = plainMerges(text, merges.size());
            assertThat(merges).isEqualTo(expected).hasSizeGreaterThan(5);
        }
    }

    @Test
    void theSameCorpusGivesTheSameFileInWhateverPartsItComes() {
        String a = corpus(400);
        String b = "The quick brown fox. ".repeat(5);
        String once = TokenizerJson.write(BpeTrainer.byteLevel(400).special("<end>").add(a).add(b).train());
        assertThat(TokenizerJson.write(BpeTrainer.byteLevel(400).special("<end>").add(b).add(a).train())).isEqualTo(once);
        String unigram = TokenizerJson.write(UnigramTrainer.of(300).special("<end>").add(a).add(b).train());
        assertThat(TokenizerJson.write(UnigramTrainer.of(300).special("<end>").add(b).add(a).train())).isEqualTo(unigram);
        assertThat(Sha256.hex(Utf8.bytes(once))).as("a file of an earlier release is made again").isEqualTo("e240160494a222efe166905dc85d3bfe339e919c013a4aaaa360b187a59e5c52");
        assertThat(Sha256.hex(Utf8.bytes(unigram))).as("a file of an earlier release is made again").isEqualTo("a5140fa6410806da9b36fc5d916ce5d3be7f3f05f304d0e74a56ca77114bdd3d");
    }

    @Test
    void randomByteStringsComeBackFromTrainedTokenizers() {
        for (Tokenizer t : List.of(BpeTrainer.byteLevel(600).add(corpus(500)).train(), UnigramTrainer.of(400).add(corpus(500)).train())) {
            Tokenizer again = TokenizerJson.read(TokenizerJson.write(t));
            for (int i = 0; i < 10_000; i++) {
                byte[] bytes = Given.randomBytes(21, i);
                int[] ids = t.ids(bytes);
                assertThat(t.decodeBytes(ids)).isEqualTo(bytes);
                if (i % 50 == 0) {
                    assertThat(again.ids(bytes)).isEqualTo(ids);
                }
            }
            String odd = "<0x41> <unk> ▁ \u0000 newest 東京 <end>";
            assertThat(t.decode(t.ids(odd), false)).isEqualTo(odd);
        }
    }

    @Test
    void extendingKeepsOldIds() {
        String old = corpus(200);
        String more = "extended extension extends intended ".repeat(30) + corpus(100);
        Tokenizer bpe = BpeTrainer.byteLevel(280).special("<end>").add(old).train();
        keeps(bpe, BpeTrainer.extend(bpe, 320).add(more).train());
        Tokenizer unigram = UnigramTrainer.of(290).special("<end>").add(old).train();
        keeps(unigram, UnigramTrainer.extend(unigram, 320).add(old).add(more).train());
        assertThatThrownBy(() -> BpeTrainer.extend(bpe, 200)).isInstanceOf(TokenizerException.class).hasMessageContaining("adds none");
        assertThatThrownBy(() -> BpeTrainer.extend(unigram, 600)).isInstanceOf(TokenizerException.class);
    }

    private static void keeps(Tokenizer before, Tokenizer after) {
        assertThat(after.size()).isGreaterThan(before.size());
        for (int id = 0; id < before.size(); id++) {
            assertThat(after.token(id)).isEqualTo(before.token(id));
        }
        String text = "extended newest <end> 東京";
        assertThat(after.decode(after.ids(text), false)).isEqualTo(text);
        assertThat(after.ids(text).length).isLessThan(before.ids(text).length);
        assertThat(after.ids("<end>")).isEqualTo(before.ids("<end>"));
        assertThat(TokenizerJson.read(TokenizerJson.write(after)).ids(text)).isEqualTo(after.ids(text));
    }

    @Test
    void unigramFindsTheWordsThatTextIsMadeOf() {
        var joined = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            joined.append(WORDS[(int) Philox.below(6, 6, 1, 0, i)]).append(i % 12 == 11 ? "\n" : "");
        }
        Tokenizer t = UnigramTrainer.of(272).add(joined.toString()).train();
        assertThat(List.of("low", "lower", "newest", "widest", "new", "wide")).filteredOn(w -> t.id(w) >= 0).hasSizeGreaterThanOrEqualTo(4);
        assertThat(new TokenizerMetrics(t).add(joined.toString()).tokensPerCharacter()).isLessThan(0.5);
    }

    @Test
    void metricsCountWhatTheySay() {
        var m = new TokenizerMetrics(TokenizerJson.read(Given.SMALL_BPE)).add("hell hello or");
        assertThat(m.tokens()).isEqualTo(6);
        assertThat(m.fertility()).isEqualTo(2);
        assertThat(m.bytesPerToken()).isEqualTo(13 / 6.0);
        assertThat(m.coverage()).isEqualTo(1);
        assertThat(m.entropy()).isCloseTo(1.918296, within(1e-6));
        var unknown = new TokenizerMetrics(Tokenizers.characters("ab", "?")).add("abcd");
        assertThat(unknown.coverage()).isEqualTo(0.5);
    }

    @Test
    void japaneseComesBackExactlyFromUnigram() {
        String text = Given.text("japanese/wagahaiwa_nekodearu.txt").substring(0, 60_000);
        Tokenizer t = UnigramTrainer.of(2500).add(text).train();
        assertThat(t.size()).isEqualTo(2500);
        assertThat(t.decode(t.ids(text))).isEqualTo(text);
        assertThat(new TokenizerMetrics(t).add(text).tokensPerCharacter()).isBetween(0.4, 1.0);
    }
}
