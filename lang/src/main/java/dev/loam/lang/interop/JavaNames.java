package dev.loam.lang.interop;

import dev.loam.lang.ErrorObject;
import dev.loam.lang.Procedure;
import dev.loam.lang.SchemeError;
import dev.loam.lang.Suggestions;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// Names that mean something of Java wherever a program has not defined them:
///
///     (java.util.ArrayList. 10)     a new object          (.add xs 1)      a method of the first argument
///     (Math/sqrt 2.0)               a static method       Math/PI          a static field
///     (.-length-field point)        a field               (map .toString xs)   they are procedures as any other
///
/// Classes of `java.lang`, `java.util` and `java.math` need no package.
public final class JavaNames {
    private static final List<String> PACKAGES = List.of("java.lang.", "java.util.", "java.math.", "java.util.function.");
    private static final Map<String, Procedure> METHODS = new ConcurrentHashMap<>();

    private JavaNames() {}

    /// Whether a name looks as if it meant something of Java.
    public static boolean matches(String name) {
        int n = name.length();
        if (n < 2 || name.endsWith(":")) {
            return false;
        }
        if (name.charAt(0) == '.') {
            return Character.isJavaIdentifierStart(name.charAt(1)) || name.charAt(1) == '-' && n > 2;
        }
        int slash = name.indexOf('/');
        String type = name.endsWith(".") ? name.substring(0, n - 1) : slash > 0 && slash < n - 1 ? name.substring(0, slash) : null;
        return type != null && Character.isJavaIdentifierStart(type.charAt(0))
            && type.chars().allMatch(c -> c == '.' || Character.isJavaIdentifierPart(c)) && (type.indexOf('.') > 0 || Character.isUpperCase(type.charAt(0)));
    }

    /// What such a name means.
    ///
    /// @throws SchemeError where there is no such class or member
    public static Object value(String name) {
        if (name.startsWith(".-")) {
            return field(name);
        }
        if (name.startsWith(".")) {
            return METHODS.computeIfAbsent(name, JavaNames::method);
        }
        if (name.endsWith(".")) {
            return constructor(name);
        }
        int slash = name.indexOf('/');
        return member(name, type(name.substring(0, slash)), name.substring(slash + 1));
    }

    /// The class of a name.
    static Class<?> type(String name) {
        for (String prefix : name.indexOf('.') > 0 ? List.of("") : PACKAGES) {
            String full = prefix + name;
            while (true) {
                try {
                    ClassLoader loader = Thread.currentThread().getContextClassLoader();
                    return Class.forName(full, true, loader == null ? JavaNames.class.getClassLoader() : loader);
                } catch (ClassNotFoundException e) {
                    int dot = full.lastIndexOf('.');
                    // a class in a class: java.util.Map.Entry
                    if (dot < 0 || full.indexOf('$') > 0 || !Character.isUpperCase(full.charAt(full.lastIndexOf('.', dot - 1) + 1))) {
                        break;
                    }
                    full = full.substring(0, dot) + "$" + full.substring(dot + 1);
                }
            }
        }
        throw SchemeError.of(ErrorObject.Kind.UNBOUND, "there is no Java class " + name);
    }

    // ---- members -----------------------------------------------------------------------------------------------------------

    private static Procedure constructor(String name) {
        Class<?> type = type(name.substring(0, name.length() - 1));
        var all = type.getConstructors();
        var cache = new ConcurrentHashMap<List<Class<?>>, Executable>();
        return Convert.procedure(name, 0, arguments -> {
            var c = (Constructor<?>) choose(name, all, arguments, 0, cache, List.of());
            return call(() -> c.newInstance(arguments(c, arguments, 0)));
        });
    }

