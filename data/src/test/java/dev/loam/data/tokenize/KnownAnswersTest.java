package dev.loam.data.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Ids and texts of the reference implementations, where their files are at hand.
class KnownAnswersTest {
    private static final String FOLDER = "tokenizers/";

    private static Tokenizer tokenizer(String name) {
        return name.endsWith(".json") ? TokenizerJson.read(Given.text(FOLDER + name)) : SentencePieceModel.read(Given.bytes(FOLDER + name));
    }

    @Test
    void allRowsAreThoseOfTheReferenceImplementations() {
        var rows = (List<?>) Json.parse(Given.text(FOLDER + "known-answers.json"));
        Map<String, Tokenizer> tokenizers = new HashMap<>();
        var wrong = new ArrayList<String>();
        for (Object row : rows) {
            Fields f = Fields.of(row, "a row");
            Tokenizer t = tokenizers.computeIfAbsent(f.text("tokenizer"), KnownAnswersTest::tokenizer);
            int[] ids = f.list("ids").stream().mapToInt(id -> (int) (long) (Long) id).toArray();
            if (!Arrays.equals(ids, t.encode(f.text("text")).ids()) || !t.decode(ids, false).equals(f.text("decoded"))) {
                wrong.add(row.toString());
            }
        }
        assertThat(rows).hasSize(1800);
        assertThat(wrong).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-2", "bert-bge", "falcon", "phi-3"})
    void theVocabularyInAGgufFileGivesTheIdsOfTheModelsOwnTokenizer(String name) {
        String file = "gguf-vocab/ggml-vocab-" + name + ".gguf";
        Tokenizer t = GgufTokenizer.read(Given.bytes(file));
        String[] texts = Given.text(file + ".inp").split("\n__ggml_vocab_test__\n", -1);
        String[] lines = Given.text(file + ".out").split("\n");
        assertThat(lines.length).isGreaterThan(40);
        for (int i = 0; i < lines.length; i++) {
            var out = new StringBuilder();
            for (int id : t.ids(texts[i])) {
                out.append(' ').append(id);
            }
            assertThat(out.toString().strip()).as(texts[i]).isEqualTo(lines[i].strip());
        }
    }

    @Test
    void gpt2FilesOfBothKindsAgreeAndAnyBytesComeBack() {
        Tokenizer json = tokenizer("gpt2-hf/tokenizer.json");
        Tokenizer gguf = GgufTokenizer.read(Given.bytes("gguf-vocab/ggml-vocab-gpt-2.gguf"));
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = Given.randomBytes(7, i);
            int[] ids = json.ids(bytes);
            assertThat(gguf.ids(bytes)).isEqualTo(ids);
            assertThat(json.decodeBytes(ids)).isEqualTo(bytes);
        }
    }
}
