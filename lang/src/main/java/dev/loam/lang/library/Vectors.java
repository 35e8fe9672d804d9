package dev.loam.lang.library;

import dev.loam.lang.Char;
import dev.loam.lang.ErrorObject;
import dev.loam.lang.MutableString;
import dev.loam.lang.Nil;
import dev.loam.lang.Pair;
import dev.loam.lang.SchemeError;
import dev.loam.lang.Unspecified;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Vectors and bytevectors: what needs no procedure argument.
public final class Vectors {

    private Vectors() {}

    public static Object ref(Object v, Object k) {
        var vector = Check.vector("vector-ref", 1, v);
        return vector[Check.index("vector-ref", 2, k, vector.length)];
    }

    public static Object set(Object v, Object k, Object x) {
        var vector = Check.vector("vector-set!", 1, v);
        vector[Check.index("vector-set!", 2, k, vector.length)] = x;
        return Unspecified.UNSPECIFIED;
    }

    public static long length(Object v) {
        return Check.vector("vector-length", 1, v).length;
    }

    public static Object[] make(Object size, Object fill) {
        var v = new Object[Check.count("make-vector", 1, size)];
        Arrays.fill(v, fill);
        return v;
    }

    static Object toList(Object[] v, int start, int end) {
        Object list = Nil.NIL;
        for (int i = end - 1; i >= start; i--) {
            list = new Pair(v[i], list);
        }
        return list;
    }

    static Object reversedToList(Object[] v, int start, int end) {
        Object list = Nil.NIL;
        for (int i = start; i < end; i++) {
            list = new Pair(v[i], list);
        }
        return list;
    }

    static Object toString(String who, Object[] v, int start, int end) {
        var s = MutableString.filled(end - start, 0);
        for (int i = start; i < end; i++) {
            if (!(v[i] instanceof Char c)) {
                throw SchemeError.wrongType(who, 1, "a vector of characters", v);
            }
            s.set(i - start, c.codePoint);
        }
        return s;
    }

    static Object fill(String who, Object[] a) {
        var v = Check.vector(who, 1, a[0]);
        int start = Check.start(who, a, 2, v.length);
        Arrays.fill(v, start, Check.end(who, a, 3, start, v.length), a[1]);
        return Unspecified.UNSPECIFIED;
    }

    static Object[] append(String who, Object[] vectors) {
        int length = 0;
        for (int i = 0; i < vectors.length; i++) {
            length += Check.vector(who, i + 1, vectors[i]).length;
        }
        var all = new Object[length];
        int at = 0;
        for (Object x : vectors) {
            var v = (Object[]) x;
            System.arraycopy(v, 0, all, at, v.length);
            at += v.length;
        }
        return all;
    }

    static Object copyInto(String who, Object[] a) {
        var to = Check.vector(who, 1, a[0]);
        int at = Check.start(who, a, 1, to.length);
        var from = Check.vector(who, 3, a[2]);
        return copy(who, a, from, from.length, to, to.length, at);
    }

    /// What `a` says of the array `from`, put at `at` into the array `to`.
    private static Object copy(String who, Object[] a, Object from, int fromLength, Object to, int toLength, int at) {
        int start = Check.start(who, a, 3, fromLength);
        int end = Check.end(who, a, 4, start, fromLength);
        if (at + end - start > toLength) {
            throw Strings.noRoom(who, toLength - at, end - start);
        }
        System.arraycopy(from, start, to, at, end - start);
        return Unspecified.UNSPECIFIED;
    }

    static Object reverseCopyInto(String who, Object[] a) {
        var to = Check.vector(who, 1, a[0]);
        int at = Check.start(who, a, 1, to.length);
        var from = Check.vector(who, 3, a[2]);
        int start = Check.start(who, a, 3, from.length);
        int end = Check.end(who, a, 4, start, from.length);
        if (at + end - start > to.length) {
            throw Strings.noRoom(who, to.length - at, end - start);
        }
        var part = Arrays.copyOfRange(from, start, end);
        for (int i = 0; i < part.length; i++) {
            to[at + i] = part[part.length - 1 - i];
        }
        return Unspecified.UNSPECIFIED;
    }

