package dev.loam.lang.compiler;

import static dev.loam.lang.compiler.ClassWriter.ARRAY;
import static dev.loam.lang.compiler.ClassWriter.OBJECT;
import static dev.loam.lang.compiler.ClassWriter.desc;

import dev.loam.lang.Closure;
import dev.loam.lang.Nil;
import dev.loam.lang.Pair;
import dev.loam.lang.Primitives;
import dev.loam.lang.Procedure;
import dev.loam.lang.Template;
import dev.loam.lang.compiler.Node.CaseLambda;
import dev.loam.lang.compiler.Node.Lambda;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// The classes of procedures as objects: their fields hold the variables a procedure uses, their `apply` methods call its static method.
/// In a small unit every procedure has a class of its own, which the JVM can inline at a call; in a large one several share a class and a switch.
final class Adapters {
    private static final int SMALL_UNIT = 40;
    private static final int SHARED = 64;
    static final MethodTypeDesc CONSTRUCTOR = MethodTypeDesc.of(ConstantDescs.CD_void, desc(Template.class), ConstantDescs.CD_int);
    private static final ClassDesc CLOSURE = desc(Closure.class);

    /// Where the object of a procedure is made.
    ///
    /// @param id    which of its class's procedures it is
    /// @param frees what its fields hold
    record Place(ClassDesc owner, int id, Template template, List<Var> frees, List<Function> clauses) {}

    private final UnitCompiler unit;
    private final Map<Node, Place> places = new IdentityHashMap<>();
    private final List<ClassWriter> writers = new ArrayList<>();
    private final List<List<Place>> groups = new ArrayList<>();
    private final int shared;

    Adapters(UnitCompiler unit, int procedures) {
        this.unit = unit;
        this.shared = procedures <= SMALL_UNIT ? 1 : SHARED;
    }

    Place place(List<Lambda> clauses, Node node) {
        Place p = places.get(node);
        if (p == null) {
            if (groups.isEmpty() || groups.getLast().size() >= shared) {
                groups.add(new ArrayList<>());
                writers.add(unit.newClass(CLOSURE));
            }
            var functions = new ArrayList<Function>();
            var frees = new LinkedHashSet<Var>();
            int least = Integer.MAX_VALUE;
            int most = 0;
            for (Lambda c : clauses) {
                Function f = unit.analysis.of(c);
                functions.add(f);
                frees.addAll(f.frees);
                least = Math.min(least, c.params.size());
                most = c.rest != null || most == Procedure.ANY ? Procedure.ANY : Math.max(most, c.params.size());
            }
            String name = node instanceof CaseLambda c ? c.name() : clauses.getFirst().name;
            int position = clauses.isEmpty() ? 0 : clauses.getFirst().position;
            var template = new Template(name, clauses.isEmpty() ? 0 : least, most, position);
            p = new Place(writers.getLast().name, groups.getLast().size(), template, List.copyOf(frees), functions);
            groups.getLast().add(p);
            places.put(node, p);
        }
        return p;
    }

    void write(UnitLoader loader) {
        for (int i = 0; i < groups.size(); i++) {
            write(writers.get(i), groups.get(i));
            writers.get(i).finish(loader);
        }
    }

    private void write(ClassWriter writer, List<Place> group) {
        int fields = group.stream().mapToInt(p -> p.frees.size()).max().orElse(0);
        writer.part(c -> {
            for (int i = 0; i < fields; i++) {
                c.withField("f" + i, OBJECT, ClassFile.ACC_PUBLIC);
            }
            if (group.size() > 1) {
                c.withField("id", ConstantDescs.CD_int, ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL);
            }
            c.withMethodBody(ConstantDescs.INIT_NAME, CONSTRUCTOR, ClassFile.ACC_PUBLIC, code -> {
                code.aload(0);
                code.aload(1);
                code.invokespecial(CLOSURE, ConstantDescs.INIT_NAME, MethodTypeDesc.of(ConstantDescs.CD_void, desc(Template.class)));
                if (group.size() > 1) {
                    code.aload(0);
                    code.iload(2);
                    code.putfield(writer.name, "id", ConstantDescs.CD_int);
                }
                code.return_();
            });
            for (int n = 0; n <= 4; n++) {
                int count = n;
                if (group.stream().anyMatch(p -> clause(p, count) != null)) {
                    c.withMethodBody("apply" + n, MethodTypeDesc.of(OBJECT, Collections.nCopies(n, OBJECT)), ClassFile.ACC_PUBLIC,
                        code -> apply(writer, code, group, count));
                }
            }
            if (group.stream().anyMatch(p -> p.clauses.stream().anyMatch(f -> f.lambda.rest != null || f.lambda.params.size() > 4))) {
                c.withMethodBody("applyN", MethodTypeDesc.of(OBJECT, ARRAY), ClassFile.ACC_PUBLIC, code -> applyN(writer, code, group));
            }
        });
    }

