package dev.loam.lang;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loam.lang.library.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The programs in `examples/` print what lies beside them in `expected/`.
@Tag("slow")
class ExamplesTest {
    private static final Path EXAMPLES = Path.of("../examples");
    private static final Path ARCHITECTURES = EXAMPLES.resolve("architectures");

    static List<Path> programs() throws IOException {
        try (Stream<Path> examples = Files.list(EXAMPLES); Stream<Path> architectures = Files.list(ARCHITECTURES)) {
            return Stream.concat(examples, architectures).filter(f -> f.toString().endsWith(".scm")).sorted().toList();
        }
    }

    @Test
    void thereAreThirtyProgramsAndTwentyArchitectures() throws IOException {
        assertThat(programs().stream().filter(p -> p.getParent().equals(EXAMPLES)).count()).isGreaterThanOrEqualTo(30);
        assertThat(programs().stream().filter(p -> p.getParent().equals(ARCHITECTURES)).count()).isGreaterThanOrEqualTo(20);
    }

    @ParameterizedTest
    @MethodSource("programs")
    void printsWhatIsExpected(Path program) throws IOException {
        var scheme = new Scheme();
        scheme.environment().set("file-to-run", new MutableString(program.toString()));
        String printed = scheme.eval("(with-output-to-string (lambda () (load file-to-run)))").toString();
        String name = program.getFileName().toString().replace(".scm", ".txt");
        assertThat(printed).isEqualTo(Files.readString(program.getParent().resolve("expected").resolve(name)));
        Ports.flushStandard();
    }
}
