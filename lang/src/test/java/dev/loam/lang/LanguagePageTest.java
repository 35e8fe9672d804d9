package dev.loam.lang;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What `docs/language.md` says that expressions give, they give.
class LanguagePageTest {
    private static final Pattern BLOCK = Pattern.compile("(?m)^```scheme\\n(.*?)^```", Pattern.DOTALL);

    @Test
    void everyExampleGivesWhatThePageSays() throws IOException {
        var scheme = new Scheme();
        var checked = new ArrayList<String>();
        var m = BLOCK.matcher(Files.readString(Path.of("../docs/language.md")));
        while (m.find()) {
            var pending = new StringBuilder();
            for (String line : m.group(1).split("\n")) {
                int comment = line.indexOf(" ; ");
                pending.append(comment < 0 ? line : line.substring(0, comment)).append('\n');
                if (dev.loam.lang.syntax.Program.complete(pending.toString())) {
                    Object value = scheme.eval("language.md", pending.toString());
                    if (comment >= 0 && line.startsWith("=> ", comment + 3)) {
                        assertThat(Printer.write(value)).as(pending.toString()).isEqualTo(line.substring(comment + 6).strip());
                        checked.add(line);
                    }
                    pending.setLength(0);
                }
            }
        }
        assertThat(checked).hasSizeGreaterThan(8);
    }
}
