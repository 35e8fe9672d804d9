package dev.loam.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelCacheTest {
    @TempDir
    Path folder;
    private int compiled;

    private byte[] get(KernelCache cache, String code) {
        return cache.get(code, "cpu", () -> {
            compiled++;
            return ("object of " + code.replaceAll("(?m)^;.*\\n", "")).getBytes();
        });
    }

    private List<Path> files() throws IOException {
        try (var list = Files.list(folder.resolve("k"))) {
            return list.sorted().toList();
        }
    }

    private KernelCache cache(long limit) {
        return new KernelCache(folder.resolve("k"), limit);
    }

    @Test
    void theSameCodeIsCompiledOnceAndCommentsDoNotMatter() {
        byte[] first = get(cache(1 << 20), "; one name\nadd\n");
        byte[] second = get(cache(1 << 20), "; another name\nadd\n");
        assertThat(second).isEqualTo(first);
        assertThat(compiled).isEqualTo(1);
        get(cache(1 << 20), "mul\n");
        assertThat(compiled).isEqualTo(2);
    }

    @Test
    void aDamagedEntryIsMadeAgain() throws IOException {
        byte[] good = get(cache(1 << 20), "add\n");
        Path file = files().get(0);
        for (byte[] damage : List.of(new byte[0], new byte[10], flipped(Files.readAllBytes(file)))) {
            Files.write(file, damage);
            assertThat(get(cache(1 << 20), "add\n")).isEqualTo(good);
        }
        assertThat(compiled).isEqualTo(4);
    }

    private static byte[] flipped(byte[] all) {
        byte[] out = all.clone();
        out[out.length - 1] ^= 1;
        return out;
    }

    @Test
    void theFolderDoesNotOutgrowItsLimitAndLeavesNoHalfFiles() throws IOException {
        for (int i = 0; i < 20; i++) {
            get(cache(300), "code " + i + "\n");
        }
        long total = 0;
        for (Path f : files()) {
            assertThat(f.toString()).endsWith(".o");
            total += Files.size(f);
        }
        assertThat(total).isLessThanOrEqualTo(300);
    }

    @Test
    void aFolderThatCanNotBeWrittenIsPassedOver() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "no folder");
        assertThat(new KernelCache(file, 1000).get("add\n", "cpu", () -> new byte[] {7})).containsExactly(7);
    }
}
