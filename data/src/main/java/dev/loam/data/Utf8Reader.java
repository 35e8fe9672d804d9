package dev.loam.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/// UTF-8 only: a guess at another encoding would change categories without a word. What cannot be decoded is an error that
/// names its line, raised after all that stands before it was read.
final class Utf8Reader extends Reader {
    private final InputStream in;
    private final String what;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16).flip();
    private boolean ended;
    private boolean malformed;
    private int line = 1;

    Utf8Reader(InputStream in, String what) {
        this.in = in;
        this.what = what;
    }

    @Override
    public int read(char[] to, int offset, int length) throws IOException {
        CharBuffer out = CharBuffer.wrap(to, offset, length);
        while (out.position() == 0) {
            if (malformed) {
                throw new DataException(what + ":" + line + ": is not UTF-8 text; save the file as UTF-8");
            }
            if (ended && !bytes.hasRemaining()) {
                return -1;
            }
            if (!ended) {
                bytes.compact();
                int got = in.read(bytes.array(), bytes.position(), bytes.remaining());
                ended = got < 0;
                bytes.position(bytes.position() + Math.max(0, got)).flip();
            }
            CoderResult result = decoder.decode(bytes, out, ended);
            malformed = result.isError();
        }
        for (int i = 0; i < out.position(); i++) {
            line += to[offset + i] == '\n' ? 1 : 0;
        }
        return out.position();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
