package dev.loam.data.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Small files whose answers follow by hand.
class TokenizerJsonTest {
    private static final String WORD_PIECE = """
        {"added_tokens": [], "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": null, "lowercase": true},
         "pre_tokenizer": {"type": "BertPreTokenizer"},
         "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 2], "cls": ["[CLS]", 1]},
         "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
         "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 20,
           "vocab": {"[UNK]": 0, "[CLS]": 1, "[SEP]": 2, "un": 3, "##able": 4, "##a": 5, "##ble": 6, "cafe": 7, "!": 8, "##s": 9}}}
        """;
    private static final String UNIGRAM = """
        {"normalizer": null, "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true},
         "decoder": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true},
         "model": {"type": "Unigram", "unk_id": 0, "byte_fallback": false,
           "vocab": [["<unk>", 0.0], ["▁", -2.0], ["a", -3.0], ["b", -3.25], ["ab", -4.5], ["▁ab", -6.0], ["aba", -5.5]]}}
        """;

    @Test
    void mergesAreDoneInTheirOrder() {
        Tokenizer t = TokenizerJson.read(Given.SMALL_BPE);
        assertThat(t.ids("hello world")).containsExactly(10, 3, 11, 12, 2, 7);
        assertThat(t.ids("hell<end>o")).containsExactly(10, 13, 3);
        assertThat(t.ids(" lllo")).containsExactly(4, 9, 2, 3);
        assertThat(t.ids("")).isEmpty();
        assertThat(t.decode(10, 3, 13, 11, 12, 2, 7)).isEqualTo("hello world");
    }

    @Test
    void offsetsSayWhereTokensStand() {
        Encoding e = TokenizerJson.read(Given.SMALL_BPE).encode("hello world<end>");
        assertThat(e.from()).containsExactly(0, 4, 5, 7, 9, 10, 11);
        assertThat(e.to()).containsExactly(4, 5, 7, 9, 10, 11, 16);
    }

    @Test
    void wordPieceTakesTheLongestAndPutsTokensAround() {
        Tokenizer t = TokenizerJson.read(WORD_PIECE);
        assertThat(t.ids("Unable UNAS café! xyz")).containsExactly(3, 4, 3, 5, 9, 7, 8, 0);
        assertThat(t.encode("unable", true).ids()).containsExactly(1, 3, 4, 2);
        Encoding pair = t.encode("unable", "!", true);
        assertThat(pair.ids()).containsExactly(1, 3, 4, 2, 8, 2);
        assertThat(pair.types()).containsExactly(0, 0, 0, 0, 1, 1);
        assertThat(t.decode(3, 4, 8)).isEqualTo("unable!");
        assertThat(t.encode("né café!").from()).containsExactly(0, 3, 7);
    }

    @Test
    void unigramTakesTheLikeliest() {
        // ab alone: ▁ab -6 beats ▁ + ab -6.5; abab: ▁ + aba + b -10.75 loses to ▁ab + ab -10.5
        Tokenizer t = TokenizerJson.read(UNIGRAM);
        assertThat(t.ids("ab")).containsExactly(5);
        assertThat(t.ids("abab a")).containsExactly(5, 4, 1, 2);
        assertThat(t.ids("zz")).containsExactly(1, 0);
        assertThat(t.decode(5, 4, 1, 2)).isEqualTo("abab a");
    }

