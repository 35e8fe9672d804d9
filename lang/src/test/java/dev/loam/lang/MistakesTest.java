package dev.loam.lang;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `mistakes.txt`: wrong programs, each followed by what a person is told, to the letter. A case begins with `--- title` (`--- strict: title` where types
/// are demanded), and `=>` stands between program and report. `-Dgolden=update` writes what is found.
class MistakesTest {
    private static final Path FILE = Path.of("src/test/resources/dev/loam/lang/mistakes.txt");

    private record Mistake(String title, String program, String report) {}

    private static List<Mistake> read() throws IOException {
        var all = new ArrayList<Mistake>();
        for (String part : Files.readString(FILE).split("(?m)^--- ")) {
            if (!part.isBlank()) {
                int program = part.indexOf('\n') + 1;
                int arrow = part.indexOf("\n=>\n");
                all.add(new Mistake(part.substring(0, program - 1), part.substring(program, arrow), part.substring(arrow + 4).stripTrailing()));
            }
        }
        return all;
    }

    private static String report(Mistake m) {
        var scheme = new Scheme();
        try {
            return "no error: " + (m.title.startsWith("strict: ") ? scheme.strict() : scheme).runText("p.scm", m.program);
        } catch (SchemeError e) {
            return ErrorReport.of(e);
        }
    }

    @Test
    void everyMistakeIsToldExactly() throws IOException {
        List<Mistake> all = read();
        var found = new StringBuilder();
        var wrong = new ArrayList<String>();
        for (Mistake m : all) {
            String report = report(m);
            found.append("--- " + m.title + "\n" + m.program + "\n=>\n" + report + "\n");
            if (!report.equals(m.report)) {
                wrong.add(m.title + "\n" + m.program + "\n=> " + report + "\nnot " + m.report);
            }
        }
        if ("update".equals(System.getProperty("golden"))) {
            Files.writeString(FILE, found);
        }
        assertThat(wrong).isEmpty();
        assertThat(all.stream().map(Mistake::title).distinct()).hasSizeGreaterThanOrEqualTo(60);
    }
}
