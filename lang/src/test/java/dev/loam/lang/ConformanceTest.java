package dev.loam.lang;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loam.lang.syntax.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs the files in `conformance/`: lines `expression => value`, one after the other, in one environment per file. A form without `=>` is only
/// evaluated. `error: TEXT` as a value stands for an error with that message. An expression may go over several lines.
class ConformanceTest {
    private static final Path FOLDER = Path.of("src/test/resources/dev/loam/lang/conformance");

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(f -> f.toString().endsWith(".scm")).sorted().toList();
        }
    }

    private record Check(int line, String expression, String expected) {}

    private static List<Check> checks(String text) {
        var checks = new ArrayList<Check>();
        var pending = new StringBuilder();
        int number = 0;
        int start = 0;
        for (String line : text.split("\n")) {
            number++;
            if (pending.isEmpty()) {
                if (line.isBlank() || line.startsWith(";")) {
                    continue;
                }
                start = number;
            }
            int arrow = line.lastIndexOf(" => ");
            if (arrow >= 0 && Program.complete(pending + line.substring(0, arrow))) {
                checks.add(new Check(start, pending + line.substring(0, arrow), line.substring(arrow + 4).strip()));
                pending.setLength(0);
            } else {
                pending.append(line).append('\n');
                if (Program.complete(pending.toString())) {
                    checks.add(new Check(start, pending.toString(), null));
                    pending.setLength(0);
                }
            }
        }
        return checks;
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyExpressionGivesItsValue(Path file) throws IOException {
        var scheme = new Scheme();
        var wrong = new ArrayList<String>();
        var all = checks(Files.readString(file, StandardCharsets.UTF_8));
        for (Check c : all) {
            String found;
            try {
                Object value = scheme.eval(file.getFileName().toString(), c.expression);
                found = value instanceof Values v ? v.toString() : Printer.write(value);
            } catch (SchemeError e) {
                found = "error: " + e.getMessage();
            }
            if (c.expected == null ? found.startsWith("error: ") : !found.equals(c.expected)) {
                wrong.add(file.getFileName() + ":" + c.line + ": " + c.expression.strip() + "\n    gives " + found + "\n    not   " + c.expected);
            }
        }
        assertThat(wrong).as("%d checks", all.size()).isEmpty();
        assertThat(all).isNotEmpty();
    }

    /// The same expressions as one program, whose procedures the compiler knows and calls directly.
    @ParameterizedTest
    @MethodSource("files")
    void theyGiveTheSameAsOneProgram(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        if (text.contains("(environment") || text.contains("-environment)") || text.contains("(define (list")) {
            return;
        }
        var program = new StringBuilder("(define results '())\n");
        var expected = new ArrayList<String>();
        for (Check c : checks(text)) {
            if (c.expected == null) {
                program.append(c.expression).append('\n');
            } else if (!c.expected.startsWith("error: ")) {
                program.append("(set! results (cons (call-with-values (lambda () ").append(c.expression).append(") list) results))\n");
                expected.add(c.expression + " => " + c.expected);
            }
        }
        Object results = new Scheme().runText(file.getFileName().toString(), program + "results");
        var found = new ArrayList<String>();
        for (Object x = results; x instanceof Pair p; x = p.cdr) {
            var values = new ArrayList<>();
            for (Object y = p.car; y instanceof Pair q; y = q.cdr) {
                values.add(q.car);
            }
            Object value = Values.of(values.toArray());
            String expression = expected.get(expected.size() - 1 - found.size());
            found.add(expression.substring(0, expression.lastIndexOf(" => ")) + " => " + (value instanceof Values v ? v.toString() : Printer.write(value)));
        }
        assertThat(found.reversed()).isEqualTo(expected);
    }
}
