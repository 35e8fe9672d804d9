package dev.loam.lang.compiler;

import dev.loam.lang.CodeConstants;
import dev.loam.lang.Global;
import dev.loam.lang.Site;
import dev.loam.lang.Template;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// A class being made: its methods, its constants in static final fields, and the places that its line numbers stand for.
final class ClassWriter {
    static final ClassDesc OBJECT = ConstantDescs.CD_Object;
    static final ClassDesc ARRAY = OBJECT.arrayType();
    /// Where two kinds of values meet, they are objects: no class needs to be looked at.
    private static final ClassHierarchyResolver FLAT = c -> ClassHierarchyResolver.ClassHierarchyInfo.ofClass(
        c.equals(OBJECT) ? null : OBJECT);
    private static final int MOST_POSITIONS = 65_000;

    final ClassDesc name;
    final ClassDesc parent;
    private final List<Consumer<ClassBuilder>> parts = new ArrayList<>();
    private final Map<Object, Integer> constants = new IdentityHashMap<>();
    private final Map<Object, Integer> equalConstants = new HashMap<>();
    private final List<Object> data = new ArrayList<>();
    private final Map<Integer, Integer> lines = new HashMap<>();
    private final List<Integer> positions = new ArrayList<>();
    private final Map<String, String> procedures = new LinkedHashMap<>();

    ClassWriter(String name, ClassDesc parent) {
        this.name = ClassDesc.of(name);
        this.parent = parent;
    }

    void part(Consumer<ClassBuilder> part) {
        parts.add(part);
    }

    /// Notes which procedure a method is.
    void procedure(String method, String scheme) {
        procedures.put(method, scheme);
    }

    private static ClassDesc typeOf(Object x) {
        return switch (x) {
            case Global g -> desc(Global.class);
            case Site s -> desc(Site.class);
            case Template t -> desc(Template.class);
            case null, default -> OBJECT;
        };
    }

    static ClassDesc desc(Class<?> c) {
        return c.describeConstable().orElseThrow();
    }

    /// Pushes a constant.
    void load(CodeBuilder code, Object x) {
        Map<Object, Integer> table = x instanceof Long || x instanceof Double ? equalConstants : constants;
        Integer index = table.get(x);
        if (index == null) {
            index = data.size();
            table.put(x, index);
            data.add(x);
        }
        code.getstatic(name, "k" + index, typeOf(x));
    }

    /// The line number that stands for a place.
    int line(int position) {
        Integer n = lines.get(position);
        if (n == null) {
            if (positions.size() >= MOST_POSITIONS) {
                return 0;
            }
            positions.add(position);
            n = positions.size();
            lines.put(position, n);
        }
        return n;
    }

    void finish(UnitLoader loader) {
        byte[] bytes = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(FLAT)).build(name, c -> {
            c.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL | ClassFile.ACC_SUPER);
            c.withSuperclass(parent);
            parts.forEach(p -> p.accept(c));
            for (int i = 0; i < data.size(); i++) {
                c.withField("k" + i, typeOf(data.get(i)), ClassFile.ACC_STATIC | ClassFile.ACC_FINAL);
            }
            if (!data.isEmpty()) {
                c.withMethodBody("<clinit>", ConstantDescs.MTD_void, ClassFile.ACC_STATIC, this::initialise);
            }
        });
        String dotted = name.packageName() + "." + name.displayName();
        loader.add(dotted, bytes, data.toArray(), new UnitLoader.ClassInfo(positions.stream().mapToInt(i -> i).toArray(), procedures));
    }

    private void initialise(CodeBuilder code) {
        code.loadConstant(name);
        code.invokestatic(desc(CodeConstants.class), "of", MethodTypeDesc.of(ARRAY, ConstantDescs.CD_Class), true);
        code.astore(0);
        for (int i = 0; i < data.size(); i++) {
            code.aload(0);
            code.loadConstant(i);
            code.aaload();
            ClassDesc type = typeOf(data.get(i));
            if (type != OBJECT) {
                code.checkcast(type);
            }
            code.putstatic(name, "k" + i, type);
        }
        code.return_();
    }
}
