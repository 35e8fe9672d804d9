package dev.loam.lang.library;

import static dev.loam.lang.Builtins.procedure;

import dev.loam.lang.MutableString;
import dev.loam.lang.Pair;
import dev.loam.lang.Procedure;
import dev.loam.lang.Record;
import dev.loam.lang.SchemeError;
import dev.loam.lang.Symbol;
import dev.loam.lang.Unspecified;
import dev.loam.lang.number.Arithmetic;
import java.util.List;
import java.util.Random;

/// What a program asks of its surroundings: time, environment, arguments, chance; and a few odds and ends.
public final class SystemProcedures {

    private static final long START = System.nanoTime();
    private static final List<String> FEATURES = List.of("r7rs", "exact-closed", "exact-complex", "ieee-float", "full-unicode", "ratios",
            "jvm", "loam", "srfi-1", "srfi-9", "srfi-13", "srfi-64", "srfi-69", "srfi-125", "srfi-133");

    /// The words after the program's name on the command line.
    private static volatile List<String> arguments = List.of("loam");
    private static Random random = new Random();

    private SystemProcedures() {}

    /// What `(command-line)` gives.
    public static void arguments(List<String> words) {
        arguments = List.copyOf(words);
    }

    static Object find(String name) {
        return switch (name) {
            case "current-jiffy" -> procedure(name, () -> System.nanoTime() - START);
            case "jiffies-per-second" -> procedure(name, () -> 1_000_000_000L);
            case "current-second" -> procedure(name, () -> System.currentTimeMillis() / 1000.0);
            case "current-time-milliseconds" -> procedure(name, () -> System.currentTimeMillis());
            case "runtime", "real-time" -> procedure(name, () -> (System.nanoTime() - START) / 1e9);
            case "command-line" -> procedure(name, () -> strings(arguments));
            case "get-environment-variable" -> procedure(name, x -> {
                String value = System.getenv(Check.string(name, 1, x).toString());
                return value == null ? Boolean.FALSE : new MutableString(value);
            });
            case "get-environment-variables" -> procedure(name, () -> Pair.list(System.getenv().entrySet().stream()
                    .map(e -> (Object) new Pair(new MutableString(e.getKey()), new MutableString(e.getValue()))).toArray()));
            case "exit", "emergency-exit" -> procedure(name, 0, 1, a -> {
                throw new Exit(a.length == 0 ? 0 : code(a[0]));
            });
            case "features" -> procedure(name, () -> Pair.list(FEATURES.stream().map(f -> (Object) Symbol.of(f)).toArray()));
            case "void" -> procedure(name, 0, Procedure.ANY, a -> Unspecified.UNSPECIFIED);
            case "default-object?" -> procedure(name, x -> x == Unspecified.UNSPECIFIED);
            case "random" -> procedure(name, 0, 1, a -> a.length == 0 ? random.nextDouble() : random(a[0]));
            case "random-integer" -> procedure(name, x -> random(x));
            case "random-real" -> procedure(name, () -> random.nextDouble());
            case "random-normal" -> procedure(name, () -> random.nextGaussian());
            case "random-seed!" -> procedure(name, x -> {
                random = new Random(Check.between(name, 1, x, 0, Integer.MAX_VALUE));
                return Unspecified.UNSPECIFIED;
            });
            case "%unspecified" -> procedure(name, () -> Unspecified.UNSPECIFIED);
            case "%wrong-type" -> procedure(name, (who, position, expected, found) -> {
                throw SchemeError.wrongType(who.toString(), (int) (long) (Long) position, expected.toString(), found);
            });
            case "%least-arguments" -> procedure(name, x -> (long) Check.procedure("curry", 1, x).least());
            case "record?" -> procedure(name, x -> x instanceof Record);
            case "make-comparator" -> procedure(name, (t, e, o, h) -> new HashProcedures.Comparator(t, Check.procedure(name, 2, e), o, h));
            case "comparator?" -> procedure(name, x -> x instanceof HashProcedures.Comparator);
            case "comparator-type-test-predicate" -> procedure(name, x -> comparator(name, x).test());
            case "comparator-equality-predicate" -> procedure(name, x -> comparator(name, x).equality());
            case "comparator-ordering-predicate" -> procedure(name, x -> comparator(name, x).ordering());
            case "comparator-hash-function" -> procedure(name, x -> comparator(name, x).hash());
            default -> null;
        };
    }

    private static HashProcedures.Comparator comparator(String who, Object x) {
        if (x instanceof HashProcedures.Comparator c) {
            return c;
        }
        throw SchemeError.wrongType(who, 1, "a comparator", x);
    }

    private static Object strings(List<String> words) {
        return Pair.list(words.stream().map(w -> (Object) new MutableString(w)).toArray());
    }

    private static int code(Object x) {
        return switch (x) {
            case Boolean b -> b ? 0 : 1;
            case Long n -> (int) (n & 0xff);
            default -> 1;
        };
    }

    /// A draw below `bound`: an integer for an exact bound, a real for an inexact one.
    private static Object random(Object bound) {
        if (bound instanceof Double d && d > 0) {
            return random.nextDouble() * d;
        }
        if (!Arithmetic.isExactInteger(bound) || Arithmetic.sign("random", bound) <= 0) {
            throw SchemeError.wrongType("random", 1, "a number greater than 0", bound);
        }
        if (bound instanceof Long n) {
            return random.nextLong(n);
        }
        var limit = (java.math.BigInteger) bound;
        java.math.BigInteger draw;
        do {
            draw = new java.math.BigInteger(limit.bitLength(), random);
        } while (draw.compareTo(limit) >= 0);
        return draw.bitLength() < 64 ? (Object) draw.longValue() : draw;
    }
}
