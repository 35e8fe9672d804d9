package dev.loam.data.tokenize;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Tokens and their ids, both ways. An id may be free.
final class Vocabulary {
    /// The most tokens and the longest token that are read.
    static final int MOST = 4_000_000;
    static final int LONGEST = 1 << 16;

    private final Map<String, Integer> ids;
    private String[] tokens;
    private int size;

    Vocabulary(int expected) {
        ids = new HashMap<>(Math.max(16, expected * 2));
        tokens = new String[Math.max(16, expected)];
    }

    static Vocabulary of(List<String> tokens) {
        var out = new Vocabulary(tokens.size());
        for (int i = 0; i < tokens.size(); i++) {
            out.add(tokens.get(i), i);
        }
        return out;
    }

    /// @throws TokenizerException where the id or the token is taken or too large
    void add(String token, int id) {
        if (id < 0 || id >= MOST) {
            throw new TokenizerException("token '" + shown(token) + "' has the id " + id + "; ids go from 0 to " + (MOST - 1));
        }
        if (token.length() > LONGEST) {
            throw new TokenizerException("token " + id + " has " + token.length() + " characters; at most " + LONGEST + " are read");
        }
        if (id >= tokens.length) {
            tokens = Arrays.copyOf(tokens, Math.max(2 * tokens.length, id + 1));
        }
        if (tokens[id] != null) {
            throw new TokenizerException("two tokens have the id " + id + ": '" + shown(tokens[id]) + "' and '" + shown(token) + "'");
        }
        if (ids.put(token, id) != null) {
            throw new TokenizerException("the token '" + shown(token) + "' is listed twice");
        }
        tokens[id] = token;
        size = Math.max(size, id + 1);
    }

    /// The greatest id and one.
    int size() {
        return size;
    }

    /// The id of a token, or -1.
    int id(String token) {
        Integer id = ids.get(token);
        return id == null ? -1 : id;
    }

    /// The token with an id, or null.
    String token(int id) {
        return id < 0 || id >= size ? null : tokens[id];
    }

    static String shown(String token) {
        return token.length() > 40 ? token.substring(0, 40) + "…" : token;
    }
}