    static Object reverseInPlace(String who, Object[] a) {
        var v = Check.vector(who, 1, a[0]);
        int low = Check.start(who, a, 1, v.length);
        int high = Check.end(who, a, 2, low, v.length) - 1;
        for (; low < high; low++, high--) {
            Object x = v[low];
            v[low] = v[high];
            v[high] = x;
        }
        return Unspecified.UNSPECIFIED;
    }

    static Object swap(Object v, Object i, Object j) {
        var vector = Check.vector("vector-swap!", 1, v);
        int a = Check.index("vector-swap!", 2, i, vector.length);
        int b = Check.index("vector-swap!", 3, j, vector.length);
        Object x = vector[a];
        vector[a] = vector[b];
        vector[b] = x;
        return Unspecified.UNSPECIFIED;
    }

    /// Sorts what can be sorted without calling the procedure: fixnums, doubles or strings by `<`, `>` or `string<?` of the library.
    /// False, and nothing done, for all else.
    static boolean sortKnown(Object[] v, Object less) {
        boolean strings = less == Library.find("string<?");
        boolean down = less == Library.find(">");
        if (!strings && !down && less != Library.find("<")) {
            return false;
        }
        Class<?> type = strings ? MutableString.class : v.length > 0 && v[0] instanceof Double ? Double.class : Long.class;
        for (Object x : v) {
            if (!type.isInstance(x) || (x instanceof Double d && (d.isNaN() || d == 0))) {
                return false;
            }
        }
        if (strings) {
            Arrays.sort(v);
        } else if (type == Long.class) {
            // equal numbers cannot be told apart, so sorting their values is stable
            var values = new long[v.length];
            Arrays.setAll(values, i -> (Long) v[i]);
            Arrays.sort(values);
            Arrays.setAll(v, i -> values[i]);
        } else {
            var values = new double[v.length];
            Arrays.setAll(values, i -> (Double) v[i]);
            Arrays.sort(values);
            Arrays.setAll(v, i -> values[i]);
        }
        if (down) {
            reverseInPlace("sort", new Object[] {v});
        }
        return true;
    }

    // bytevectors

    public static long byteRef(Object v, Object k) {
        var bytes = Check.bytes("bytevector-u8-ref", 1, v);
        return bytes[Check.index("bytevector-u8-ref", 2, k, bytes.length)] & 0xff;
    }

    public static Object byteSet(Object v, Object k, Object x) {
        var bytes = Check.bytes("bytevector-u8-set!", 1, v);
        bytes[Check.index("bytevector-u8-set!", 2, k, bytes.length)] = Check.oneByte("bytevector-u8-set!", 3, x);
        return Unspecified.UNSPECIFIED;
    }

    static byte[] bytes(Object[] elements) {
        var bytes = new byte[elements.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = Check.oneByte("bytevector", i + 1, elements[i]);
        }
        return bytes;
    }

    static byte[] makeBytes(Object size, byte fill) {
        var bytes = new byte[Check.count("make-bytevector", 1, size)];
        Arrays.fill(bytes, fill);
        return bytes;
    }

    static byte[] appendBytes(Object[] parts) {
        int length = 0;
        for (int i = 0; i < parts.length; i++) {
            length += Check.bytes("bytevector-append", i + 1, parts[i]).length;
        }
        var all = new byte[length];
        int at = 0;
        for (Object x : parts) {
            var part = (byte[]) x;
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    static Object copyBytesInto(String who, Object[] a) {
        var to = Check.bytes(who, 1, a[0]);
        int at = Check.start(who, a, 1, to.length);
        var from = Check.bytes(who, 3, a[2]);
        return copy(who, a, from, from.length, to, to.length, at);
    }

    static Object fromUtf8(byte[] bytes, int start, int end) {
        try {
            return Strings.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, start, end - start)).toString());
        } catch (CharacterCodingException e) {
            throw SchemeError.of(ErrorObject.Kind.RANGE, "utf8->string: the bytes are no UTF-8:", Arrays.copyOfRange(bytes, start, end));
        }
    }
}
