package dev.loam.data.tokenize;

import dev.loam.data.tokenize.PatternParser.Mode;
import dev.loam.data.tokenize.PatternParser.Node;
import dev.loam.data.tokenize.PatternParser.Place;
import java.util.ArrayList;
import java.util.List;

/// A regular expression over code points, with the meaning it has in Oniguruma: alternatives in order, look-around, possessive repeats; no captures.
///
/// It is compiled to a small program that backtracks. A file's pattern is not to be trusted: one that takes more than
/// [#STEPS] steps per character of a text is given up with an error.
final class Pattern {
    /// Steps per character, beyond which a pattern is given up.
    static final int STEPS = 2000;
    private static final int LARGEST = 20_000;

    enum Code { SET, REPEAT, SPLIT, JUMP, LOOK, ATOMIC, ANCHOR, MATCH }

    /// One instruction; what `a`, `b`, `c` mean depends on `code`.
    record Step(Code code, CharSet set, int a, int b, Mode mode, boolean negative, int c, Place place) {
        static Step of(Code code, int a, int b) {
            return new Step(code, null, a, b, null, false, 0, null);
        }
    }

    private final String source;
    private final List<Step> building = new ArrayList<>();
    private final Step[] program;

    private Pattern(String source) {
        this.source = source;
        emit(PatternParser.parse(source));
        building.add(Step.of(Code.MATCH, 0, 0));
        this.program = building.toArray(new Step[0]);
    }

    /// @throws TokenizerException where it cannot be read
    static Pattern of(String source) {
        return new Pattern(source);
    }

    /// Finds the text itself, whatever characters it has.
    static Pattern literal(String text) {
        var escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            escaped.append(c < 0x80 && !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9') ? "\\" : "").append(c);
        }
        return new Pattern(escaped.toString());
    }

    @Override
    public String toString() {
        return source;
    }

    private void add(Step step) {
        if (building.size() >= LARGEST) {
            throw new TokenizerException("pattern " + source + ": its repetitions make it too large");
        }
        building.add(step);
    }

    private void emit(Node node) {
        switch (node) {
            case Node.One(var set) -> add(new Step(Code.SET, set, 0, 0, null, false, 0, null));
            case Node.Sequence(var parts) -> parts.forEach(this::emit);
            case Node.Choice(var parts) -> emitChoice(parts);
            case Node.Repeat repeat -> emitRepeat(repeat);
            case Node.Look look -> emitLook(look);
            case Node.Atomic(var part) -> emitInner(Code.ATOMIC, part, false, 0);
            case Node.Anchor(var place) -> add(new Step(Code.ANCHOR, null, 0, 0, null, false, 0, place));
        }
    }

    private void emitChoice(List<Node> parts) {
        var jumps = new Points();
        for (int i = 0; i < parts.size(); i++) {
            int split = building.size();
            boolean last = i == parts.size() - 1;
            if (!last) {
                add(null);
            }
            emit(parts.get(i));
            if (!last) {
                jumps.add(building.size());
                add(null);
                building.set(split, Step.of(Code.SPLIT, split + 1, building.size()));
            }
        }
        for (int i = 0; i < jumps.size(); i++) {
            building.set(jumps.get(i), Step.of(Code.JUMP, building.size(), 0));
        }
    }

    private void emitRepeat(Node.Repeat repeat) {
        if (repeat.part() instanceof Node.One(var set)) {
            add(new Step(Code.REPEAT, set, repeat.least(), repeat.most() < 0 ? Integer.MAX_VALUE : repeat.most(), repeat.mode(), false, 0, null));
            return;
        }
        if (repeat.mode() == Mode.POSSESSIVE) {
            emitInner(Code.ATOMIC, new Node.Repeat(repeat.part(), repeat.least(), repeat.most(), Mode.GREEDY), false, 0);
            return;
        }
        if (repeat.most() < 0 && shortest(repeat.part()) == 0) {
            throw new TokenizerException("pattern " + source + ": what is repeated without limit must not match nothing");
        }
        for (int i = 0; i < repeat.least(); i++) {
            emit(repeat.part());
        }
        boolean lazy = repeat.mode() == Mode.LAZY;
        if (repeat.most() < 0) {
            int split = building.size();
            add(null);
            emit(repeat.part());
            add(Step.of(Code.JUMP, split, 0));
            building.set(split, split(split + 1, building.size(), lazy));
            return;
        }
        var splits = new Points();
        for (int i = repeat.least(); i < repeat.most(); i++) {
            splits.add(building.size());
            add(null);
            emit(repeat.part());
        }
        for (int i = 0; i < splits.size(); i++) {
            building.set(splits.get(i), split(splits.get(i) + 1, building.size(), lazy));
        }
    }

    private static Step split(int in, int past, boolean lazy) {
        return lazy ? Step.of(Code.SPLIT, past, in) : Step.of(Code.SPLIT, in, past);
    }

    private void emitLook(Node.Look look) {
        if (!look.behind()) {
            emitInner(Code.LOOK, look.part(), look.negative(), 0);
            return;
        }
        int length = shortest(look.part());
        if (length != longest(look.part())) {
            throw new TokenizerException("pattern " + source + ": what is looked for behind must have one length");
        }
        emitInner(Code.LOOK, look.part(), look.negative(), length);
    }

    /// A part that is matched for itself: from the next step to a MATCH; step `a` follows it.
    private void emitInner(Code code, Node part, boolean negative, int back) {
        int at = building.size();
        add(null);
        emit(part);
        add(Step.of(Code.MATCH, 0, 0));
        building.set(at, new Step(code, null, building.size(), 0, null, negative, back, null));
    }

    private static int shortest(Node node) {
        return switch (node) {
            case Node.One _ -> 1;
            case Node.Sequence(var parts) -> {
                int sum = 0;
                for (Node part : parts) {
                    sum = Math.min(1 << 20, sum + shortest(part));
                }
                yield sum;
            }
            case Node.Choice(var parts) -> {
                int least = Integer.MAX_VALUE;
                for (Node part : parts) {
                    least = Math.min(least, shortest(part));
                }
                yield least;
            }
            case Node.Repeat repeat -> Math.min(1 << 20, repeat.least() * shortest(repeat.part()));
            case Node.Atomic(var part) -> shortest(part);
            case Node.Look _, Node.Anchor _ -> 0;
        };
    }

    private static int longest(Node node) {
        return switch (node) {
            case Node.One _ -> 1;
            case Node.Sequence(var parts) -> {
                int sum = 0;
                for (Node part : parts) {
                    sum = Math.min(1 << 20, sum + longest(part));
                }
                yield sum;
            }
            case Node.Choice(var parts) -> {
                int most = 0;
                for (Node part : parts) {
                    most = Math.max(most, longest(part));
                }
                yield most;
            }
            case Node.Repeat repeat -> repeat.most() < 0 ? 1 << 20 : Math.min(1 << 20, repeat.most() * longest(repeat.part()));
            case Node.Atomic(var part) -> longest(part);
            case Node.Look _, Node.Anchor _ -> 0;
        };
    }

    /// A search in one text; [#find] goes on from match to match. `text[begin … end)` is all that the pattern sees.
    PatternMatcher matcher(int[] text, int begin, int end) {
        return new PatternMatcher(program, source, text, begin, end);
    }
}
