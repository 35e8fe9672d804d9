package dev.loam.data.tokenize;

import java.util.ArrayList;
import java.util.List;

/// Turns tokens back into text, as the part of that name in a `tokenizer.json`. A token is its code points, a raw byte one of [Text#RAW] on.
sealed interface Decoder {
    List<int[]> apply(List<int[]> tokens);

    record Sequence(List<Decoder> parts) implements Decoder {
        @Override
        public List<int[]> apply(List<int[]> tokens) {
            List<int[]> out = tokens;
            for (Decoder part : parts) {
                out = part.apply(out);
            }
            return out;
        }
    }

    record ByteLevel(boolean addPrefixSpace, boolean trimOffsets, boolean useRegex) implements Decoder {
        @Override
        public List<int[]> apply(List<int[]> tokens) {
            var bytes = new Points();
            for (int[] token : tokens) {
                dev.loam.data.tokenize.ByteLevel.addBytes(token, bytes);
            }
            return List.of(points(bytes));
        }
    }

    record WordPiece(String prefix, boolean cleanup) implements Decoder {
        @Override
        public List<int[]> apply(List<int[]> tokens) {
            return eachText(tokens, (text, i, _) -> {
                String out = i == 0 ? text : text.startsWith(prefix) ? text.substring(prefix.length()) : " " + text;
                return cleanup ? clean(out) : out;
            });
        }

        static String clean(String text) {
            return text.replace(" .", ".").replace(" ?", "?").replace(" !", "!").replace(" ,", ",").replace(" ' ", "'").replace(" n't", "n't")
                .replace(" 'm", "'m").replace(" do not", " don't").replace(" 's", "'s").replace(" 've", "'ve").replace(" 're", "'re");
        }
    }

    record Metaspace(int replacement, PreTokenizer.Metaspace.Scheme scheme, boolean split) implements Decoder {
        @Override
        public List<int[]> apply(List<int[]> tokens) {
            var out = new ArrayList<int[]>();
            for (int i = 0; i < tokens.size(); i++) {
                var token = new Points();
                for (int point : tokens.get(i)) {
                    if (point != replacement) {
                        token.add(point);
                    } else if (i > 0 || scheme == PreTokenizer.Metaspace.Scheme.NEVER) {
                        token.add(' ');
                    }
                }
                out.add(token.toArray());
            }
            return out;
        }
    }

    record Bpe(String suffix) implements Decoder {
        @Override
        public List<int[]> apply(List<int[]> tokens) {
            return eachText(tokens, (text, i, count) -> text.replace(suffix, i == count - 1 ? "" : " "));
        }
    }

    /// Tokens such as `<0x0A>` become bytes.
    record ByteFallback() implements Decoder {
        @Override
        public List<int[]> apply(List<int[]> tokens) {
            var out = new ArrayList<int[]>();
            var bytes = new Points();
            for (int[] token : tokens) {
                int value = token.length == 6 && token[0] == '<' ? Model.byteValue(Utf8.string(token, 0, 6)) : -1;
                if (value >= 0) {
                    bytes.add(value);
                    continue;
                }
                flush(bytes, out);
                out.add(token);
            }
            flush(bytes, out);
            return out;
        }

        private static void flush(Points bytes, List<int[]> out) {
            if (bytes.size() > 0) {
                out.add(points(bytes));
                bytes.truncate(0);
            }
        }
    }

    record Fuse() implements Decoder {
        @Override
        public List<int[]> apply(List<int[]> tokens) {
            var all = new Points();
            for (int[] token : tokens) {
                all.add(token, 0, token.length);
            }
            return List.of(all.toArray());
        }
    }

    /// Takes up to `start` characters `content` from each token's beginning and up to `stop` from its end.
    record Strip(int content, int start, int stop) implements Decoder {
        @Override
        public List<int[]> apply(List<int[]> tokens) {
            var out = new ArrayList<int[]>();
            for (int[] token : tokens) {
                int from = 0;
                int to = token.length;
                while (from < Math.min(start, to) && token[from] == content) {
                    from++;
                }
                while (to > from && token.length - to < stop && token[to - 1] == content) {
                    to--;
                }
                var part = new Points();
                part.add(token, from, to);
                out.add(part.toArray());
            }
            return out;
        }
    }

