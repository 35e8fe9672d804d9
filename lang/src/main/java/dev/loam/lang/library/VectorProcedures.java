package dev.loam.lang.library;

import static dev.loam.lang.Builtins.procedure;
import static dev.loam.lang.Procedure.ANY;

import dev.loam.lang.Unspecified;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Vectors and bytevectors as procedures: R7RS 6.8 and 6.9 with what of SRFI 133 takes no procedure.
final class VectorProcedures {

    private VectorProcedures() {}

    static Object find(String name) {
        Object found = vectors(name);
        found = found == null ? srfi133(name) : found;
        return found == null ? bytes(name) : found;
    }

    private static Object vectors(String name) {
        return switch (name) {
            case "vector?" -> procedure(name, x -> x instanceof Object[]);
            case "make-vector" -> procedure(name, 1, 2, n -> Vectors.make(n, Unspecified.UNSPECIFIED), (n, x) -> Vectors.make(n, x), null);
            case "vector" -> procedure(name, 0, ANY, x -> new Object[] {x}, (x, y) -> new Object[] {x, y}, a -> a);
            case "vector-length" -> procedure(name, x -> Vectors.length(x));
            case "vector-ref" -> procedure(name, (v, k) -> Vectors.ref(v, k));
            case "vector-set!" -> procedure(name, (v, k, x) -> Vectors.set(v, k, x));
            case "vector->list" -> procedure(name, 1, 3, a -> {
                var v = Check.vector(name, 1, a[0]);
                int start = Check.start(name, a, 1, v.length);
                return Vectors.toList(v, start, Check.end(name, a, 2, start, v.length));
            });
            case "list->vector" -> procedure(name, x -> Lists.toArray(name, 1, x));
            case "vector->string" -> procedure(name, 1, 3, a -> {
                var v = Check.vector(name, 1, a[0]);
                int start = Check.start(name, a, 1, v.length);
                return Vectors.toString(name, v, start, Check.end(name, a, 2, start, v.length));
            });
            case "vector-copy", "subvector" -> procedure(name, 1, 3, a -> {
                var v = Check.vector(name, 1, a[0]);
                int start = Check.start(name, a, 1, v.length);
                return Arrays.copyOfRange(v, start, Check.end(name, a, 2, start, v.length));
            });
            case "vector-copy!" -> procedure(name, 3, 5, a -> Vectors.copyInto(name, a));
            case "vector-append" -> procedure(name, 0, ANY, a -> Vectors.append(name, a));
            case "vector-fill!" -> procedure(name, 2, 4, a -> Vectors.fill(name, a));
            default -> null;
        };
    }

    private static Object srfi133(String name) {
        return switch (name) {
            case "vector-empty?" -> procedure(name, x -> Check.vector(name, 1, x).length == 0);
            case "vector-reverse-copy" -> procedure(name, 1, 3, a -> {
                var v = Check.vector(name, 1, a[0]);
                int start = Check.start(name, a, 1, v.length);
                var copy = Arrays.copyOfRange(v, start, Check.end(name, a, 2, start, v.length));
                Vectors.reverseInPlace(name, new Object[] {copy});
                return copy;
            });
            case "vector-concatenate" -> procedure(name, x -> Vectors.append(name, Lists.toArray(name, 1, x)));
            case "vector-append-subvectors" -> procedure(name, 0, ANY, a -> {
                var parts = new Object[a.length / 3];
                for (int i = 0; i + 2 < a.length; i += 3) {
                    var v = Check.vector(name, i + 1, a[i]);
                    int start = Check.start(name, a, i + 1, v.length);
                    parts[i / 3] = Arrays.copyOfRange(v, start, Check.end(name, a, i + 2, start, v.length));
                }
                return Vectors.append(name, parts);
            });
            case "%sort-known!" -> procedure(name, (v, less) -> Vectors.sortKnown(Check.vector(name, 1, v), less));
            case "vector-swap!" -> procedure(name, (v, i, j) -> Vectors.swap(v, i, j));
            case "vector-reverse!" -> procedure(name, 1, 3, a -> Vectors.reverseInPlace(name, a));
            case "vector-reverse-copy!" -> procedure(name, 3, 5, a -> Vectors.reverseCopyInto(name, a));
            case "reverse-vector->list" -> procedure(name, 1, 3, a -> {
                var v = Check.vector(name, 1, a[0]);
                int start = Check.start(name, a, 1, v.length);
                return Vectors.reversedToList(v, start, Check.end(name, a, 2, start, v.length));
            });
            case "reverse-list->vector" -> procedure(name, x -> {
                var v = Lists.toArray(name, 1, x);
                Vectors.reverseInPlace(name, new Object[] {v});
                return v;
            });
            default -> null;
        };
    }

    private static Object bytes(String name) {
        return switch (name) {
            case "bytevector?" -> procedure(name, x -> x instanceof byte[]);
            case "make-bytevector" -> procedure(name, 1, 2, a -> Vectors.makeBytes(a[0], a.length > 1 ? Check.oneByte(name, 2, a[1]) : 0));
            case "bytevector" -> procedure(name, 0, ANY, Vectors::bytes);
            case "bytevector-length" -> procedure(name, x -> (long) Check.bytes(name, 1, x).length);
            case "bytevector-u8-ref" -> procedure(name, (v, k) -> Vectors.byteRef(v, k));
            case "bytevector-u8-set!" -> procedure(name, (v, k, x) -> Vectors.byteSet(v, k, x));
            case "bytevector-append" -> procedure(name, 0, ANY, Vectors::appendBytes);
            case "bytevector-copy" -> procedure(name, 1, 3, a -> {
                var v = Check.bytes(name, 1, a[0]);
                int start = Check.start(name, a, 1, v.length);
                return Arrays.copyOfRange(v, start, Check.end(name, a, 2, start, v.length));
            });
            case "bytevector-copy!" -> procedure(name, 3, 5, a -> Vectors.copyBytesInto(name, a));
            case "bytevector-fill!" -> procedure(name, 2, 4, a -> {
                var v = Check.bytes(name, 1, a[0]);
                int start = Check.start(name, a, 2, v.length);
                Arrays.fill(v, start, Check.end(name, a, 3, start, v.length), Check.oneByte(name, 2, a[1]));
                return Unspecified.UNSPECIFIED;
            });
            case "utf8->string" -> procedure(name, 1, 3, a -> {
                var v = Check.bytes(name, 1, a[0]);
                int start = Check.start(name, a, 1, v.length);
                return Vectors.fromUtf8(v, start, Check.end(name, a, 2, start, v.length));
            });
            case "string->utf8" -> procedure(name, 1, 3, a -> {
                var s = Check.string(name, 1, a[0]);
                int start = Check.start(name, a, 1, s.length());
                return s.substring(start, Check.end(name, a, 2, start, s.length())).toString().getBytes(StandardCharsets.UTF_8);
            });
            default -> null;
        };
    }
}
