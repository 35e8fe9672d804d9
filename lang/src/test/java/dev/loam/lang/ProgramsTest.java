package dev.loam.lang;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loam.lang.library.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The classical programs that are measured beside other systems print what those print.
@Tag("slow")
class ProgramsTest {

    private static final Path FOLDER = Path.of("../bench/scheme");

    static List<String> programs() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(f -> f.getFileName().toString()).filter(f -> f.endsWith(".scm")).map(f -> f.replace(".scm", "")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void printsWhatOthersPrint(String program) throws IOException {
        var scheme = new Scheme();
        scheme.environment().set("file-to-run", new MutableString(FOLDER.resolve(program + ".scm").toString()));
        Object printed = scheme.eval("(with-output-to-string (lambda () (load file-to-run)))");
        assertThat(printed.toString()).isEqualTo(Files.readString(FOLDER.resolve("expected/" + program + ".txt")));
        Ports.flushStandard();
    }
}