    private static Object member(String name, Class<?> type, String member) {
        Method[] all = Stream.of(type.getMethods()).filter(m -> m.getName().equals(member) && Modifier.isStatic(m.getModifiers())).toArray(Method[]::new);
        if (all.length == 0) {
            try {
                Field f = type.getField(member);
                if (Modifier.isStatic(f.getModifiers())) {
                    return Convert.fromJava(f.get(null));
                }
            } catch (ReflectiveOperationException e) {
                // told below
            }
            throw SchemeError.of(ErrorObject.Kind.UNBOUND, type.getName() + " has no static method or field " + member
                + Suggestions.hint(member, Stream.of(type.getMethods()).filter(m -> Modifier.isStatic(m.getModifiers())).map(Method::getName).distinct().toList()));
        }
        var cache = new ConcurrentHashMap<List<Class<?>>, Executable>();
        return Convert.procedure(name, 0, arguments -> {
            var m = (Method) choose(name, all, arguments, 0, cache, List.of());
            return result(m, call(() -> m.invoke(null, arguments(m, arguments, 0))));
        });
    }

    private static Procedure method(String name) {
        String plain = name.substring(1);
        var caches = new ConcurrentHashMap<Class<?>, Map<List<Class<?>>, Executable>>();
        return Convert.procedure(name, 1, arguments -> {
            Object target = receiver(arguments[0]);
            var cache = caches.computeIfAbsent(target.getClass(), c -> new ConcurrentHashMap<>());
            var m = (Method) choose(name, cache.isEmpty() || !cache.containsKey(types(arguments)) ? methods(target.getClass(), plain) : null, arguments, 1,
                cache, names(target.getClass()));
            return result(m, call(() -> m.invoke(target, arguments(m, arguments, 1))));
        });
    }

    /// What is a string in Java has the methods of a string, and so on.
    private static Object receiver(Object x) {
        return Convert.toJava(x, Object.class);
    }

    private static List<String> names(Class<?> type) {
        return Stream.of(type.getMethods()).map(m -> "." + m.getName()).distinct().toList();
    }

