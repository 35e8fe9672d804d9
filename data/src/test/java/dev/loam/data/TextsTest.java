package dev.loam.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loam.data.tokenize.BpeTrainer;
import dev.loam.data.tokenize.Normalization;
import dev.loam.data.tokenize.Packing;
import dev.loam.data.tokenize.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextsTest {
    @TempDir
    private Path folder;

    private DataOptions options() {
        return DataOptions.defaults().environment(Map.of("LOAM_CACHE", folder.toString())).workingDir(folder).offline(true);
    }

    private static byte[] all(Corpus corpus) {
        var out = new ByteArrayOutputStream();
        corpus.read((part, _) -> out.writeBytes(part));
        return out.toByteArray();
    }

    @Test
    void aFolderIsReadInTheOrderOfItsPaths() throws IOException {
        Files.createDirectories(folder.resolve("c/b"));
        Files.writeString(folder.resolve("c/b/2.txt"), "two ");
        Files.writeString(folder.resolve("c/a.txt"), "one ");
        try (var out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("c/z.gz")))) {
            out.write("three".getBytes(StandardCharsets.UTF_8));
        }
        var ends = new ArrayList<Boolean>();
        Corpus corpus = Corpus.of(folder.resolve("c"));
        corpus.read((_, last) -> ends.add(last));
        assertThat(new String(all(corpus), StandardCharsets.UTF_8)).isEqualTo("one two three");
        assertThat(ends).containsExactly(true, true, true);
        assertThatThrownBy(() -> Corpus.of(folder.resolve("none")).files()).isInstanceOf(DataException.class).hasMessageContaining("no such file or folder");
    }

    @Test
    void aTextLargerThanAPartIsCutWhereNoTokenIsCut() throws IOException {
        String text = Stories.text(3, 2000) + "東京🙂".repeat(200_000);
        Path file = Files.writeString(folder.resolve("long.txt"), text);
        Tokenizer t = BpeTrainer.byteLevel(600).add(Stories.text(3, 200)).train();
        var parts = new ArrayList<byte[]>();
        Corpus.of(file).read((part, _) -> parts.add(part));
        assertThat(parts).hasSizeGreaterThan(2);
        assertThat(all(Corpus.of(file))).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
        int[] whole = t.ids(text.substring(0, 900_000));
        int[] first = t.ids(parts.get(0));
        int common = Math.min(whole.length, first.length) - 1;
        assertThat(Arrays.copyOf(first, common)).isEqualTo(Arrays.copyOf(whole, common));
        for (byte[] part : parts) {
            assertThat(new String(part, StandardCharsets.UTF_8)).doesNotContain("\uFFFD");
        }
    }

    @Test
    void invalidBytesAreNamedReplacedOrKept() throws IOException {
        byte[] bytes = ("a".repeat(Corpus.PART) + " caf\u00e9").getBytes(StandardCharsets.ISO_8859_1);
        Path file = Files.write(folder.resolve("latin.txt"), bytes);
        assertThatThrownBy(() -> all(Corpus.of(file))).isInstanceOf(DataException.class).hasMessageContaining("byte 1,048,580 (0xe9) is no valid UTF-8");
        assertThat(new String(all(Corpus.of(file).invalid(Corpus.Invalid.REPLACE)), StandardCharsets.UTF_8)).endsWith("a caf\uFFFD");
        assertThat(all(Corpus.of(file).invalid(Corpus.Invalid.KEEP))).isEqualTo(bytes);
        Path ligature = Files.writeString(folder.resolve("form.txt"), "ﬁne e\u0301");
        assertThat(new String(all(Corpus.of(ligature).normalization(Normalization.NFKC)), StandardCharsets.UTF_8)).isEqualTo("fine é");
    }

    @Test
    void windowsHoldEachTokenAndTheOneAfterIt() {
        int[] ids = new int[103];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = i;
        }
        TextWindows windows = TextWindows.of(TokenSource.of(ids), 10, List.of());
        assertThat(windows.size()).isEqualTo(11);
        int[] row = new int[10];
        int[] next = new int[10];
        var targets = new ArrayList<Integer>();
        for (long w = 0; w < windows.size(); w++) {
            windows.read(w, 0, row, 0);
            windows.read(w, 1, next, 0);
            for (int i = 0; i < 10; i++) {
                if (next[i] != TextWindows.IGNORED) {
                    assertThat(next[i]).isEqualTo(row[i] + 1);
                    targets.add(next[i]);
                }
            }
        }
        // the last window overlaps the one before, and counts only what that has not predicted
        assertThat(targets).containsExactlyElementsOf(IntStream.rangeClosed(1, 102).boxed().toList());
        assertThatThrownBy(() -> TextWindows.of(TokenSource.of(ids), 103, List.of())).isInstanceOf(DataException.class).hasMessageContaining("too few for one window");
    }

    @Test
    void epochsCutDifferentlyAndAlwaysTheSame() {
        TextWindows windows = TextWindows.of(TokenSource.of(new int[1000]), 16, List.of());
        Dataset first = windows.shuffle(5, 0);
        assertThat(first.size()).isEqualTo(windows.size());
        TokenSource numbered = new TokenSource() {
            @Override
            public long size() {
                return 1L << 40;
            }

            @Override
            public void read(long from, int count, MemorySegment to, long offset) {
                for (int i = 0; i < count; i++) {
                    to.set(ValueLayout.JAVA_INT_UNALIGNED, offset + 4L * i, (int) (from + i) & Integer.MAX_VALUE);
                }
            }
        };
        TextWindows large = TextWindows.of(numbered, 16, List.of());
        int[] row = new int[16];
        var starts = new ArrayList<Integer>();
        for (int epoch = 0; epoch < 6; epoch++) {
            large.shuffle(5, epoch).read(3, 0, row, 0);
            starts.add(row[0] % 16);
            int again = row[0];
            large.shuffle(5, epoch).read(3, 0, row, 0);
            assertThat(row[0]).isEqualTo(again);
        }
        assertThat(new HashSet<>(starts)).hasSizeGreaterThan(2);
    }

    @Test
    void aFileLargerThanMemoryIsReadWhereItLies() throws IOException {
        Path file = folder.resolve("huge.bin");
        try (var out = new RandomAccessFile(file.toFile(), "rw")) {
            out.setLength(6L << 30);
            out.seek((6L << 30) - 3);
            out.write(new byte[] {7, 8, (byte) 250});
        }
        DataSource source = Datasets.open("text", options().path(file).text(TextOptions.USUAL.tokenizer("bytes").context(1024).invalid(Corpus.Invalid.KEEP))
            .validation(0.25));
        assertThat(source.classes()).isEqualTo(256);
        assertThat(source.train().size() * 1024).isBetween((long) (4.49 * (1L << 30)), (long) (4.51 * (1L << 30)));
        int[] row = new int[1024];
        source.validation().read(source.validation().size() - 1, 1, row, 0);
        assertThat(row).endsWith(7, 8, 250);
    }

    @Test
    void storiesStandInForShakespeareAndSaySo() {
        DataSource source = Datasets.open("shakespeare", options());
        assertThat(source.standIn()).isTrue();
        assertThat(source.notice()).contains("stories made up by Loam").contains("./loam data shakespeare");
        assertThat(source.train().fields().getFirst()).hasToString("tokens i32[64]");
        assertThat(Datasets.open("stories", options()).provenance().contentHash()).isEqualTo(source.provenance().contentHash());
        assertThat(Stories.text(1, 3)).isEqualTo(Stories.text(1, 3)).isNotEqualTo(Stories.text(2, 3)).startsWith("Once there was a");
        assertThat(Stories.text(1, 500)).startsWith(Stories.text(1, 20));
    }

    @Test
    void tinyShakespeareIsCutAsNanoGptDoes() {
        String data = System.getenv("LOAM_DATA");
        assumeTrue(data != null && Files.isRegularFile(Path.of(data, "text/tinyshakespeare.txt")), "Tiny Shakespeare is not in LOAM_DATA");
        DataSource source = Datasets.open("shakespeare", DataOptions.defaults().offline(true));
        assertThat(source.notice()).isEmpty();
        assertThat(source.classes()).isEqualTo(65);
        // 1,003,854 characters to learn from and 111,540 to measure with: each but the first is predicted
        assertThat(source.train().size()).isEqualTo(Math.ceilDiv(1_003_853, 64));
        assertThat(source.validation().size()).isEqualTo(Math.ceilDiv(111_539, 64));
    }

    @Test
    void aVocabularyIsTrainedOnThePartToLearnFromAlone() throws IOException {
        String learned = Stories.text(9, 300);
        Path file = Files.writeString(folder.resolve("own.txt"), learned + "X".repeat(learned.length()));
        DataSource source = Datasets.open("text", options().path(file).validation(0.5).text(TextOptions.USUAL.tokenizer("bpe").vocabulary(300)));
        assertThat(source.text().tokenizer().hash()).isEqualTo(BpeTrainer.byteLevel(300).add(learned).train().hash());
        assertThat(source.text().portions().getFirst().trainSize().bytes()).isEqualTo(learned.length());
        assertThat(source.text().portions().getFirst().heldOutSize().tokens()).isEqualTo(source.text().portions().getFirst().heldOutSize().characters());
        assertThat(source.description()).contains("held-out tokens of");
    }

    @Test
    void bytesAndTokensOfATextAreMixedInTheirShares() throws IOException {
        Path file = Files.writeString(folder.resolve("own.txt"), Stories.text(9, 300));
        TextOptions text = TextOptions.USUAL.tokenizer("bpe").vocabulary(400).context(8).byteShare(0.25);
        DataSource source = Datasets.open("text", options().path(file).text(text));
        long tokens = source.text().portions().getFirst().train().size();
        assertThat(source.train().size()).isEqualTo(tokens + Math.round(tokens / 3.0));
        assertThat(source.validation().size()).isEqualTo(source.text().portions().stream().mapToLong(p -> p.heldOut().size()).sum());
        Dataset epoch = source.train().shuffle(1, 0);
        int[] row = new int[8];
        int[] bytes = new int[2];
        for (long i = 0; i < epoch.size(); i++) {
            epoch.read(i, 0, row, 0);
            boolean half = i < epoch.size() / 2;
            bytes[half ? 0 : 1] += Arrays.stream(row).allMatch(id -> id < 256) ? 1 : 0;
        }
        assertThat(bytes[0]).isCloseTo(bytes[1], within((int) (epoch.size() / 10)));
        assertThat(bytes[0] + bytes[1]).isBetween((int) (epoch.size() / 4), (int) (epoch.size() / 2));
        assertThatThrownBy(() -> Datasets.open("text", options().path(file).text(text.tokenizer("unigram").vocabulary(300)))).isInstanceOf(DataException.class)
            .hasMessageContaining("own.txt: text can stand as bytes among tokens where");
    }

    @Test
    void aTextIsCountedInTokensCharactersAndBytes() throws IOException {
        Path file = Files.writeString(folder.resolve("kana.txt"), "かなabc".repeat(200));
        for (String tokenizer : List.of("characters", "bytes")) {
            DataSource source = Datasets.open("text", options().path(file).validation(0.5).text(TextOptions.USUAL.tokenizer(tokenizer)));
            assertThat(source.text().portions().getFirst().trainSize()).isEqualTo(new TextSource.Extent(tokenizer.equals("bytes") ? 900 : 500, 500, 900));
        }
        DataSource part = Datasets.open("text", options().path(file).validation(0.5).text(TextOptions.USUAL.limit(300)));
        assertThat(part.text().portions().getFirst().heldOutSize()).isEqualTo(new TextSource.Extent(150, 150, 270));
    }

    @Test
    void documentsArePackedApartAndNoneIsCutBetweenTheParts() throws IOException {
        Path file = Files.writeString(folder.resolve("own.txt"), "ab\n\ncdefg\n\nh\n\nijklmnopqrst\n\nuv");
        DataSource source = Datasets.open("text", options().path(file).validation(0.4).text(TextOptions.USUAL.context(8).documents(TextOptions.Documents.PARAGRAPHS)));
        assertThat(source.train().fields()).extracting(Field::toString).containsExactly("packed i32[3,8]", "next i32[8]");
        Tokenizer t = source.text().tokenizer();
        var seen = new StringBuilder();
        int[] packed = new int[24];
        int[] next = new int[8];
        for (long row = 0; row < source.train().size(); row++) {
            source.train().read(row, 0, packed, 0);
            source.train().read(row, 1, next, 0);
            for (int i = 0; i < 8; i++) {
                boolean token = packed[8 + i] > 0;
                boolean follows = token && i < 7 && packed[8 + i + 1] == packed[8 + i];
                seen.append(token ? t.decode(packed[i]) : "_");
                assertThat(next[i]).isEqualTo(follows ? packed[i + 1] : TextWindows.IGNORED);
                assertThat(packed[16 + i]).isEqualTo(token && i > 0 && packed[8 + i - 1] == packed[8 + i] ? packed[16 + i - 1] + 1 : 0);
            }
        }
        // the document across the cut is learned from as a whole, in pieces of a row
        assertThat(seen.toString()).isEqualTo("ab\n\nh\n\n_cdefg\n\n_ijklmnopqrst\n\n__");
        assertThat(source.text().portions().getFirst().heldOutSize().bytes()).isEqualTo(2);
    }

    @Test
    void aTokenizerFileGivesTheIds() throws IOException {
        String text = Stories.text(9, 300);
        Path file = Files.writeString(folder.resolve("own.txt"), text);
        Tokenizer t = BpeTrainer.byteLevel(400).add(text).train();
        TokenizerFiles.write(t, folder.resolve("own.json"));
        assertThat(TokenizerFiles.read(folder.resolve("own.json")).hash()).isEqualTo(t.hash());
        DataSource source = Datasets.open("text", options().path(file).text(TextOptions.USUAL.tokenizer("own.json").context(8)));
        int[] row = new int[8];
        source.train().read(0, 0, row, 0);
        assertThat(row).isEqualTo(Arrays.copyOf(t.ids(text), 8));
        assertThatThrownBy(() -> Datasets.open("text", options().path(file).text(TextOptions.USUAL.tokenizer("none.json")))).isInstanceOf(DataException.class)
            .hasMessageContaining("none.json: there is no such file");
        Files.writeString(folder.resolve("bad.json"), "{\"model\": 3}");
        assertThatThrownBy(() -> TokenizerFiles.read(folder.resolve("bad.json"))).isInstanceOf(DataException.class).hasMessageContaining("bad.json: a tokenizer file: 'model' must be an object");
        assertThatThrownBy(() -> Datasets.open("text", options())).hasMessageContaining("data.path is not set");
    }

    @Test
    void olderFilesOfGpt2AndBertAreRead() throws IOException {
        Files.writeString(folder.resolve("vocab.json"), "{\"a\": 0, \"b\": 1, \"ab\": 2, \"<|endoftext|>\": 3}");
        Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\na b\n");
        assertThat(TokenizerFiles.read(folder).ids("abb<|endoftext|>")).containsExactly(2, 1, 3);
        Files.writeString(folder.resolve("vocab.txt"), "[PAD]\n[UNK]\nhe\n##llo\n");
        assertThat(TokenizerFiles.read(folder.resolve("vocab.txt")).ids("Hello x")).containsExactly(2, 3, 1);
    }

    @Test
    void packedDocumentsStayApart() {
        List<int[]> documents = List.of(new int[] {1, 1, 1}, new int[] {2, 2, 2, 2}, new int[] {3}, new int[] {4, 4, 4, 4, 4, 4, 4}, new int[0], new int[] {5, 5});
        Packing p = Packing.of(documents, 5, 9, 4);
        assertThat(p.ids()).isDeepEqualTo(new int[][] {{1, 1, 1, 3, 9}, {2, 2, 2, 2, 9}, {4, 4, 4, 4, 4}, {4, 4, 5, 5, 9}});
        assertThat(p.documents()[0]).containsExactly(1, 1, 1, 2, 0);
        assertThat(p.positions()[3]).containsExactly(0, 1, 0, 1, 0);
        assertThat(p.sees(0, 2, 0)).isTrue();
        assertThat(p.sees(0, 3, 2)).isFalse();
        assertThat(p.sees(0, 1, 2)).isFalse();
        assertThat(p.sees(0, 4, 4)).isFalse();
        assertThat(p.density()).isEqualTo(17 / 20.0);
    }
}