    private static Function clause(Place p, int count) {
        for (Function f : p.clauses) {
            if (f.lambda.accepts(count)) {
                return f;
            }
        }
        return null;
    }

    private void choose(ClassWriter writer, CodeBuilder code, List<Place> group, java.util.function.Consumer<Place> write) {
        if (group.size() == 1) {
            write.accept(group.getFirst());
            return;
        }
        var cases = new ArrayList<SwitchCase>();
        var labels = new ArrayList<Label>();
        for (Place p : group) {
            labels.add(code.newLabel());
            cases.add(SwitchCase.of(p.id, labels.getLast()));
        }
        code.aload(0);
        code.getfield(writer.name, "id", ConstantDescs.CD_int);
        Label none = code.newLabel();
        code.tableswitch(0, group.size() - 1, none, cases);
        for (int i = 0; i < group.size(); i++) {
            code.labelBinding(labels.get(i));
            write.accept(group.get(i));
        }
        code.labelBinding(none);
        code.aconst_null();
        code.areturn();
    }

    private static void frees(CodeBuilder code, Place p, Function f) {
        for (Var v : f.frees) {
            code.aload(0);
            code.getfield(p.owner, "f" + p.frees.indexOf(v), OBJECT);
        }
    }

    private void apply(ClassWriter writer, CodeBuilder code, List<Place> group, int count) {
        choose(writer, code, group, p -> {
            Function f = clause(p, count);
            if (f == null) {
                code.aload(0);
                for (int i = 1; i <= count; i++) {
                    code.aload(i);
                }
                code.invokespecial(CLOSURE, "apply" + count, MethodTypeDesc.of(OBJECT, Collections.nCopies(count, OBJECT)));
            } else {
                frees(code, p, f);
                int n = f.lambda.params.size();
                for (int i = 1; i <= count; i++) {
                    code.aload(i);
                }
                if (f.lambda.rest != null) {
                    code.getstatic(desc(Nil.class), "NIL", desc(Nil.class));
                    for (int i = n; i < count; i++) {
                        code.invokestatic(desc(Primitives.class), "cons", MethodTypeDesc.of(OBJECT, OBJECT, OBJECT));
                    }
                }
                code.invokestatic(f.owner, f.method, f.descriptor());
            }
            code.areturn();
        });
    }

    private void applyN(ClassWriter writer, CodeBuilder code, List<Place> group) {
        choose(writer, code, group, p -> {
            for (Function f : p.clauses) {
                int n = f.lambda.params.size();
                Label next = code.newLabel();
                code.aload(1);
                code.arraylength();
                code.loadConstant(n);
                if (f.lambda.rest == null) {
                    code.if_icmpne(next);
                } else {
                    code.if_icmplt(next);
                }
                frees(code, p, f);
                for (int i = 0; i < n; i++) {
                    code.aload(1);
                    code.loadConstant(i);
                    code.aaload();
                }
                if (f.lambda.rest != null) {
                    code.aload(1);
                    code.loadConstant(n);
                    code.getstatic(desc(Nil.class), "NIL", desc(Nil.class));
                    code.invokestatic(desc(Pair.class), "listFrom", MethodTypeDesc.of(OBJECT, ARRAY, ConstantDescs.CD_int, OBJECT));
                }
                code.invokestatic(f.owner, f.method, f.descriptor());
                code.areturn();
                code.labelBinding(next);
            }
            code.aload(0);
            code.aload(1);
            code.invokespecial(CLOSURE, "applyN", MethodTypeDesc.of(OBJECT, ARRAY));
            code.areturn();
        });
    }
}