    /// The public methods of that name, as declared by classes and interfaces that everybody may use.
    private static Executable[] methods(Class<?> type, String name) {
        var found = new ArrayList<Method>();
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            if (usable(c)) {
                Stream.of(c.getMethods()).filter(m -> m.getName().equals(name) && !Modifier.isStatic(m.getModifiers()) && usable(m.getDeclaringClass()))
                    .forEach(found::add);
            }
        }
        interfaces(type, name, found);
        return found.toArray(Executable[]::new);
    }

    private static void interfaces(Class<?> type, String name, List<Method> found) {
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            for (Class<?> i : c.getInterfaces()) {
                if (usable(i)) {
                    Stream.of(i.getMethods()).filter(m -> m.getName().equals(name) && !Modifier.isStatic(m.getModifiers())).forEach(found::add);
                } else {
                    interfaces(i, name, found);
                }
            }
        }
    }

    private static boolean usable(Class<?> c) {
        return Modifier.isPublic(c.getModifiers()) && c.getModule().isExported(c.getPackageName(), JavaNames.class.getModule());
    }

    private static Procedure field(String name) {
        String plain = name.substring(2);
        return Convert.procedure(name, 1, arguments -> {
            Object target = receiver(arguments[0]);
            try {
                Field f = target.getClass().getField(plain);
                if (arguments.length == 2) {
                    f.set(target, Convert.toJava(arguments[1], f.getType()));
                    return Convert.nothing();
                }
                return Convert.fromJava(f.get(target));
            } catch (ReflectiveOperationException e) {
                throw SchemeError.of(ErrorObject.Kind.UNBOUND, target.getClass().getName() + " has no public field " + plain
                    + Suggestions.hint(plain, Stream.of(target.getClass().getFields()).map(Field::getName).toList()));
            }
        });
    }

    // ---- overloads ---------------------------------------------------------------------------------------------------------

    private static List<Class<?>> types(Object[] arguments) {
        var types = new ArrayList<Class<?>>(arguments.length);
        for (Object a : arguments) {
            types.add(a.getClass());
        }
        return types;
    }

    /// The overload whose parameters the arguments fit best; remembered by the classes of the arguments where integers do not decide.
    private static Executable choose(String name, Executable[] all, Object[] arguments, int from, Map<List<Class<?>>, Executable> cache, List<String> names) {
        List<Class<?>> key = types(arguments);
        Executable known = cache.get(key);
        if (known != null && cost(known, arguments, from) >= 0) {
            return known;
        }
        Executable best = null;
        int least = Integer.MAX_VALUE;
        for (Executable e : all == null ? new Executable[] {known} : all) {
            int cost = cost(e, arguments, from);
            if (cost >= 0 && cost < least) {
                best = e;
                least = cost;
            }
        }
        if (best == null) {
            throw none(name, all, arguments, from, names);
        }
        cache.put(key, best);
        return best;
    }

    private static SchemeError none(String name, Executable[] all, Object[] arguments, int from, List<String> names) {
        if (all == null || all.length == 0) {
            String where = from == 1 ? "an object of " + receiver(arguments[0]).getClass().getName() + " has no method " + name : "there is no public " + name;
            return SchemeError.of(ErrorObject.Kind.UNBOUND, where + Suggestions.hint(name, names));
        }
        var shapes = new ArrayList<String>();
        for (Executable e : all) {
            String shape = Stream.of(e.getParameterTypes()).map(Class::getSimpleName).toList().toString();
            if (!shapes.contains(shape)) {
                shapes.add(shape);
            }
        }
        Object[] given = Arrays.copyOfRange(arguments, from, arguments.length);
        shapes.sort(java.util.Comparator.comparing(String::length).thenComparing(s -> s));
        return SchemeError.of(ErrorObject.Kind.TYPE, name + " takes " + String.join(" or ", shapes).replace('[', '(').replace(']', ')')
            + ", was given", dev.loam.lang.Pair.list(given));
    }

    private static int cost(Executable e, Object[] arguments, int from) {
        Class<?>[] types = e.getParameterTypes();
        int given = arguments.length - from;
        int total = e.isVarArgs() ? 10 : 0;
        if (e.isVarArgs() ? given < types.length - 1 : given != types.length) {
            return Convert.NONE;
        }
        if (e.isVarArgs() && given == types.length && Convert.cost(arguments[arguments.length - 1], types[given - 1]) == 0) {
            return fixed(types, arguments, from, given);
        }
        int plain = e.isVarArgs() ? types.length - 1 : types.length;
        int cost = fixed(types, arguments, from, plain);
        if (cost < 0) {
            return cost;
        }
        total += cost;
        for (int i = plain; i < given; i++) {
            int c = Convert.cost(arguments[from + i], types[plain].getComponentType());
            if (c < 0) {
                return c;
            }
            total += c;
        }
        return total;
    }

    private static int fixed(Class<?>[] types, Object[] arguments, int from, int count) {
        int total = 0;
        for (int i = 0; i < count; i++) {
            int c = Convert.cost(arguments[from + i], types[i]);
            if (c < 0) {
                return c;
            }
            total += c;
        }
        return total;
    }

    private static Object[] arguments(Executable e, Object[] arguments, int from) {
        Class<?>[] types = e.getParameterTypes();
        int given = arguments.length - from;
        var made = new Object[types.length];
        boolean spread = e.isVarArgs() && !(given == types.length && Convert.cost(arguments[arguments.length - 1], types[given - 1]) == 0);
        int plain = spread ? types.length - 1 : types.length;
        for (int i = 0; i < plain; i++) {
            made[i] = Convert.toJava(arguments[from + i], types[i]);
        }
        if (spread) {
            made[plain] = Convert.toJava(Arrays.copyOfRange(arguments, from + plain, arguments.length, Object[].class), types[plain]);
        }
        return made;
    }

    // ---- calls -------------------------------------------------------------------------------------------------------------

    private interface Action {
        Object run() throws ReflectiveOperationException;
    }

    private static Object call(Action a) {
        try {
            return a.run();
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            if (cause instanceof RuntimeException r && r.getClass().getName().startsWith("dev.loam.lang.") || cause instanceof Error) {
                throw Convert.sneak(cause);
            }
            throw new SchemeError(new ErrorObject(ErrorObject.Kind.SYSTEM, new dev.loam.lang.MutableString(cause.getClass().getName()
                + (cause.getMessage() == null ? "" : ": " + cause.getMessage())), dev.loam.lang.Nil.NIL), cause);
        } catch (ReflectiveOperationException e) {
            throw SchemeError.of(ErrorObject.Kind.SYSTEM, e.toString());
        }
    }

    private static Object result(Method m, Object x) {
        return m.getReturnType() == void.class ? Convert.nothing() : Convert.fromJava(x);
    }
}
