package dev.loam.data.array;

import dev.loam.data.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;

/// The header of a `.npy` file: a Python dictionary with the keys `descr`, `fortran_order` and `shape`.
record NpyHeader(NpyType type, ByteOrder order, boolean fortran, int[] shape) {
    private static final int MAX_HEADER = 1 << 16;
    private static final int MAX_RANK = 32;

    long elements() {
        long n = 1;
        for (int size : shape) {
            n = size == 0 || n > Long.MAX_VALUE / 16 / size ? size == 0 ? 0 : Long.MAX_VALUE / 16 : n * size;
            if (n == 0) {
                return 0;
            }
        }
        return n;
    }

    static NpyHeader read(InputStream in, String what) throws IOException {
        byte[] start = in.readNBytes(8);
        if (start.length < 8 || !Arrays.equals(Arrays.copyOf(start, 6), Npy.magic())) {
            throw new DataException(what + ": is no NumPy array: it does not begin with \\x93NUMPY");
        }
        int version = start[6];
        if (version < 1 || version > 3) {
            throw new DataException(what + ": is written in version " + version + " of the format; 1 to 3 can be read");
        }
        byte[] size = in.readNBytes(version == 1 ? 2 : 4);
        long length = 0;
        for (int i = size.length - 1; i >= 0; i--) {
            length = length << 8 | size[i] & 0xFF;
        }
        if (length > MAX_HEADER) {
            throw new DataException(what + ": its header claims " + length + " bytes; at most " + MAX_HEADER + " are read");
        }
        byte[] text = in.readNBytes((int) length);
        if (text.length < length || size.length < (version == 1 ? 2 : 4)) {
            throw new DataException(what + ": ends inside its header");
        }
        return new Parser(new String(text, StandardCharsets.UTF_8), what).header();
    }

    /// Reads the dictionary.
    private static final class Parser {
        private final String text;
        private final String what;
        private int at;
        private String descr;
        private Boolean fortran;
        private int[] shape;

        Parser(String text, String what) {
            this.text = text;
            this.what = what;
        }

        NpyHeader header() {
            expect('{');
            while (peek() != '}') {
                String key = quoted();
                expect(':');
                switch (key) {
                    case "descr" -> descr = peek() == '[' ? unknown("records") : quoted();
                    case "fortran_order" -> fortran = truth();
                    case "shape" -> shape = tuple();
                    default -> throw bad("has the key '" + key + "'");
                }
                if (peek() != '}') {
                    expect(',');
                }
            }
            expect('}');
            if (descr == null || fortran == null || shape == null || peek() != 0) {
                throw bad("does not have descr, fortran_order and shape alone");
            }
            return new NpyHeader(type(), descr.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN, fortran, shape);
        }

        private NpyType type() {
            String name = descr.isEmpty() ? "" : "<>|=".indexOf(descr.charAt(0)) >= 0 ? descr.substring(1) : descr;
            for (NpyType type : NpyType.values()) {
                if (type.toString().equals(name)) {
                    return type;
                }
            }
            throw new DataException(what + ": holds elements of NumPy's type '" + descr + "'; Loam reads " + String.join(", ", Arrays.stream(NpyType.values()).map(NpyType::toString).toList())
                + "; convert it with array.astype(…)");
        }

        private String unknown(String kind) {
            throw new DataException(what + ": holds " + kind + ", not plain numbers; save the columns as arrays of their own");
        }

        private char peek() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            return at < text.length() ? text.charAt(at) : 0;
        }

        private void expect(char c) {
            if (peek() != c) {
                throw bad("has " + (peek() == 0 ? "an end" : "'" + peek() + "'") + " where '" + c + "' must stand");
            }
            at++;
        }

        private String quoted() {
            char quote = peek();
            if (quote != '\'' && quote != '"') {
                throw bad("has no quoted text where one must stand");
            }
            int end = text.indexOf(quote, at + 1);
            if (end < 0) {
                throw bad("has a quote that is not closed");
            }
            String out = text.substring(at + 1, end);
            at = end + 1;
            return out;
        }

        private boolean truth() {
            peek();
            for (String word : new String[] {"True", "False"}) {
                if (text.startsWith(word, at)) {
                    at += word.length();
                    return word.equals("True");
                }
            }
            throw bad("has a fortran_order that is neither True nor False");
        }

        private int[] tuple() {
            var sizes = new ArrayList<Integer>();
            expect('(');
            while (peek() != ')') {
                sizes.add(size());
                if (sizes.size() > MAX_RANK) {
                    throw bad("has more than " + MAX_RANK + " axes");
                }
                if (peek() != ')') {
                    expect(',');
                }
            }
            expect(')');
            return sizes.stream().mapToInt(Integer::intValue).toArray();
        }

        private int size() {
            peek();
            int from = at;
            while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                at++;
            }
            if (at == from || at - from > 10 || Long.parseLong(text.substring(from, at)) > Integer.MAX_VALUE) {
                throw bad("has a size that is no whole number from 0 to " + Integer.MAX_VALUE);
            }
            return Integer.parseInt(text.substring(from, at));
        }

        private DataException bad(String why) {
            return new DataException(what + ": is no NumPy array: its header " + why);
        }
    }
}
