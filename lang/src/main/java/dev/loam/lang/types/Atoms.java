package dev.loam.lang.types;

import dev.loam.lang.Char;
import dev.loam.lang.Eof;
import dev.loam.lang.MutableString;
import dev.loam.lang.Nil;
import dev.loam.lang.Pair;
import dev.loam.lang.Procedure;
import dev.loam.lang.Record;
import dev.loam.lang.Symbol;
import dev.loam.lang.Unspecified;
import dev.loam.lang.number.Complex;
import dev.loam.lang.number.Differentiable;
import dev.loam.lang.number.Rational;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;

/// The disjoint kinds of values that simple types are made of, each a bit, and the names of sets of them.
public final class Atoms {
    public static final int INTEGER = 1;
    static final int RATIO = 1 << 1;
    public static final int FLOAT = 1 << 2;
    static final int COMPLEX = 1 << 3;
    static final int BOOLEAN = 1 << 4;
    static final int CHAR = 1 << 5;
    static final int STRING = 1 << 6;
    static final int SYMBOL = 1 << 7;
    static final int NULL = 1 << 8;
    static final int PAIR = 1 << 9;
    static final int VECTOR = 1 << 10;
    static final int BYTES = 1 << 11;
    static final int PROCEDURE = 1 << 12;
    static final int TENSOR = 1 << 13;
    static final int RECORD = 1 << 14;
    static final int VOID = 1 << 15;
    static final int EOF = 1 << 16;
    static final int OTHER = 1 << 17;
    static final int ALL = (1 << 18) - 1;
    static final int REAL = INTEGER | RATIO | FLOAT;
    static final int NUMBER = REAL | COMPLEX;

    /// The simple types by name. Where two names mean the same, the first is the one that messages show.
    static final Map<String, Integer> NAMES = new LinkedHashMap<>();

    static {
        NAMES.put("any", ALL);
        NAMES.put("integer", INTEGER);
        NAMES.put("rational", INTEGER | RATIO);
        NAMES.put("float", FLOAT);
        NAMES.put("f64", FLOAT);
        NAMES.put("real", REAL);
        NAMES.put("number", NUMBER);
        NAMES.put("complex", NUMBER);
        NAMES.put("boolean", BOOLEAN);
        NAMES.put("char", CHAR);
        NAMES.put("string", STRING);
        NAMES.put("symbol", SYMBOL);
        NAMES.put("null", NULL);
        NAMES.put("list", NULL | PAIR);
        NAMES.put("pair", PAIR);
        NAMES.put("vector", VECTOR);
        NAMES.put("bytevector", BYTES);
        NAMES.put("procedure", PROCEDURE);
        NAMES.put("tensor", TENSOR);
        NAMES.put("record", RECORD);
        NAMES.put("void", VOID);
        NAMES.put("eof", EOF);
        NAMES.put("nothing", 0);
    }

    private Atoms() {}

    /// The kind of a value. What carries a derivative is of the kind of the number it carries.
    static int of(Object x) {
        return switch (x) {
            case Long n -> INTEGER;
            case Double d -> FLOAT;
            case BigInteger n -> INTEGER;
            case Rational r -> RATIO;
            case Complex c -> COMPLEX;
            case Differentiable d -> of(Differentiable.value(d));
            case Boolean b -> BOOLEAN;
            case Char c -> CHAR;
            case MutableString s -> STRING;
            case Symbol s -> SYMBOL;
            case Nil n -> NULL;
            case Pair p -> PAIR;
            case Object[] v -> VECTOR;
            case byte[] b -> BYTES;
            case Procedure p -> PROCEDURE;
            case Shaped t -> TENSOR;
            case Record r -> RECORD;
            case Unspecified u -> VOID;
            case Eof e -> EOF;
            case null, default -> OTHER;
        };
    }

    /// The shortest name or union for a set of kinds.
    static SchemeType type(int atoms) {
        for (var e : NAMES.entrySet()) {
            if (e.getValue() == atoms) {
                return new SchemeType.Base(e.getKey(), atoms);
            }
        }
        var text = new StringBuilder("(or");
        int left = atoms;
        for (var e : NAMES.entrySet().stream().sorted((a, b) -> Integer.bitCount(b.getValue()) - Integer.bitCount(a.getValue())).toList()) {
            if (e.getValue() != 0 && (e.getValue() & left) == e.getValue()) {
                text.append(' ').append(e.getKey());
                left &= ~e.getValue();
            }
        }
        return new SchemeType.Base(text.append(')').toString(), atoms);
    }
}
