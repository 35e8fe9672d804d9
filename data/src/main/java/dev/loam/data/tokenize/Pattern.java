package dev.loam.data.tokenize;

import dev.loam.data.tokenize.PatternParser.Mode;
import dev.loam.data.tokenize.PatternParser.Node;
import dev.loam.data.tokenize.PatternParser.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A regular expression over code points, with the meaning it has in Oniguruma: alternatives in order, look-around, possessive repeats; no captures.
///
/// It is compiled to a small program that backtracks. A file's pattern is not to be trusted: one that takes more than
/// [#STEPS] steps per character of a text is given up with an error.
final class Pattern {
    /// Steps per character, beyond which a pattern is given up.
    static final int STEPS = 2000;
    private static final int LARGEST = 20_000;

    private enum Code { SET, REPEAT, SPLIT, JUMP, LOOK, ATOMIC, ANCHOR, MATCH }

    /// One instruction; what `a`, `b`, `c` mean depends on `code`.
    private record Step(Code code, CharSet set, int a, int b, Mode mode, boolean negative, int c, Place place) {
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
    Matcher matcher(int[] text, int begin, int end) {
        return new Matcher(text, begin, end);
    }

    /// Where the pattern matches in a text.
    final class Matcher {
        private final int[] text;
        private final int begin;
        private final int end;
        private long steps;
        private int[] stack = new int[96];
        private int top;
        private int from;
        private int to;

        private Matcher(int[] text, int begin, int end) {
            this.text = text;
            this.begin = begin;
            this.end = end;
            this.steps = (end - begin + 1000L) * STEPS;
            this.to = begin;
        }

        int start() {
            return from;
        }

        int end() {
            return to;
        }

        /// Goes to the next match that has a character in it.
        boolean find() {
            for (int at = to; at < end; at++) {
                int found = run(0, at);
                if (found > at) {
                    from = at;
                    to = found;
                    return true;
                }
            }
            return false;
        }

        private void push(int step, int at, int limit) {
            if (top + 3 > stack.length) {
                stack = Arrays.copyOf(stack, 2 * stack.length);
            }
            stack[top++] = step;
            stack[top++] = at;
            stack[top++] = limit;
        }

        /// Where a match of the program from `entry` on that begins at `start` ends, or -1. What is left to try lies on the stack as (step, place, limit);
        /// a repeat gives back characters down to its limit, or where it is lazy takes more up to it.
        private int run(int entry, int start) {
            int floor = top;
            int pc = entry;
            int at = start;
            while (true) {
                if (--steps < 0) {
                    throw new TokenizerException("pattern " + source + ": takes more than " + STEPS + " steps per character of a text of " + (end - begin));
                }
                Step step = program[pc];
                boolean failed = false;
                switch (step.code) {
                    case SET -> {
                        failed = at >= end || !step.set.has(text[at]);
                        at++;
                        pc++;
                    }
                    case REPEAT -> {
                        int reached = repeat(step, pc, at);
                        failed = reached < 0;
                        at = reached;
                        pc++;
                    }
                    case SPLIT -> {
                        push(step.b, at, -1);
                        pc = step.a;
                    }
                    case JUMP -> pc = step.a;
                    case LOOK -> {
                        failed = (at - step.c >= begin && run(pc + 1, at - step.c) >= 0) == step.negative;
                        pc = step.a;
                    }
                    case ATOMIC -> {
                        at = run(pc + 1, at);
                        failed = at < 0;
                        pc = step.a;
                    }
                    case ANCHOR -> {
                        failed = !holds(step.place, at);
                        pc++;
                    }
                    case MATCH -> {
                        top = floor;
                        return at;
                    }
                }
                if (failed) {
                    if (top == floor) {
                        return -1;
                    }
                    top -= 3;
                    pc = stack[top];
                    at = stack[top + 1];
                    int limit = stack[top + 2];
                    if (limit >= 0) {
                        again(program[pc], pc, at, limit);
                        pc++;
                    }
                }
            }
        }

        private int repeat(Step step, int pc, int at) {
            boolean lazy = step.mode == Mode.LAZY;
            int most = (int) Math.min((long) at + (lazy ? step.a : step.b), end);
            int reached = at;
            while (reached < most && step.set.has(text[reached])) {
                reached++;
            }
            steps -= (reached - at) >> 2;
            if (reached - at < step.a) {
                return -1;
            }
            if (lazy) {
                long limit = Math.min((long) at + step.b, end);
                if (reached < limit && step.set.has(text[reached])) {
                    push(pc, reached + 1, (int) limit);
                }
            } else if (step.mode == Mode.GREEDY && reached - 1 >= at + step.a) {
                push(pc, reached - 1, at + step.a);
            }
            return reached;
        }

        /// Leaves on the stack what the repeat can still try after `at`.
        private void again(Step step, int pc, int at, int limit) {
            if (step.mode == Mode.LAZY) {
                if (at < limit && step.set.has(text[at])) {
                    push(pc, at + 1, limit);
                }
            } else if (at - 1 >= limit) {
                push(pc, at - 1, limit);
            }
        }

        private boolean holds(Place place, int at) {
            return switch (place) {
                case START -> at == begin;
                case END -> at == end;
                case LINE_START -> at == begin || text[at - 1] == '\n';
                case LINE_END -> at == end || text[at] == '\n';
                case WORD_EDGE -> word(at - 1) != word(at);
                case NO_WORD_EDGE -> word(at - 1) == word(at);
            };
        }

        private boolean word(int at) {
            return at >= begin && at < end && WORDS.has(text[at]);
        }
    }

    private static final CharSet WORDS = CharSet.ofWords().close();
}
