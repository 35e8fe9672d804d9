package dev.loam.data.tokenize;

import dev.loam.data.tokenize.Pattern.Step;
import dev.loam.data.tokenize.PatternParser.Mode;
import dev.loam.data.tokenize.PatternParser.Place;
import java.util.Arrays;

/// Where a [Pattern] matches in a text, from left to right.
final class PatternMatcher {
    private static final int MOST_HELD = 1 << 27;
    private static final CharSet WORDS = CharSet.ofWords().close();

    private final Step[] program;
    private final String source;
    private final int[] text;
    private final int begin;
    private final int end;
    private long steps;
    private int[] stack = new int[96];
    private int top;
    private int from;
    private int to;

    PatternMatcher(Step[] program, String source, int[] text, int begin, int end) {
        this.program = program;
        this.source = source;
        this.text = text;
        this.begin = begin;
        this.end = end;
        this.steps = (end - begin + 1000L) * Pattern.STEPS;
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
            if (stack.length > MOST_HELD) {
                throw new TokenizerException("pattern " + source + ": holds too many places to go back to in a text of " + (end - begin));
            }
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
                throw new TokenizerException("pattern " + source + ": takes more than " + Pattern.STEPS + " steps per character of a text of " + (end - begin));
            }
            Step step = program[pc];
            boolean failed = false;
            switch (step.code()) {
                case SET -> {
                    failed = at >= end || !step.set().has(text[at]);
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
                    push(step.b(), at, -1);
                    pc = step.a();
                }
                case JUMP -> pc = step.a();
                case LOOK -> {
                    failed = (at - step.c() >= begin && run(pc + 1, at - step.c()) >= 0) == step.negative();
                    pc = step.a();
                }
                case ATOMIC -> {
                    at = run(pc + 1, at);
                    failed = at < 0;
                    pc = step.a();
                }
                case ANCHOR -> {
                    failed = !holds(step.place(), at);
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
        boolean lazy = step.mode() == Mode.LAZY;
        int most = (int) Math.min((long) at + (lazy ? step.a() : step.b()), end);
        int reached = at;
        while (reached < most && step.set().has(text[reached])) {
            reached++;
        }
        steps -= (reached - at) >> 2;
        if (reached - at < step.a()) {
            return -1;
        }
        if (lazy) {
            long limit = Math.min((long) at + step.b(), end);
            if (reached < limit && step.set().has(text[reached])) {
                push(pc, reached + 1, (int) limit);
            }
        } else if (step.mode() == Mode.GREEDY && reached - 1 >= at + step.a()) {
            push(pc, reached - 1, at + step.a());
        }
        return reached;
    }

    /// Leaves on the stack what the repeat can still try after `at`.
    private void again(Step step, int pc, int at, int limit) {
        if (step.mode() == Mode.LAZY) {
            if (at < limit && step.set().has(text[at])) {
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
