package dev.loam.lang.interop;

import dev.loam.lang.Builtins;
import dev.loam.lang.Char;
import dev.loam.lang.ErrorObject;
import dev.loam.lang.MutableString;
import dev.loam.lang.Nil;
import dev.loam.lang.Pair;
import dev.loam.lang.Procedure;
import dev.loam.lang.SchemeError;
import dev.loam.lang.Symbol;
import dev.loam.lang.Unspecified;
import dev.loam.lang.number.Arithmetic;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// Values on their way between programs and Java.
///
/// | in a program | in Java |
/// |---|---|
/// | exact integer | `long`, `int` and the others where it fits, `BigInteger` |
/// | real | `double`, `float`, `BigDecimal` |
/// | string, character, boolean | `String`, `char`, `boolean` |
/// | list, vector | `List`, array; what comes back as an array is a vector |
/// | symbol | a constant of an enumeration |
/// | procedure | any functional interface |
/// | `#f` | `null`, where no boolean fits; `null` comes back as `#f` |
///
/// Everything else is the same object on both sides.
public final class Convert {
    /// What a conversion costs when overloads are compared; below 0 where there is none.
    static final int NONE = -1;

    private Convert() {}

    // ---- to Java -----------------------------------------------------------------------------------------------------------

    /// How well `x` fits a parameter of this type: the less the better, [#NONE] for not at all.
    static int cost(Object x, Class<?> type) {
        Class<?> t = type.isPrimitive() ? MethodType.methodType(type).wrap().returnType() : type;
        if (t == Object.class) {
            return 5;
        }
        return switch (x) {
            case Long n -> t == Long.class ? 0 : t == Integer.class && n == (int) (long) n ? 1 : (t == Short.class || t == Byte.class) && fits(n, t) ? 4
                : t == Double.class || t == BigInteger.class ? 2 : t == Float.class || t == BigDecimal.class ? 3 : t == Number.class ? 4 : NONE;
            case BigInteger n -> t.isInstance(n) ? 0 : t == BigDecimal.class ? 2 : t == Double.class ? 3 : NONE;
            case Double d -> t == Double.class ? 0 : t == Float.class ? 1 : t == BigDecimal.class ? 2 : t == Number.class ? 4 : NONE;
            case Boolean b -> t == Boolean.class ? 0 : !b && !type.isPrimitive() ? 4 : NONE;
            case MutableString s -> t == String.class ? 0 : t == CharSequence.class ? 1 : t.isAssignableFrom(String.class) ? 3 : NONE;
            case Char c -> t == Character.class && c.codePoint < 0x10000 ? 0 : t == Integer.class ? 3 : NONE;
            case Symbol s -> t.isInstance(s) ? 0 : t.isEnum() ? 1 : NONE;
            case Procedure p -> t.isInstance(p) ? 0 : method(t) != null ? 1 : NONE;
            case Nil n -> t.isAssignableFrom(List.class) || t.isArray() ? 1 : t.isInstance(n) ? 3 : NONE;
            case Pair p -> t.isInstance(p) ? 0 : t.isAssignableFrom(List.class) ? 1 : t.isArray() ? 2 : NONE;
            case Object[] v -> t.isInstance(v) ? 0 : t.isArray() ? 1 : t.isAssignableFrom(List.class) ? 2 : NONE;
            default -> t.isInstance(x) ? 0 : t == Double.class && Arithmetic.isReal(x) ? 3 : NONE;
        };
    }

    private static boolean fits(long n, Class<?> t) {
        return t == Short.class ? n == (short) n : n == (byte) n;
    }

    /// The value for a parameter of this type.
    ///
    /// @throws SchemeError where it does not fit
    public static Object toJava(Object x, Class<?> type) {
        if (cost(x, type) < 0) {
            throw SchemeError.of(ErrorObject.Kind.TYPE, "this cannot be given to Java as " + type.getTypeName() + ":", x);
        }
        Class<?> t = type.isPrimitive() ? MethodType.methodType(type).wrap().returnType() : type;
        return switch (x) {
            case MutableString s -> s.toString();
            case Char c -> t == Integer.class ? (Object) c.codePoint : t == Object.class && c.codePoint >= 0x10000 ? c : (Object) (char) c.codePoint;
            case Long n -> number(n, t);
            case BigInteger n -> t == BigDecimal.class ? new BigDecimal(n) : t == Double.class ? (Object) n.doubleValue() : n;
            case Double d -> t == Float.class ? (Object) (float) (double) d : t == BigDecimal.class ? BigDecimal.valueOf(d) : d;
            case Boolean b -> t == Boolean.class || t == Object.class ? b : null;
            case Symbol s when t.isEnum() -> constant(s, t);
            case Procedure p when !t.isInstance(p) -> implement(p, t);
            case Nil n when t == Object.class -> n;
            case Nil n -> t.isArray() ? array(List.of(), t) : List.of();
            case Pair p when !t.isInstance(p) -> t.isArray() ? array(elements(p), t) : elements(p);
            case Object[] v when !t.isInstance(v) -> t.isArray() ? array(List.of(v), t) : elements(Pair.list(v));
            default -> t == Double.class ? (Object) Arithmetic.toDouble(x) : x;
        };
    }

