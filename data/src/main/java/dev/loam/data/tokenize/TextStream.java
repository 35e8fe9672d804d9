package dev.loam.data.tokenize;

import java.util.Arrays;
import java.util.List;

/// The text of tokens that arrive one by one, given on as soon as it is certain: whole characters only, and nothing that may be the beginning of a stop string.
public final class TextStream {
    private final Tokenizer tokenizer;
    private final List<String> stops;
    private int[] ids = new int[64];
    private int size;
    /// the tokens before `decoded` are given on or pending; those from `from` on are decoded with the next ones, since what a token is may depend on its neighbour
    private int from;
    private int decoded;
    private final StringBuilder pending = new StringBuilder();
    private boolean stopped;

    /// @param stops strings that end the text before themselves; none of them empty
    /// @throws TokenizerException where one is empty
    public TextStream(Tokenizer tokenizer, List<String> stops) {
        for (String stop : stops) {
            if (stop.isEmpty()) {
                throw new TokenizerException("a stop string is empty; it would end every text at its beginning");
            }
        }
        this.tokenizer = tokenizer;
        this.stops = List.copyOf(stops);
    }

    /// True when a stop string has come; nothing follows.
    public boolean stopped() {
        return stopped;
    }

    /// Takes the next token and gives the text that is now certain, which may be empty.
    public String add(int id) {
        if (stopped) {
            return "";
        }
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, 2 * size);
        }
        ids[size++] = id;
        byte[] fresh = fresh();
        if (Utf8.openEnd(fresh, 0, fresh.length) < fresh.length) {
            return "";
        }
        take(fresh);
        return certain(false);
    }

    /// The rest; bytes that never became a character are U+FFFD.
    public String finish() {
        if (stopped) {
            return "";
        }
        take(fresh());
        return certain(true);
    }

    /// The bytes of the tokens that are not yet decoded.
    private byte[] fresh() {
        byte[] before = tokenizer.decodeBytes(Arrays.copyOfRange(ids, from, decoded));
        byte[] all = tokenizer.decodeBytes(Arrays.copyOfRange(ids, from, size));
        return Arrays.copyOfRange(all, Math.min(before.length, all.length), all.length);
    }

    private void take(byte[] bytes) {
        pending.append(Utf8.string(bytes));
        from = decoded;
        decoded = size;
    }

    /// Takes out of the pending text what no stop string can change any more.
    private String certain(boolean last) {
        String text = pending.toString();
        int end = text.length();
        for (String stop : stops) {
            int at = text.indexOf(stop);
            if (at >= 0 && at < end || at == 0) {
                end = at;
                stopped = true;
            }
        }
        int hold = 0;
        for (String stop : stops) {
            for (int n = Math.min(stop.length() - 1, end); n > hold && !stopped && !last; n--) {
                hold = text.endsWith(stop.substring(0, n)) ? n : hold;
            }
        }
        pending.setLength(0);
        pending.append(stopped ? "" : text.substring(end - hold));
        return text.substring(0, end - hold);
    }
}
