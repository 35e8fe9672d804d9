package dev.loam.lang;

import dev.loam.lang.compiler.UnitLoader;
import java.util.ArrayList;
import java.util.List;

/// What a person is told of an error that a program did not handle: where it was, the line with a caret, what went wrong, and a short stack in
/// terms of the program:
///
///     sum.scm:3:9: error: car: argument 1 must be a pair, found 5
///       (+ 1 (car x))
///            ^
///       in sum, at sum.scm:3:9
///       in main, at sum.scm:7:3
public final class ErrorReport {
    private static final int MOST_FRAMES = 8;

    private record Frame(String procedure, Source.Place place) {}

    private ErrorReport() {}

    public static String of(SchemeError error) {
        List<Frame> frames = frames(error);
        Source.Place place = Source.place(error.position());
        if (place == null && !frames.isEmpty()) {
            place = frames.getFirst().place;
        }
        var text = new StringBuilder();
        if (place != null) {
            text.append(place).append(": ");
        }
        text.append("error: ").append(error.getMessage());
        if (place != null && !place.text().isEmpty()) {
            text.append('\n').append(place.picture());
        }
        if (error.position() == 0) {
            stack(frames, text);
        }
        return text.toString();
    }

    private static void stack(List<Frame> frames, StringBuilder text) {
        int shown = 0;
        String before = null;
        for (Frame f : frames) {
            if (f.procedure == null) {
                continue;
            }
            String line = "\n  in " + f.procedure + ", at " + f.place;
            if (line.equals(before)) {
                continue;
            }
            before = line;
            if (shown++ == MOST_FRAMES) {
                text.append("\n  …");
                return;
            }
            text.append(line);
        }
    }

    /// Where the running program is, as a text such as `sum.scm:3:9`, or null.
    public static String here() {
        List<Frame> frames = frames(new Throwable());
        return frames.isEmpty() ? null : frames.getFirst().place.toString();
    }

    private static List<Frame> frames(Throwable error) {
        var found = new ArrayList<Frame>();
        for (StackTraceElement e : error.getStackTrace()) {
            if (e.getClassName().startsWith(UnitLoader.PREFIX)) {
                Source.Place place = Source.place(UnitLoader.position(e.getClassName(), e.getLineNumber()));
                if (place != null && !place.file().startsWith("library ")) {
                    found.add(new Frame(UnitLoader.procedure(e.getClassName(), e.getMethodName()), place));
                }
            }
        }
        return found;
    }
}