    private static Object number(long n, Class<?> t) {
        if (t == Integer.class) {
            return (int) n;
        }
        if (t == Double.class) {
            return (double) n;
        }
        if (t == Float.class) {
            return (float) n;
        }
        if (t == Short.class) {
            return (short) n;
        }
        if (t == Byte.class) {
            return (byte) n;
        }
        return t == BigInteger.class ? BigInteger.valueOf(n) : t == BigDecimal.class ? (Object) BigDecimal.valueOf(n) : (Object) n;
    }

    private static Object constant(Symbol s, Class<?> t) {
        for (Object c : t.getEnumConstants()) {
            if (((Enum<?>) c).name().equals(s.name())) {
                return c;
            }
        }
        throw SchemeError.error("the enumeration " + t.getName() + " has no constant", s);
    }

    private static List<Object> elements(Object list) {
        var all = new ArrayList<>();
        for (Object x = list; x instanceof Pair p; x = p.cdr) {
            all.add(toJava(p.car, Object.class));
        }
        return all;
    }

    private static Object array(List<Object> elements, Class<?> type) {
        Object made = Array.newInstance(type.getComponentType(), elements.size());
        for (int i = 0; i < elements.size(); i++) {
            Object e = elements.get(i) instanceof String s ? new MutableString(s) : elements.get(i);
            Array.set(made, i, toJava(e, type.getComponentType()));
        }
        return made;
    }

    // ---- procedures as interfaces ----------------------------------------------------------------------------------------------

    /// The one method that an interface leaves open; null for what is no functional interface.
    private static Method method(Class<?> t) {
        if (!t.isInterface()) {
            return null;
        }
        Method found = null;
        for (Method m : t.getMethods()) {
            if (Modifier.isAbstract(m.getModifiers()) && !ofObject(m)) {
                if (found != null && !found.getName().equals(m.getName())) {
                    return null;
                }
                found = m;
            }
        }
        return found;
    }

    private static boolean ofObject(Method m) {
        return switch (m.getName()) {
            case "equals" -> m.getParameterCount() == 1;
            case "hashCode", "toString" -> m.getParameterCount() == 0;
            default -> false;
        };
    }

    /// An object of a functional interface that calls the procedure.
    private static Object implement(Procedure p, Class<?> type) {
        InvocationHandler handler = (self, m, arguments) -> {
            if (m.getDeclaringClass() == Object.class || ofObject(m)) {
                return switch (m.getName()) {
                    case "equals" -> self == arguments[0];
                    case "hashCode" -> System.identityHashCode(self);
                    default -> p.toString();
                };
            }
            if (m.isDefault()) {
                return InvocationHandler.invokeDefault(self, m, arguments);
            }
            int n = arguments == null ? 0 : arguments.length;
            var given = new Object[n];
            for (int i = 0; i < n; i++) {
                given[i] = fromJava(arguments[i]);
            }
            Object value = Procedure.callN(p, given);
            return m.getReturnType() == void.class ? null : toJava(value, m.getReturnType());
        };
        ClassLoader loader = type.getClassLoader() == null ? Convert.class.getClassLoader() : type.getClassLoader();
        return Proxy.newProxyInstance(loader, new Class<?>[] {type}, handler);
    }

    // ---- from Java -----------------------------------------------------------------------------------------------------------

    /// The value as programs see it.
    public static Object fromJava(Object x) {
        return switch (x) {
            case null -> false;
            case String s -> new MutableString(s);
            case Integer n -> (long) n;
            case Short n -> (long) n;
            case Byte n -> (long) n;
            case Float f -> (double) f;
            case Character c -> Char.of(c);
            case BigInteger n -> n.bitLength() < 64 ? (Object) n.longValue() : n;
            case byte[] b -> b;
            case Object[] v when v.getClass() == Object[].class -> v;
            case Object a when a.getClass().isArray() -> {
                var all = new Object[Array.getLength(a)];
                for (int i = 0; i < all.length; i++) {
                    all[i] = fromJava(Array.get(a, i));
                }
                yield all;
            }
            default -> x;
        };
    }

    @SuppressWarnings("unchecked")
    static <T extends Throwable> RuntimeException sneak(Throwable t) throws T {
        throw (T) t;
    }

    /// What a method without a result gives.
    static Object nothing() {
        return Unspecified.UNSPECIFIED;
    }

    /// A procedure of any number of arguments.
    static Procedure procedure(String name, int least, Builtins.FN f) {
        return Builtins.procedure(name, least, Procedure.ANY, f);
    }
}
