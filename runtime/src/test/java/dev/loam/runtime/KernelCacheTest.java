package dev.loam.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelCacheTest {
    @TempDir
    Path folder;

    private KernelCache cache(long limit) {
        return new KernelCache(folder.resolve("k"), limit);
    }

    private List<Path> files() throws IOException {
        try (var list = Files.list(folder.resolve("k"))) {
            return list.sorted().toList();
        }
    }

    @Test
    void whatWasKeptIsFoundByName() {
        String name = KernelCache.name("so", "x86", "add");
        assertThat(cache(1 << 20).find(name)).isNull();
        KernelCache.Entry kept = cache(1 << 20).keep(name, "code".getBytes());
        KernelCache.Entry found = cache(1 << 20).find(name);
        assertThat(found.content()).isEqualTo("code".getBytes());
        assertThat(found.file()).isEqualTo(kept.file()).hasParent(folder.resolve("k"));
        assertThat(cache(1 << 20).find(KernelCache.name("so", "x86", "mul"))).isNull();
    }

    @Test
    void aNameTellsItsPartsApart() {
        assertThat(KernelCache.name("so", "ab", "c")).isNotEqualTo(KernelCache.name("so", "a", "bc")).endsWith(".so")
            .isEqualTo(KernelCache.name("so", "ab", "c"));
    }

    @Test
    void aDamagedEntryIsNotFoundAndCanBeKeptAgain() throws IOException {
        cache(1 << 20).keep("add.so", "code".getBytes());
        Path file = files().get(0);
        byte[] good = Files.readAllBytes(file);
        for (byte[] damage : List.of(new byte[0], new byte[10], new byte[32], flipped(good, 0), flipped(good, good.length - 1))) {
            Files.write(file, damage);
            assertThat(cache(1 << 20).find("add.so")).isNull();
            cache(1 << 20).keep("add.so", "code".getBytes());
            assertThat(cache(1 << 20).find("add.so").content()).isEqualTo("code".getBytes());
        }
    }

    private static byte[] flipped(byte[] all, int at) {
        byte[] out = all.clone();
        out[at] ^= 1;
        return out;
    }

    @Test
    void theFolderDoesNotOutgrowItsLimitAndLeavesNoHalfFiles() throws IOException {
        for (int i = 0; i < 20; i++) {
            cache(300).keep("code" + i + ".so", ("code " + i).getBytes());
        }
        long total = 0;
        for (Path f : files()) {
            assertThat(f.toString()).endsWith(".so");
            total += Files.size(f);
        }
        assertThat(total).isBetween(200L, 300L);
        assertThat(cache(300).find("code19.so")).as("the newest").isNotNull();
    }

    @Test
    void theFolderIsTheOwnersAlone() throws IOException {
        cache(1000).keep("add.so", "code".getBytes());
        Path k = folder.resolve("k");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(k))).isEqualTo("rwx------");
        Files.setPosixFilePermissions(k, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(cache(1000).find("add.so")).isNotNull();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(k))).isEqualTo("rwx------");
    }

    @Test
    void aFolderThatCanNotBeWrittenIsPassedOver() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "no folder");
        var cache = new KernelCache(file, 1000);
        assertThat(cache.keep("add.so", new byte[] {7})).isNull();
        assertThat(cache.find("add.so")).isNull();
    }
}
