package dev.loam.lang.compiler;

import dev.loam.lang.CodeConstants;
import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Defines the classes of one unit and hands them their constants. It goes when nothing refers to the unit's code any more.
public final class UnitLoader extends ClassLoader implements CodeConstants {
    /// What names of classes made by the compiler begin with.
    public static final String PREFIX = "loam.code.U";
    private static final Map<Integer, WeakReference<UnitLoader>> UNITS = new ConcurrentHashMap<>();

    private final Map<String, byte[]> classes = new LinkedHashMap<>();
    private Map<Object, Object> twins;
    private final Map<String, Object[]> constants = new HashMap<>();
    private final Map<String, ClassInfo> infos = new HashMap<>();

    static {
        registerAsParallelCapable();
    }

    /// What errors need to know of a class.
    ///
    /// @param positions what line numbers stand for, from 1
    /// @param names     the procedures, by the names of their methods
    record ClassInfo(int[] positions, Map<String, String> names) {}

    UnitLoader(ClassLoader parent) {
        super(parent);
        twins = parent instanceof UnitLoader outer ? outer.twins : null;
    }

    void add(String name, byte[] bytes, Object[] data, ClassInfo info) {
        classes.put(name, bytes);
        replace(data);
        constants.put(name, data);
        infos.put(name, info);
    }

    private void replace(Object[] data) {
        if (twins != null) {
            for (int i = 0; i < data.length; i++) {
                data[i] = twins.getOrDefault(data[i], data[i]);
            }
        }
    }

    /// The classes that were not loaded yet.
    Map<String, byte[]> classes() {
        return Collections.unmodifiableMap(classes);
    }

    /// The constants of a class that was not loaded yet.
    Object[] constants(String name) {
        return constants.get(name);
    }

    /// Objects that stand in place of constants from now on, here and in what continues this unit.
    void twins(Map<Object, Object> given) {
        twins = given;
        constants.values().forEach(this::replace);
    }

    ClassInfo info(String name, boolean mine) {
        return mine ? infos.get(name) : info(name);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = classes.remove(name);
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    @Override
    public Object[] take(String className) {
        return constants.remove(className);
    }

    static void note(int number, UnitLoader loader) {
        UNITS.put(number, new WeakReference<>(loader));
        if (number % 1024 == 0) {
            UNITS.values().removeIf(r -> r.get() == null);
        }
    }

    private static ClassInfo info(String name) {
        ClassInfo ahead = Ahead.info(name);
        if (ahead != null) {
            return ahead;
        }
        int end = name.indexOf('C', PREFIX.length());
        WeakReference<UnitLoader> unit = UNITS.get(Integer.valueOf(name.substring(PREFIX.length(), end)));
        UnitLoader loader = unit == null ? null : unit.get();
        return loader == null ? null : loader.infos.get(name);
    }

    /// The place that a line number of a class made by the compiler stands for, as [dev.loam.lang.Source] counts; 0 where there is none.
    public static int position(String className, int line) {
        ClassInfo info = info(className);
        return info == null || line < 1 || line > info.positions.length ? 0 : info.positions[line - 1];
    }

    /// The procedure that a method is; null for one without a name.
    public static String procedure(String className, String method) {
        ClassInfo info = info(className);
        return info == null ? null : info.names.get(method);
    }
}
