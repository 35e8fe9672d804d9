package dev.loam.data;

import java.io.IOException;
import java.io.Reader;

/// Characters one after the other, with one to look ahead, in a buffer of fixed size. A byte order mark at the start is left out.
final class Peek extends Reader {
    private final Reader in;
    private final String what;
    private final char[] buffer = new char[1 << 15];
    private int at;
    private int end;
    /// what stood before the first character that is no space, to be read again
    private final StringBuilder before = new StringBuilder();
    private int replayed;

    Peek(Reader in, String what) {
        this.in = in;
        this.what = what;
        if (peek() == '\uFEFF') {
            at++;
        }
    }

    /// The next character, or -1 at the end; it stays.
    int peek() {
        if (replayed < before.length()) {
            return before.charAt(replayed);
        }
        return at < end || fill() ? buffer[at] : -1;
    }

    /// Takes the character that was peeked at.
    void skip() {
        if (replayed < before.length()) {
            replayed++;
        } else {
            at++;
        }
    }

    /// The first character that is no white space; all stay. More than a buffer of white space counts as none there.
    int afterSpace() {
        int c = peek();
        while (c >= 0 && Character.isWhitespace(c) && before.length() < buffer.length) {
            before.append((char) c);
            at++;
            c = at < end || fill() ? buffer[at] : -1;
        }
        return c;
    }

    private boolean fill() {
        try {
            at = 0;
            end = Math.max(0, in.read(buffer, 0, buffer.length));
            return end > 0;
        } catch (IOException e) {
            throw new DataException(what + ": cannot be read (" + Idx.reason(e) + ")", e);
        }
    }

    @Override
    public int read(char[] to, int offset, int length) {
        int n = 0;
        while (n < length && peek() >= 0 && (n == 0 || replayed < before.length() || at < end)) {
            to[offset + n++] = (char) peek();
            skip();
        }
        return n == 0 && length > 0 ? -1 : n;
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new DataException(what + ": cannot be read (" + Idx.reason(e) + ")", e);
        }
    }
}
