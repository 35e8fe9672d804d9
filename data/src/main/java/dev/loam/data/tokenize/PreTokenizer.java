package dev.loam.data.tokenize;

import dev.loam.data.tokenize.Pieces.Behavior;
import java.util.List;

/// Cuts a normalised text into the pieces that a model sees, as the part of that name in a `tokenizer.json`.
sealed interface PreTokenizer {
    Pieces apply(Pieces in);

    record Sequence(List<PreTokenizer> parts) implements PreTokenizer {
        @Override
        public Pieces apply(Pieces in) {
            Pieces out = in;
            for (PreTokenizer part : parts) {
                out = part.apply(out);
            }
            return out;
        }
    }

    /// White space is cut out, and each mark of punctuation is a piece.
    record Bert() implements PreTokenizer {
        @Override
        public Pieces apply(Pieces in) {
            return in.split(Pieces.each(UnicodeData::isSpace), Behavior.REMOVED, false)
                .split(Pieces.each(PreTokenizer::isPunctuation), Behavior.ISOLATED, false);
        }
    }

    /// Bytes as the characters of [dev.loam.data.tokenize.ByteLevel], cut by GPT-2's pattern where `useRegex`.
    record ByteLevel(boolean addPrefixSpace, boolean trimOffsets, boolean useRegex) implements PreTokenizer {
        private static final Gpt2Cutter GPT2 = new Gpt2Cutter();

        @Override
        public Pieces apply(Pieces in) {
            Pieces cut = addPrefixSpace ? prefixed(in, ' ', false) : in;
            cut = useRegex ? cut.split(GPT2, Behavior.ISOLATED, false) : cut;
            var text = new Text(cut.text.length + cut.text.length / 8);
            var out = new Pieces(text);
            byte[] four = new byte[4];
            for (int i = 0; i < cut.count(); i++) {
                int begin = text.length;
                for (int p = cut.starts.get(i); p < cut.ends.get(i); p++) {
                    dev.loam.data.tokenize.ByteLevel.add(cut.text, p, text, four);
                }
                out.add(begin, text.length);
            }
            return out;
        }
    }

    record CharDelimiterSplit(int delimiter) implements PreTokenizer {
        @Override
        public Pieces apply(Pieces in) {
            return in.split(Pieces.each(c -> c == delimiter), Behavior.REMOVED, false);
        }
    }

    record Digits(boolean individual) implements PreTokenizer {
        @Override
        public Pieces apply(Pieces in) {
            return in.split(Pieces.each(UnicodeData::isNumber), individual ? Behavior.ISOLATED : Behavior.CONTIGUOUS, false);
        }
    }

    record FixedLength(int length) implements PreTokenizer {
        @Override
        public Pieces apply(Pieces in) {
            return in.split((_, start, end, cuts) -> {
                for (int i = start; i < end; i += length) {
                    cuts.match(i, Math.min(end, i + length));
                }
            }, Behavior.ISOLATED, false);
        }
    }

    /// Spaces become a visible mark, which also goes before the text (`scheme` first), each piece (always), or nothing (never).
    record Metaspace(int replacement, Scheme scheme, boolean split) implements PreTokenizer {
        enum Scheme {
            FIRST("first"), ALWAYS("always"), NEVER("never");

            final String key;

            Scheme(String key) {
                this.key = key;
            }
        }

        @Override
        public Pieces apply(Pieces in) {
            var marked = new Pieces(replaced(in.text));
            for (int i = 0; i < in.count(); i++) {
                marked.add(in.starts.get(i), in.ends.get(i));
            }
            Pieces out = scheme == Scheme.NEVER ? marked : prefixed(marked, replacement, scheme == Scheme.FIRST);
            return split ? out.split(Pieces.each(c -> c == replacement), Behavior.MERGED_WITH_NEXT, false) : out;
        }

        private Text replaced(Text from) {
            var out = from.slice(0, from.length);
            out = out == from ? copy(from) : out;
            for (int i = 0; i < out.length; i++) {
                out.points[i] = out.points[i] == ' ' ? replacement : out.points[i];
            }
            return out;
        }

        private static Text copy(Text from) {
            var out = new Text(from.length);
            out.add(from, 0, from.length);
            return out;
        }
    }

    record Punctuation(Behavior behavior) implements PreTokenizer {
        @Override
        public Pieces apply(Pieces in) {
            return in.split(Pieces.each(PreTokenizer::isPunctuation), behavior, false);
        }
    }

    /// @param regex false where the file gives a plain text to look for
    record Split(String pattern, boolean regex, Behavior behavior, boolean invert, Pieces.Cutter cutter) implements PreTokenizer {
        static Split of(String pattern, boolean regex, Behavior behavior, boolean invert) {
            boolean gpt2 = regex && pattern.equals(Gpt2Cutter.PATTERN);
            return new Split(pattern, regex, behavior, invert,
                gpt2 ? new Gpt2Cutter() : Pieces.matches(regex ? Pattern.of(pattern) : Pattern.literal(pattern)));
        }

        @Override
        public Pieces apply(Pieces in) {
            return in.split(cutter, behavior, invert);
        }
    }

    /// Cuts where the script changes; Japanese scripts count as one, and a space as any.
    record UnicodeScripts() implements PreTokenizer {
        @Override
        public Pieces apply(Pieces in) {
            int han = UnicodeData.scriptNamed("Han");
            int hiragana = UnicodeData.scriptNamed("Hiragana");
            int katakana = UnicodeData.scriptNamed("Katakana");
            return in.split((points, start, end, cuts) -> {
                int last = -1;
                for (int i = start; i < end; i++) {
                    int script = UnicodeData.script(points[i]);
                    script = points[i] == ' ' ? -1 : points[i] == 0x30FC || script == hiragana || script == katakana ? han : script;
                    if (script >= 0 && last >= 0 && script != last && i > start) {
                        cuts.match(cuts.lastEnd(), i);
                    }
                    last = script;
                }
            }, Behavior.ISOLATED, false);
        }
    }

    /// Words and runs of other characters; white space is cut out.
    record Whitespace() implements PreTokenizer {
        private static final Pieces.Cutter WORDS = Pieces.matches(Pattern.of("\\w+|[^\\w\\s]+"));

        @Override
        public Pieces apply(Pieces in) {
            return in.split(WORDS, Behavior.REMOVED, true);
        }
    }

    record WhitespaceSplit() implements PreTokenizer {
        @Override
        public Pieces apply(Pieces in) {
            return in.split(Pieces.each(UnicodeData::isSpace), Behavior.REMOVED, false);
        }
    }

    /// Category P, and the ASCII symbols.
    static boolean isPunctuation(int point) {
        return point < 0x80 ? point >= '!' && point <= '/' || point >= ':' && point <= '@' || point >= '[' && point <= '`' || point >= '{' && point <= '~'
            : UnicodeData.isIn(point, UnicodeData.PUNCTUATION);
    }

    /// Each piece with `mark` before it, unless it begins with it; where `onlyFirst`, only a piece at the source's beginning.
    private static Pieces prefixed(Pieces in, int mark, boolean onlyFirst) {
        var text = new Text(in.text.length + in.count());
        var out = new Pieces(text);
        for (int i = 0; i < in.count(); i++) {
            int start = in.starts.get(i);
            int begin = text.length;
            boolean wanted = !onlyFirst || in.text.from[start] == 0;
            if (wanted && in.text.points[start] != mark) {
                text.add(mark, in.text.from[start], in.text.from[start]);
            }
            text.add(in.text, start, in.ends.get(i));
            out.add(begin, text.length);
        }
        return out;
    }
}
