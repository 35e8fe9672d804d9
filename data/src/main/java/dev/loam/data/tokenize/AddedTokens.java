package dev.loam.data.tokenize;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds added tokens in a text, at each place the longest.
final class AddedTokens {
    private static final CharSet WORDS = CharSet.ofWords().close();

    private final List<AddedToken> all;
    private final Map<Integer, AddedToken> byId = new HashMap<>();
    private final Finder plain;
    private final Finder normalized;

    AddedTokens(List<AddedToken> all, Normalizer normalizer) {
        this.all = List.copyOf(all);
        for (AddedToken token : all) {
            byId.put(token.id(), token);
        }
        plain = new Finder(all, false, null);
        normalized = new Finder(all, true, normalizer);
    }

    List<AddedToken> all() {
        return all;
    }

    /// The token with this id, or null.
    AddedToken token(int id) {
        return byId.get(id);
    }

    /// Told the parts of a text in their order.
    interface Parts {
        void text(Text part);

        void token(int id, int from, int to);
    }

    /// Cuts a text at the tokens that are looked for before normalising.
    void cut(Text text, Parts parts) {
        plain.cut(text, parts);
    }

    /// Cuts a normalised text at the others.
    void cutNormalized(Text text, Parts parts) {
        normalized.cut(text, parts);
    }

    private static final class Finder {
        private final List<AddedToken> tokens = new ArrayList<>();
        private final PieceTrie trie = new PieceTrie(64);
        private final CharSet first = new CharSet();

        Finder(List<AddedToken> all, boolean normalized, Normalizer normalizer) {
            for (AddedToken token : all) {
                if (token.content().isEmpty() || token.normalized() != normalized) {
                    continue;
                }
                String content = normalizer == null ? token.content() : normalizer.apply(Text.of(token.content())).toString();
                if (!content.isEmpty()) {
                    int point = content.codePointAt(0);
                    first.range(point, point);
                    trie.add(content, tokens.size());
                    tokens.add(token);
                }
            }
            first.close();
        }

        void cut(Text text, Parts parts) {
            int last = 0;
            if (!tokens.isEmpty()) {
                for (int i = 0; i < text.length; ) {
                    int end = first.has(text.points[i]) ? trie.longest(text.points, i, text.length) : i;
                    if (end == i || end <= last) {
                        i++;
                        continue;
                    }
                    AddedToken token = tokens.get(trie.find(text.points, i, end));
                    int found = i;
                    i = end;
                    if (token.singleWord() && (word(text, found - 1) || word(text, end))) {
                        continue;
                    }
                    while (token.stripLeft() && found > last && UnicodeData.isSpace(text.points[found - 1])) {
                        found--;
                    }
                    while (token.stripRight() && end < text.length && UnicodeData.isSpace(text.points[end])) {
                        end++;
                    }
                    part(text, last, found, parts);
                    parts.token(token.id(), text.from[found], text.to[end - 1]);
                    last = end;
                    i = end;
                }
            }
            part(text, last, text.length, parts);
        }

        private static void part(Text text, int start, int end, Parts parts) {
            if (end > start) {
                parts.text(text.slice(start, end));
            }
        }

        private static boolean word(Text text, int at) {
            return at >= 0 && at < text.length && WORDS.has(text.points[at]);
        }
    }
}
