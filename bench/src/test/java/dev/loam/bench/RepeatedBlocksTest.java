package dev.loam.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loam.compiler.Compiler;
import dev.loam.compiler.Program;
import dev.loam.compiler.Target;
import org.junit.jupiter.api.Test;

class RepeatedBlocksTest {
    private static Program program(int blocks) {
        return new Compiler(new Target("test", 64, 32)).compile(RepeatedBlocks.step(blocks, 4, 64, 128, 4, 0.1).graph());
    }

    @Test
    void moreEqualBlocksNeedNoMoreKernels() {
        Program two = program(2);
        Program six = program(6);
        assertThat(six.kernels()).hasSameSizeAs(two.kernels());
        assertThat(six.launches().size()).isGreaterThan(2 * two.launches().size());
    }

    @Test
    void dropoutsOfEqualLayersDifferInAnArgumentAlone() {
        Program p = program(2);
        var draws = p.launches().stream().filter(l -> p.kernels().get(l.kernel()).note().contains("random-uniform")).toList();
        assertThat(draws).hasSize(4);
        assertThat(draws.stream().map(Program.Launch::kernel).distinct()).hasSize(1);
        assertThat(draws.stream().map(Program.Launch::arguments).distinct()).as("a stream each").hasSize(4);
    }
}
