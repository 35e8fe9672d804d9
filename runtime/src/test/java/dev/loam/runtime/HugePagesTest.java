package dev.loam.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class HugePagesTest {
    @Test
    void memoryOfEverySizeIsZeroAlignedAndWritableToItsEnd() {
        for (long bytes : new long[] {64, (1L << 21) - 8, 1L << 21, (1L << 21) + 8, 5_000_000}) {
            try (Arena arena = Arena.ofShared()) {
                MemorySegment m = HugePages.allocate(arena, bytes);
                assertThat(m.byteSize()).isEqualTo(bytes);
                assertThat(m.address() % 64).isZero();
                assertThat(m.get(ValueLayout.JAVA_BYTE, bytes - 1)).isZero();
                m.fill((byte) 1);
                assertThat(m.get(ValueLayout.JAVA_BYTE, bytes - 1)).isOne();
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void memoryIsGivenBack() throws Exception {
        long before = 0;
        for (int i = 0; i < 40; i++) {
            try (Arena arena = Arena.ofShared()) {
                HugePages.allocate(arena, 64L << 20).fill((byte) 1);
            }
            if (i == 3) {
                before = resident();
            }
        }
        assertThat(resident()).isLessThan(before + (100L << 20));
    }

    /// Bytes of this process that are in memory.
    private static long resident() throws Exception {
        return 4096 * Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]);
    }
}
