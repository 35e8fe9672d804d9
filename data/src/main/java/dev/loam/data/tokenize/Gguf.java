package dev.loam.data.tokenize;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The metadata at the beginning of a GGUF file, versions 2 and 3; tensors are not looked at.
final class Gguf {
    private static final int MOST_KEYS = 100_000;
    private static final int DEEPEST = 4;
    /// bytes of a value by type; 0 for texts and lists
    private static final int[] SIZES = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
    private static final int F32 = 6, BOOL = 7, TEXT = 8, LIST = 9, F64 = 12;

    private final byte[] data;
    private int at;

    private Gguf(byte[] data) {
        this.data = data;
    }

    /// The keys and values: texts, booleans, `Long`, `Double` and lists of them.
    ///
    /// @param data the file, or its beginning as far as the metadata goes
    /// @throws TokenizerException where it is damaged or ends within the metadata
    static Map<String, Object> read(byte[] data) {
        return new Gguf(data).all();
    }

    private TokenizerException damaged(String what) {
        return new TokenizerException("the GGUF file is damaged or was cut off: " + what + " at byte " + at + " of " + data.length);
    }

    private Map<String, Object> all() {
        if (data.length < 24 || data[0] != 'G' || data[1] != 'G' || data[2] != 'U' || data[3] != 'F') {
            throw new TokenizerException("it does not begin with GGUF, so it is no GGUF file");
        }
        at = 4;
        long version = number(4);
        if (version != 2 && version != 3) {
            throw new TokenizerException("it is GGUF version " + version + "; Loam reads versions 2 and 3");
        }
        number(8);
        long count = number(8);
        if (count < 0 || count > MOST_KEYS) {
            throw damaged("it says it has " + count + " keys");
        }
        var out = new LinkedHashMap<String, Object>();
        for (long i = 0; i < count; i++) {
            String key = text();
            out.put(key, value((int) number(4), 0));
        }
        return out;
    }

    private long number(int bytes) {
        if (bytes > data.length - at) {
            throw damaged("a number is missing");
        }
        long out = 0;
        for (int i = 0; i < bytes; i++) {
            out |= (data[at + i] & 0xFFL) << 8 * i;
        }
        at += bytes;
        return out;
    }

    private String text() {
        long size = number(8);
        if (size < 0 || size > data.length - at) {
            throw damaged("a text of " + size + " bytes");
        }
        byte[] bytes = new byte[(int) size];
        System.arraycopy(data, at, bytes, 0, bytes.length);
        at += bytes.length;
        return Utf8.string(bytes);
    }

    private Object value(int type, int depth) {
        if (type < 0 || type >= SIZES.length || depth > DEEPEST) {
            throw damaged("a value of type " + type);
        }
        if (type == TEXT) {
            return text();
        }
        if (type == LIST) {
            return list(depth);
        }
        long bits = number(SIZES[type]);
        return switch (type) {
            case F32 -> (double) Float.intBitsToFloat((int) bits);
            case F64 -> Double.longBitsToDouble(bits);
            case BOOL -> bits != 0;
            case 1 -> (long) (byte) bits;
            case 3 -> (long) (short) bits;
            case 5 -> (long) (int) bits;
            default -> bits;
        };
    }

    private List<Object> list(int depth) {
        int type = (int) number(4);
        long count = number(8);
        if (type < 0 || type >= SIZES.length || count < 0 || count > (data.length - at) / Math.max(1, type == TEXT ? 8 : SIZES[type])) {
            throw damaged("a list of " + count + " values of type " + type);
        }
        var out = new ArrayList<Object>((int) Math.min(count, 1 << 20));
        for (long i = 0; i < count; i++) {
            out.add(value(type, depth + 1));
        }
        return out;
    }
}
