package dev.loam.app;

import dev.loam.lang.Repl;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jline.reader.Candidate;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/// Lines that are typed in a terminal: with a history that is kept, completion of names, and forms of several lines edited as one.
final class Editor implements Repl.Lines, AutoCloseable {
    private final Terminal terminal;
    private final LineReader reader;

    /// @param names the names that begin so
    Editor(Path history, Function<String, List<String>> names) throws IOException {
        terminal = TerminalBuilder.builder().system(true).build();
        var parser = new DefaultParser() {
            @Override
            public org.jline.reader.ParsedLine parse(String line, int cursor, ParseContext context) {
                if (context == ParseContext.ACCEPT_LINE && !Repl.complete(line)) {
                    throw new EOFError(-1, -1, "the form is not whole");
                }
                return super.parse(line, cursor, context == ParseContext.ACCEPT_LINE ? ParseContext.UNSPECIFIED : context);
            }

            @Override
            public boolean isDelimiterChar(CharSequence buffer, int at) {
                return "()[]'`,\" \t\n;".indexOf(buffer.charAt(at)) >= 0;
            }
        };
        parser.setEscapeChars(null);
        parser.setQuoteChars(null);
        reader = LineReaderBuilder.builder().terminal(terminal).appName("loam").parser(parser)
            .completer((r, line, found) -> names.apply(line.word()).forEach(n -> found.add(new Candidate(n))))
            .variable(LineReader.HISTORY_FILE, history).variable(LineReader.SECONDARY_PROMPT_PATTERN, "  ")
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true).build();
    }

    @Override
    public String read(String prompt) {
        try {
            return reader.readLine(prompt);
        } catch (UserInterruptException e) {
            throw new Repl.Interrupted();
        } catch (EndOfFileException e) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        terminal.close();
    }
}