    record Replace(Normalizer.Replace rule) implements Decoder {
        @Override
        public List<int[]> apply(List<int[]> tokens) {
            var out = new ArrayList<int[]>();
            for (int[] token : tokens) {
                Text text = rule.apply(of(token));
                var part = new Points();
                part.add(text.points, 0, text.length);
                out.add(part.toArray());
            }
            return out;
        }

        private static Text of(int[] token) {
            var out = new Text(token.length);
            for (int i = 0; i < token.length; i++) {
                out.add(token[i], i, i + 1);
            }
            return out;
        }
    }

    /// Joins what speech models repeat.
    record Ctc(String padToken, String wordDelimiter, boolean cleanup) implements Decoder {
        @Override
        public List<int[]> apply(List<int[]> tokens) {
            var out = new ArrayList<int[]>();
            String before = null;
            for (int[] token : tokens) {
                String text = Utf8.string(token, 0, token.length);
                if (!text.equals(before)) {
                    String kept = text.replace(padToken, "");
                    kept = cleanup ? WordPiece.clean(kept).replace(wordDelimiter, " ") : kept;
                    if (!kept.isEmpty()) {
                        out.add(Points.of(kept).toArray());
                    }
                }
                before = text;
            }
            return out;
        }
    }

    /// As SentencePiece writes it: unknown tokens as ` ⁇ `, spaces at the beginning gone where the model puts them there.
    record SentencePiece(String unknown, String unknownSurface, boolean addDummyPrefix, boolean removeExtraSpaces, List<String> control) implements Decoder {
        @Override
        public List<int[]> apply(List<int[]> tokens) {
            var out = new Points();
            var bytes = new Points();
            boolean spaceSeen = false;
            for (int[] token : tokens) {
                String text = Utf8.string(token, 0, token.length);
                int value = Model.byteValue(text);
                if (value >= 0) {
                    bytes.add(value);
                    continue;
                }
                flush(bytes, out);
                if (control.contains(text)) {
                    continue;
                }
                if (text.equals(unknown)) {
                    out.add(unknownSurface);
                    continue;
                }
                boolean beginning = out.size() == 0 && !spaceSeen && (addDummyPrefix || removeExtraSpaces);
                int from = beginning && token.length > 0 && token[0] == SentencePieceNormalization.SPACE ? 1 : 0;
                spaceSeen |= from == 1 && !removeExtraSpaces;
                for (int i = from; i < token.length; i++) {
                    out.add(token[i] == SentencePieceNormalization.SPACE ? ' ' : token[i]);
                }
            }
            flush(bytes, out);
            return List.of(out.toArray());
        }

        private static void flush(Points bytes, Points out) {
            int[] points = points(bytes);
            out.add(points, 0, points.length);
            bytes.truncate(0);
        }
    }

    /// The code points of bytes; those that are no valid UTF-8 stay raw.
    private static int[] points(Points bytes) {
        byte[] b = new byte[bytes.size()];
        for (int i = 0; i < b.length; i++) {
            b[i] = (byte) bytes.get(i);
        }
        Text text = Text.of(b, 0, b.length);
        var out = new Points();
        out.add(text.points, 0, text.length);
        return out.toArray();
    }

    /// What becomes of token number `i` of `count`.
    interface EachText {
        String of(String token, int i, int count);
    }

    private static List<int[]> eachText(List<int[]> tokens, EachText each) {
        var out = new ArrayList<int[]>();
        for (int i = 0; i < tokens.size(); i++) {
            int[] token = tokens.get(i);
            out.add(Points.of(each.of(Utf8.string(token, 0, token.length), i, tokens.size())).toArray());
        }
        return out;
    }
}
