package dev.loam.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        return Main.run(args, new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Test
    void theBareScreenShowsEveryCommand() {
        assertThat(run()).isZero();
        for (var command : Commands.ALL) {
            assertThat(out.toString()).contains("./loam " + command.name(), command.summary());
        }
    }

    @Test
    void everyCommandHasHelpUnderItsOwnName() {
        for (var command : Commands.ALL) {
            assertThat(run(command.name(), "--help")).isZero();
            assertThat(out.toString()).contains("Usage: ./loam " + command.name());
        }
    }

    @Test
    void anUnknownCommandNamesTheNearest() {
        assertThat(run("docter")).isEqualTo(2);
        assertThat(err.toString().strip()).isEqualTo("There is no command 'docter'. Did you mean './loam doctor'?");
    }

    @Test
    void aCommandUnlikeAllOthersPointsToTheScreen() {
        assertThat(run("frobnicate")).isEqualTo(2);
        assertThat(err.toString().strip()).isEqualTo("There is no command 'frobnicate'. What there is: ./loam");
    }

    @Test
    void aWrongOptionEndsWithCodeTwo() {
        assertThat(run("doctor", "--speed")).isEqualTo(2);
        assertThat(err.toString()).startsWith("doctor: Unknown option: '--speed'");
    }

    @Test
    void whatWasThrownBecomesOneSentence() {
        assertThat(Errors.sentence(new UserError("a: b"))).isEqualTo("a: b");
        assertThat(Errors.sentence(new NoSuchFileException("x.csv"))).isEqualTo("x.csv: there is no such file or folder.");
        assertThat(Errors.sentence(new FileSystemException("run/a", null, "No space left on device"))).isEqualTo("run/a: the disk is full.");
        assertThat(Errors.sentence(new IllegalStateException("odd"))).startsWith("A fault in Loam: java.lang.IllegalStateException: odd, at MainTest.java:");
    }

    @Test
    void aWrappedErrorIsUnwrapped() {
        assertThat(Errors.report(new UncheckedIOException(new IOException("cut off")), new PrintStream(err))).isEqualTo(1);
        assertThat(err.toString().strip()).isEqualTo("cut off");
    }

    @Test
    void doctorHasALineForEverything() {
        String page = new DoctorCommand().page();
        assertThat(page.lines().map(line -> line.split(" ")[0]).filter(label -> !label.isEmpty()))
            .containsExactly("java", "cpu", "code", "gpu", "memory", "data", "cache", "used");
    }

    @Test
    void cpuFeaturesAreNamedForAPerson() {
        assertThat(Machine.linuxFeatures(Map.of("flags", "fpu avx avx2 fma avx512f avx512bw avx512dq avx512vl avx512_vnni avx512_bf16")))
            .containsExactly("AVX-512", "VNNI", "bf16");
        assertThat(Machine.linuxFeatures(Map.of("flags", "avx avx2 fma avx_vnni"))).containsExactly("AVX2", "VNNI");
        assertThat(Machine.linuxFeatures(Map.of("Features", "fp asimd asimddp sve i8mm bf16"))).containsExactly("NEON", "SVE", "dot product", "i8mm", "bf16");
        assertThat(Machine.macFeatures(Map.of("hw.optional.neon", "1", "hw.optional.arm.FEAT_BF16", "1"))).containsExactly("NEON", "bf16");
        assertThat(Machine.linuxFeatures(Map.of())).isEmpty();
    }

    @Test
    void theCodeGeneratorIsLlvmOnlyWhereItsJarIsForThisPlatform(@TempDir Path folder) throws IOException {
        Path jar = Files.createFile(folder.resolve("llvm-20.1.7-1.5.12-linux-x86_64.jar"));

        assertThat(CodeGenerator.find(jar.toString(), "linux-x86_64", folder).name()).isEqualTo("LLVM 20.1.7");
        assertThat(CodeGenerator.find(jar.toString(), "linux-riscv64", folder).reason())
            .isEqualTo("the LLVM jar, llvm-20.1.7-1.5.12-linux-x86_64.jar, is not for this platform, linux-riscv64");
        assertThat(CodeGenerator.find("a.jar", "linux-x86_64", folder).name()).isEqualTo("pure Java");
    }

    @Test
    void sizesAreInAPersonsTerms() {
        assertThat(Machine.size(0)).isEqualTo("0 kB");
        assertThat(Machine.size(14_200_000)).isEqualTo("14 MB");
        assertThat(Machine.size(6_240_000_000L)).isEqualTo("6.2 GB");
        assertThat(Machine.size(25_000_000_000L)).isEqualTo("25 GB");
    }
}
