package dev.loam.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HashTest {
    @Test
    void theHashOfAbcIsThePublishedOne() {
        byte[] abc = "abc".getBytes(StandardCharsets.US_ASCII);
        assertThat(Hash.sha256().add(abc, 0, 3).hex()).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(Hash.md5().add(abc, 0, 3).hex()).isEqualTo("900150983cd24fb0d6963f7d28e17f72");
    }

    @Test
    void aHashComputedElsewhereIsTheSame() {
        byte[] bytes = new byte[100_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31 >> 3);
        }
        var here = Hash.sha256();
        var elsewhere = Hash.sha256Elsewhere();
        for (int at = 0; at < bytes.length; at += 1000) {
            here.add(bytes, at, 1000).add("part " + at);
            elsewhere.add(bytes, at, 1000).add("part " + at);
        }
        assertThat(elsewhere.hex()).isEqualTo(here.hex());
    }
}
