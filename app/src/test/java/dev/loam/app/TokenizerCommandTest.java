package dev.loam.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerCommandTest extends Capturing {
    @TempDir
    private Path folder;

    @Test
    void aTokenizerIsTrainedUsedAndExtended() throws IOException {
        String file = folder.resolve("t.json").toString();
        assertThat(run("tokenizer", "train", "stories", "size=400", "out=" + file, "special=<end>")).as(err).isZero();
        assertThat(out).contains("t.json: BPE, 400 tokens, hash ", "on its corpus: ", "coverage 100.000 %");
        String first = Files.readString(Path.of(file));
        assertThat(run("tokenizer", "train", "stories", "size=400", "out=" + file, "special=<end>")).isZero();
        assertThat(Files.readString(Path.of(file))).isEqualTo(first);
        assertThat(run("tokenizer", "encode", file, "Once there was a naïve fox. 🙂<end>")).isZero();
        String[] ids = out.strip().split(" ");
        assertThat(ids).endsWith("399");
        String[] decode = new String[3 + ids.length];
        System.arraycopy(new String[] {"tokenizer", "decode", file}, 0, decode, 0, 3);
        System.arraycopy(ids, 0, decode, 3, ids.length);
        assertThat(run(decode)).isZero();
        assertThat(out).isEqualTo("Once there was a naïve fox. 🙂<end>" + System.lineSeparator());
        assertThat(run("tokenizer", "encode", file, "a fox", "--pieces")).isZero();
        assertThat(out).contains("\t0-1\ta\ta");
        String more = folder.resolve("more.json").toString();
        assertThat(run("tokenizer", "train", "stories", "extend=" + file, "size=450", "out=" + more)).as(err).isZero();
        assertThat(run("tokenizer", "info", more, "stories")).isZero();
        assertThat(out).contains("BPE, 450 tokens", "added 399  <end>", "tokens per word");
    }

    @Test
    void whatIsWrongIsSaidInASentence() throws IOException {
        assertThat(run("tokenizer", "learn", "x")).isEqualTo(1);
        assertThat(err).contains("there is no 'learn'");
        assertThat(run("tokenizer", "train", "stories", "sise=300")).isEqualTo(1);
        assertThat(err).contains("there is no 'sise=300'");
        assertThat(run("tokenizer", "train", "stories", "size=20")).isEqualTo(1);
        assertThat(err).contains("256 to ");
        assertThat(run("tokenizer", "info", folder.resolve("none.json").toString())).isEqualTo(1);
        assertThat(err).contains("there is no such file").doesNotContain("Exception");
        Path latin = Files.write(folder.resolve("latin.txt"), new byte[] {'a', (byte) 0xE9});
        assertThat(run("tokenizer", "train", latin.toString())).isEqualTo(1);
        assertThat(err).contains("byte 1 (0xe9) is no valid UTF-8");
    }
}
