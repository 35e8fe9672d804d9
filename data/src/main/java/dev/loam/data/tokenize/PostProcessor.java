package dev.loam.data.tokenize;

import java.util.List;
import java.util.Map;

/// Puts special tokens around one or two encoded texts, as the part of that name in a `tokenizer.json`.
sealed interface PostProcessor {
    /// @param second  null for one text
    /// @param special false leaves the special tokens out
    Encoding apply(Encoding first, Encoding second, boolean special, Tokenizer tokenizer);

    /// Offsets leave out the spaces at a token's ends.
    record ByteLevel(boolean addPrefixSpace, boolean trimOffsets, boolean useRegex) implements PostProcessor {
        @Override
        public Encoding apply(Encoding first, Encoding second, boolean special, Tokenizer tokenizer) {
            if (trimOffsets) {
                trim(first, addPrefixSpace, tokenizer);
                if (second != null) {
                    trim(second, addPrefixSpace, tokenizer);
                }
            }
            return joined(first, second);
        }
    }

    /// One part of a template.
    ///
    /// @param special  the name of special tokens, or null for a text
    /// @param sequence 0 for the first text, 1 for the second
    record Item(String special, int sequence, int type) { }

    /// The ids that a name in a template stands for, and their tokens.
    record Special(String name, int[] ids, List<String> tokens) { }

    record Template(List<Item> single, List<Item> pair, Map<String, Special> specials) implements PostProcessor {
        @Override
        public Encoding apply(Encoding first, Encoding second, boolean special, Tokenizer tokenizer) {
            var out = new Joined();
            for (Item item : second == null ? single : pair) {
                if (item.special == null) {
                    out.add(item.sequence == 0 ? first : second, item.type);
                } else if (special) {
                    for (int id : specials.get(item.special).ids) {
                        out.add(id, item.type);
                    }
                }
            }
            return out.encoding();
        }
    }

    /// `[CLS] A [SEP] B [SEP]`.
    record Bert(String separator, int separatorId, String start, int startId) implements PostProcessor {
        @Override
        public Encoding apply(Encoding first, Encoding second, boolean special, Tokenizer tokenizer) {
            var out = new Joined();
            out.add(special, startId, 0);
            out.add(first, 0);
            out.add(special, separatorId, 0);
            if (second != null) {
                out.add(second, 1);
                out.add(special, separatorId, 1);
            }
            return out.encoding();
        }
    }

    /// `<s> A </s> </s> B </s>`.
    record Roberta(String separator, int separatorId, String start, int startId, boolean trimOffsets, boolean addPrefixSpace) implements PostProcessor {
        @Override
        public Encoding apply(Encoding first, Encoding second, boolean special, Tokenizer tokenizer) {
            new ByteLevel(addPrefixSpace, trimOffsets, true).apply(first, second, special, tokenizer);
            var out = new Joined();
            out.add(special, startId, 0);
            out.add(first, 0);
            out.add(special, separatorId, 0);
            if (second != null) {
                out.add(special, separatorId, 0);
                out.add(second, 0);
                out.add(special, separatorId, 0);
            }
            return out.encoding();
        }
    }

    record Sequence(List<PostProcessor> parts) implements PostProcessor {
        @Override
        public Encoding apply(Encoding first, Encoding second, boolean special, Tokenizer tokenizer) {
            Encoding out = null;
            for (PostProcessor part : parts) {
                out = part instanceof ByteLevel ? part.apply(first, second, special, tokenizer) : out == null ? part.apply(first, second, special, tokenizer) : out;
                if (!(part instanceof ByteLevel)) {
                    return out;
                }
            }
            return out == null ? joined(first, second) : out;
        }
    }

    /// One text after the other.
    static Encoding joined(Encoding first, Encoding second) {
        if (second == null) {
            return first;
        }
        var out = new Joined();
        out.add(first, 0);
        out.add(second, 1);
        return out.encoding();
    }

    /// An encoding as it grows.
    final class Joined {
        private final Tokens tokens = new Tokens();
        private final Points types = new Points();
        private final Points special = new Points();

        void add(Encoding part, int type) {
            for (int i = 0; i < part.size(); i++) {
                tokens.add(part.ids()[i], part.from()[i], part.to()[i]);
                types.add(type);
                special.add(part.special()[i] ? 1 : 0);
            }
        }

        void add(boolean wanted, int id, int type) {
            if (wanted) {
                add(id, type);
            }
        }

        void add(int id, int type) {
            tokens.add(id, 0, 0);
            types.add(type);
            special.add(1);
        }

        Encoding encoding() {
            boolean[] flags = new boolean[tokens.size()];
            for (int i = 0; i < flags.length; i++) {
                flags[i] = special.get(i) != 0;
            }
            return new Encoding(tokens.ids.toArray(), tokens.starts.toArray(), tokens.ends.toArray(), types.toArray(), flags);
        }
    }

    private static void trim(Encoding e, boolean addPrefixSpace, Tokenizer tokenizer) {
        int mark = dev.loam.data.tokenize.ByteLevel.character(' ');
        for (int i = 0; i < e.size(); i++) {
            int[] token = Points.of(tokenizer.token(e.ids()[i])).toArray();
            int leading = 0;
            int trailing = 0;
            while (leading < token.length && (token[leading] == mark || UnicodeData.isSpace(token[leading]))) {
                leading++;
            }
            while (trailing < token.length && (token[token.length - 1 - trailing] == mark || UnicodeData.isSpace(token[token.length - 1 - trailing]))) {
                trailing++;
            }
            if (leading > 0 && addPrefixSpace && (i == 0 || e.from()[i] == 0)) {
                leading--;
            }
            e.from()[i] = Math.min(e.from()[i] + leading, e.to()[i]);
            if (e.to()[i] >= trailing) {
                e.to()[i] = Math.max(e.to()[i] - trailing, e.from()[i]);
            }
        }
    }
}