    @ParameterizedTest
    @ValueSource(strings = {Given.SMALL_BPE, WORD_PIECE, UNIGRAM})
    void whatIsWrittenIsReadAgainToTheSameFile(String json) {
        Tokenizer t = TokenizerJson.read(json);
        String written = TokenizerJson.write(t);
        Tokenizer again = TokenizerJson.read(written);
        assertThat(TokenizerJson.write(again)).isEqualTo(written);
        assertThat(again.hash()).isEqualTo(t.hash()).hasSize(64);
        assertThat(again.ids("hello unable abab!")).isEqualTo(t.ids("hello unable abab!"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt2-hf/tokenizer.json", "bert-base-uncased/tokenizer.json"})
    void wholeFilesAreWrittenAndReadAgain(String name) {
        Tokenizer t = TokenizerJson.read(Given.text("tokenizers/" + name));
        Tokenizer again = TokenizerJson.read(TokenizerJson.write(t));
        String text = "Hello, world! It's 2,026 — naïve <|endoftext|> [MASK] 東京\n\n  done";
        assertThat(again.ids(text)).isEqualTo(t.ids(text));
        assertThat(again.size()).isEqualTo(t.size());
        assertThat(again.hash()).isEqualTo(t.hash());
    }

    @ParameterizedTest
    @ValueSource(strings = {"torchtext/t5_tokenizer_base.model", "sentencepiece/test_model.model"})
    void aSentencePieceModelIsWrittenAsTheNearestFile(String name) {
        Tokenizer t = SentencePieceModel.read(Given.bytes("tokenizers/" + name));
        Tokenizer again = TokenizerJson.read(TokenizerJson.write(t));
        String text = " Hello   world, this is a test. ";
        assertThat(again.ids(text)).isEqualTo(t.ids(text));
        assertThat(again.decode(again.ids("Hello world"))).isEqualTo("Hello world");
    }

    @Test
    void everyKnownPartIsReadAndWritten() {
        List<String> normalizers = List.of("{\"type\": \"NFC\"}", "{\"type\": \"Lowercase\"}", "{\"type\": \"Strip\", \"strip_left\": true, \"strip_right\": false}",
            "{\"type\": \"StripAccents\"}", "{\"type\": \"Nmt\"}", "{\"type\": \"Prepend\", \"prepend\": \"x\"}", "{\"type\": \"ByteLevel\"}",
            "{\"type\": \"Replace\", \"pattern\": {\"String\": \"a+\"}, \"content\": \"b\"}");
        List<String> pre = List.of("{\"type\": \"Whitespace\"}", "{\"type\": \"WhitespaceSplit\"}", "{\"type\": \"UnicodeScripts\"}", "{\"type\": \"Digits\", \"individual_digits\": true}",
            "{\"type\": \"CharDelimiterSplit\", \"delimiter\": \"-\"}", "{\"type\": \"FixedLength\", \"length\": 3}", "{\"type\": \"Punctuation\", \"behavior\": \"MergedWithNext\"}",
            "{\"type\": \"Split\", \"pattern\": {\"Regex\": \"\\\\d\"}, \"behavior\": \"MergedWithPrevious\", \"invert\": true}");
        String json = UNIGRAM.replace("\"normalizer\": null", "\"normalizer\": {\"type\": \"Sequence\", \"normalizers\": [" + String.join(", ", normalizers) + "]}")
            .replace("\"pre_tokenizer\": {", "\"pre_tokenizer\": {\"type\": \"Sequence\", \"pretokenizers\": [" + String.join(", ", pre) + "]}, \"was\": {");
        String written = TokenizerJson.write(TokenizerJson.read(json));
        assertThat(TokenizerJson.write(TokenizerJson.read(written))).isEqualTo(written);
        for (String part : normalizers) {
            assertThat(written).contains(part.substring(0, part.indexOf('"', 10)).replace("{", ""));
        }
    }

    @Test
    void whatIsWrongIsSaidInASentence() {
        wrong("\"l l\"", "\"l x\"", "merge 1 needs the token 'x'");
        wrong("\"l l\"", "\"ll\"", "merge 1 is no two tokens");
        wrong("\"e\": 1", "\"e\": 0", "two tokens have the id 0");
        wrong("\"e\": 1", "\"e\": -1", "the id of the token 'e'");
        wrong("\"BPE\"", "\"Magic\"", "this file's model is 'Magic'");
        wrong("\"id\": 13", "\"id\": 3", "cannot have the id 3");
        wrong("\"decoder\": {\"type\": \"ByteLevel\"", "\"decoder\": {\"type\": \"Other\"", "this file's decoder is 'Other'");
        wrong("\"merges\": [", "\"merges\": [[", "the JSON");
        wrong("\"model\"", "\"modle\"", "no 'model'");
    }

    private static void wrong(String from, String to, String message) {
        assertThat(Given.SMALL_BPE).contains(from);
        assertThatThrownBy(() -> TokenizerJson.read(Given.SMALL_BPE.replace(from, to))).isInstanceOf(TokenizerException.class).hasMessageContaining(message);
    }

    @Test
    void encodingsAreCutAndFilledUp() {
        Tokenizer t = TokenizerJson.read(WORD_PIECE).with(new Truncation(4, "LongestFirst", 0, false));
        assertThat(t.encode("unable unable", true).ids()).containsExactly(1, 3, 4, 2);
        assertThat(t.ids("unable unable")).hasSize(4);
        Padding.Batch batch = Padding.with(0).apply(t.encodeBatch(List.of("unable", "café"), true));
        assertThat(batch.ids()).isDeepEqualTo(new int[][] {{1, 3, 4, 2}, {1, 7, 2, 0}});
        assertThat(batch.mask()).isDeepEqualTo(new byte[][] {{1, 1, 1, 1}, {1, 1, 1, 0}});
    }
}
