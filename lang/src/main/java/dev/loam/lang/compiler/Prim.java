package dev.loam.lang.compiler;

import dev.loam.lang.Primitives;
import dev.loam.lang.number.Arithmetic;
import dev.loam.lang.number.Division;
import dev.loam.lang.types.Contract;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// An operation that compiled code does itself, instead of calling the procedure of that name: a static method, or instructions where
/// [#op] says so.
///
/// @param name       as in a program
/// @param arity      the number of arguments; -1 for any
/// @param owner      the class with the method
/// @param method     its name
/// @param descriptor one letter per argument and one for the result: `O` object, `J` long, `Z` boolean, `V` nothing
/// @param op         what the compiler knows about it
/// @param pure       whether it can be left out or done twice
public record Prim(String name, int arity, Class<?> owner, String method, String descriptor, Op op, boolean pure) {
    /// What gets instructions of its own.
    enum Op { METHOD, ADD, SUBTRACT, MULTIPLY, LESS, GREATER, LESS_EQUAL, GREATER_EQUAL, EQUAL, NOT, EQ, RECORD, BOX }

    private static final Map<String, Prim> TABLE = new HashMap<>();

    private static void add(String name, Class<?> owner, String method, String descriptor, Op op, boolean pure) {
        TABLE.put(name, new Prim(name, descriptor.length() - 1, owner, method, descriptor, op, pure));
    }

    private static void pure(String name, String method, String descriptor) {
        add(name, Primitives.class, method, descriptor, Op.METHOD, true);
    }

    private static void act(String name, String method, String descriptor) {
        add(name, Primitives.class, method, descriptor, Op.METHOD, false);
    }

    static {
        add("+", Arithmetic.class, "add", "OOO", Op.ADD, true);
        add("-", Arithmetic.class, "subtract", "OOO", Op.SUBTRACT, true);
        add("*", Arithmetic.class, "multiply", "OOO", Op.MULTIPLY, true);
        add("<", Arithmetic.class, "less", "OOZ", Op.LESS, true);
        add(">", Arithmetic.class, "greater", "OOZ", Op.GREATER, true);
        add("<=", Arithmetic.class, "lessOrEqual", "OOZ", Op.LESS_EQUAL, true);
        add(">=", Arithmetic.class, "greaterOrEqual", "OOZ", Op.GREATER_EQUAL, true);
        add("=", Arithmetic.class, "numericEquals", "OOZ", Op.EQUAL, true);
        add("/", Arithmetic.class, "divide", "OOO", Op.METHOD, true);
        add("%negate", Arithmetic.class, "negate", "OO", Op.METHOD, true);
        add("quotient", Division.class, "quotient", "OOO", Op.METHOD, true);
        add("remainder", Division.class, "remainder", "OOO", Op.METHOD, true);
        add("modulo", Division.class, "modulo", "OOO", Op.METHOD, true);
        add("not", Primitives.class, "not", "OZ", Op.NOT, true);
        add("eq?", Primitives.class, "eq", "OOZ", Op.METHOD, true);
        pure("eqv?", "eqv", "OOZ");
        pure("null?", "isNull", "OZ");
        pure("pair?", "isPair", "OZ");
        pure("symbol?", "isSymbol", "OZ");
        pure("string?", "isString", "OZ");
        pure("vector?", "isVector", "OZ");
        pure("char?", "isChar", "OZ");
        pure("boolean?", "isBoolean", "OZ");
        pure("procedure?", "isProcedure", "OZ");
        pure("eof-object?", "isEof", "OZ");
        pure("zero?", "isZero", "OZ");
        pure("car", "car", "OO");
        pure("cdr", "cdr", "OO");
        pure("caar", "caar", "OO");
        pure("cadr", "cadr", "OO");
        pure("cdar", "cdar", "OO");
        pure("cddr", "cddr", "OO");
        pure("caddr", "caddr", "OO");
        act("cons", "cons", "OOO");
        act("set-car!", "setCar", "OOV");
        act("set-cdr!", "setCdr", "OOV");
        pure("vector-ref", "vectorRef", "OOO");
        act("vector-set!", "vectorSet", "OOOV");
        pure("vector-length", "vectorLength", "OO");
        pure("string-length", "stringLength", "OO");
        pure("string-ref", "stringRef", "OOO");
        pure("char=?", "charEqual", "OOZ");
        pure("char<?", "charLess", "OOZ");
        pure("%value", "value", "OOO");
        pure("%values-rest", "valuesRest", "OOO");
        act("%check-values", "checkValues", "OOOV");
        act("%one-value", "oneValue", "OO");
        add("%check", Contract.class, "check", "OOV", Op.METHOD, false);
        add("%checked", Contract.class, "checked", "OOO", Op.METHOD, false);
        pure("%record?", "isRecord", "OOZ");
        pure("%record-ref", "recordRef", "OOOOO");
        act("%record-set!", "recordSet", "OOOOOV");
        TABLE.put("%record", new Prim("%record", -1, Primitives.class, "record", null, Op.RECORD, false));
        add("%box", dev.loam.lang.Box.class, "of", "OO", Op.METHOD, false);
        add("%unbox", dev.loam.lang.Box.class, "get", "OO", Op.METHOD, false);
        add("%unbox-checked", dev.loam.lang.Box.class, "checked", "OOO", Op.METHOD, false);
        add("%set-box!", dev.loam.lang.Box.class, "set", "OOV", Op.METHOD, false);
    }

    /// @throws IllegalArgumentException where there is none of this name
    public static Prim named(String name) {
        Prim p = TABLE.get(name);
        if (p == null) {
            throw new IllegalArgumentException("no such primitive: " + name);
        }
        return p;
    }

    /// The operation that a builtin procedure of this name can be replaced by, or null.
    public static Prim find(String name) {
        return name.startsWith("%") ? null : TABLE.get(name);
    }

    static Collection<Prim> all() {
        return TABLE.values();
    }

    boolean predicate() {
        return descriptor != null && descriptor.endsWith("Z");
    }
}
