package dev.loam.data.tokenize;

import java.util.List;

/// Changes a text before it is cut, as the part of that name in a `tokenizer.json`.
sealed interface Normalizer {
    Text apply(Text in);

    record Sequence(List<Normalizer> parts) implements Normalizer {
        @Override
        public Text apply(Text in) {
            Text out = in;
            for (Normalizer part : parts) {
                out = part.apply(out);
            }
            return out;
        }
    }

    /// One of Unicode's normal forms.
    record Form(Normalization form) implements Normalizer {
        @Override
        public Text apply(Text in) {
            return form.apply(in);
        }
    }

    record Lowercase() implements Normalizer {
        @Override
        public Text apply(Text in) {
            return each(in, (point, from, to, out) -> {
                if (point == 0x130) {
                    out.add('i', from, to);
                    out.add(0x307, from, to);
                } else {
                    out.add(UnicodeData.lower(point), from, to);
                }
            });
        }
    }

    /// White space at the ends goes.
    record Strip(boolean left, boolean right) implements Normalizer {
        @Override
        public Text apply(Text in) {
            int start = 0;
            int end = in.length;
            while (left && start < end && UnicodeData.isSpace(in.points[start])) {
                start++;
            }
            while (right && end > start && UnicodeData.isSpace(in.points[end - 1])) {
                end--;
            }
            return in.slice(start, end);
        }
    }

    /// Marks go: all of category M.
    record StripAccents() implements Normalizer {
        @Override
        public Text apply(Text in) {
            return without(in, UnicodeData.MARK);
        }
    }

    /// What SentencePiece's `nmt` rules do to control characters and unusual spaces.
    record Nmt() implements Normalizer {
        @Override
        public Text apply(Text in) {
            return each(in, (c, from, to, out) -> {
                if (c >= 1 && c <= 8 || c == 0x0B || c >= 0x0E && c <= 0x1F || c == 0x7F || c == 0x8F || c == 0x9F) {
                    return;
                }
                boolean space = c == 9 || c == 0x0A || c == 0x0C || c == 0x0D || c == 0x1680 || c >= 0x200B && c <= 0x200F || c == 0x2028 || c == 0x2029
                    || c == 0x2581 || c == 0xFEFF || c == 0xFFFD;
                out.add(space ? ' ' : c, from, to);
            });
        }
    }

    record Prepend(String text) implements Normalizer {
        @Override
        public Text apply(Text in) {
            if (in.length == 0) {
                return in;
            }
            var out = new Text(in.length + text.length());
            for (int i = 0; i < text.length(); ) {
                int point = text.codePointAt(i);
                i += Character.charCount(point);
                out.add(point, in.from[0], in.from[0]);
            }
            out.add(in, 0, in.length);
            return out;
        }
    }

    /// @param regex false where the file gives a plain text to look for
    record Replace(String pattern, boolean regex, String content, Pattern compiled) implements Normalizer {
        static Replace of(String pattern, boolean regex, String content) {
            return new Replace(pattern, regex, content, regex ? Pattern.of(pattern) : Pattern.literal(pattern));
        }

        @Override
        public Text apply(Text in) {
            var matcher = compiled.matcher(in.points, 0, in.length);
            int[] with = Points.of(content).toArray();
            Text out = null;
            int last = 0;
            while (matcher.find()) {
                out = out == null ? new Text(in.length + in.length / 8) : out;
                out.add(in, last, matcher.start());
                for (int point : with) {
                    out.add(point, in.from[matcher.start()], in.to[matcher.end() - 1]);
                }
                last = matcher.end();
            }
            if (out == null) {
                return in;
            }
            out.add(in, last, in.length);
            return out;
        }
    }

    /// What BERT does before cutting (J. Devlin and others, 2018, and its released `tokenization.py`).
    ///
    /// @param stripAccents null does what `lowercase` does
    record Bert(boolean cleanText, boolean handleChinese, Boolean stripAccents, boolean lowercase) implements Normalizer {
        private static final int CONTROL = 1 << UnicodeData.CC | 1 << UnicodeData.CF | 1 << UnicodeData.CO;

        @Override
        public Text apply(Text in) {
            Text out = cleanText ? clean(in) : in;
            out = handleChinese ? spaced(out) : out;
            if (stripAccents == null ? lowercase : stripAccents) {
                out = without(Normalization.NFD.apply(out), 1 << UnicodeData.MN);
            }
            return lowercase ? new Lowercase().apply(out) : out;
        }

        private static Text clean(Text in) {
            return each(in, (c, from, to, out) -> {
                if (UnicodeData.isSpace(c)) {
                    out.add(' ', from, to);
                } else if (c != 0 && c != 0xFFFD && c < Text.RAW && !UnicodeData.isIn(c, CONTROL)) {
                    out.add(c, from, to);
                }
            });
        }

        private static Text spaced(Text in) {
            return each(in, (c, from, to, out) -> {
                boolean chinese = c >= 0x4E00 && c <= 0x9FFF || c >= 0x3400 && c <= 0x4DBF || c >= 0x20000 && c <= 0x2A6DF || c >= 0x2A700 && c <= 0x2CEAF
                    || c >= 0xF900 && c <= 0xFAFF || c >= 0x2F800 && c <= 0x2FA1F;
                if (chinese) {
                    out.add(' ', from, from);
                }
                out.add(c, from, to);
                if (chinese) {
                    out.add(' ', to, to);
                }
            });
        }
    }

    /// The replacements that a SentencePiece model carries; `text` is how a `tokenizer.json` writes them.
    record Precompiled(String text, CharsMap map) implements Normalizer {
        @Override
        public Text apply(Text in) {
            return map.apply(in);
        }
    }

    /// All that a SentencePiece model does to a text.
    ///
    /// @param map      its replacements, null for none
    /// @param symbols  the user's own symbols, which stay as they are; null for none
    record SentencePiece(CharsMap map, boolean removeExtraSpaces, boolean addDummyPrefix, boolean spaceIsSuffix, boolean escapeSpaces, PieceTrie symbols)
        implements Normalizer {
        @Override
        public Text apply(Text in) {
            return new SentencePieceNormalization(this).apply(in);
        }
    }

    /// Bytes as visible characters.
    record Bytes() implements Normalizer {
        @Override
        public Text apply(Text in) {
            var out = new Text(in.length + in.length / 8);
            byte[] four = new byte[4];
            for (int i = 0; i < in.length; i++) {
                ByteLevel.add(in, i, out, four);
            }
            return out;
        }
    }

    /// Gives what one character becomes.
    interface Each {
        void add(int point, int from, int to, Text out);
    }

    private static Text each(Text in, Each each) {
        var out = new Text(in.length);
        for (int i = 0; i < in.length; i++) {
            each.add(in.points[i], in.from[i], in.to[i], out);
        }
        return out;
    }

    private static Text without(Text in, int categories) {
        return each(in, (c, from, to, out) -> {
            if (!UnicodeData.isIn(c, categories)) {
                out.add(c, from, to);
            }
        });
    }
}
