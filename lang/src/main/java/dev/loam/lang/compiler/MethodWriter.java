package dev.loam.lang.compiler;

import static dev.loam.lang.compiler.ClassWriter.ARRAY;
import static dev.loam.lang.compiler.ClassWriter.OBJECT;
import static dev.loam.lang.compiler.ClassWriter.desc;

import dev.loam.lang.Capture;
import dev.loam.lang.Closure;
import dev.loam.lang.Global;
import dev.loam.lang.LazyProcedure;
import dev.loam.lang.Machine;
import dev.loam.lang.Nil;
import dev.loam.lang.Pair;
import dev.loam.lang.Primitives;
import dev.loam.lang.Procedure;
import dev.loam.lang.Site;
import dev.loam.lang.Unspecified;
import dev.loam.lang.compiler.Node.Call;
import dev.loam.lang.compiler.Node.CaseLambda;
import dev.loam.lang.compiler.Node.Const;
import dev.loam.lang.compiler.Node.Fix;
import dev.loam.lang.compiler.Node.GlobalRef;
import dev.loam.lang.compiler.Node.If;
import dev.loam.lang.compiler.Node.Jump;
import dev.loam.lang.compiler.Node.Labels;
import dev.loam.lang.compiler.Node.Lambda;
import dev.loam.lang.compiler.Node.Let;
import dev.loam.lang.compiler.Node.PrimCall;
import dev.loam.lang.compiler.Node.Ref;
import dev.loam.lang.compiler.Node.Seq;
import dev.loam.lang.compiler.Node.SetGlobal;
import dev.loam.lang.compiler.Node.SetVar;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Writes the body of one function. Values are objects on the operand stack; a call is made only while nothing else waits there.
///
/// Each method that writes code for a node says whether control comes out at its end (it does not after a jump or a return).
final class MethodWriter {
    private static final ClassDesc PROCEDURE = desc(Procedure.class);
    private static final ClassDesc MACHINE = desc(Machine.class);
    private static final ClassDesc PRIMITIVES = desc(Primitives.class);
    private static final ClassDesc BOOLEAN = ConstantDescs.CD_Boolean;
    private static final ClassDesc GLOBAL = desc(Global.class);
    private static final ClassDesc CAPTURE = desc(Capture.class);
    private static final ClassDesc SITE = desc(Site.class);

    private final UnitCompiler unit;
    private final ClassWriter writer;
    private final CodeBuilder code;
    private final Function function;
    private final Live live;
    private final Map<Var, Integer> slots = new HashMap<>();
    private final Map<Node.Label, Label> labels = new HashMap<>();
    private final List<Runnable> later = new ArrayList<>();
    private int nextSlot;
    /// What the node being written leaves to be done in this function, outside itself.
    private Set<Var> after = Set.of();

    MethodWriter(UnitCompiler unit, ClassWriter writer, CodeBuilder code, Function function) {
        this.unit = unit;
        this.writer = writer;
        this.code = code;
        this.function = function;
        this.live = new Live(unit.analysis);
        for (Var v : function.variables()) {
            slots.put(v, nextSlot++);
        }
    }

    void write() {
        tail(function.lambda.body);
        later.forEach(Runnable::run);
    }

    // ---- variables -----------------------------------------------------------------------------------------------------

    private int slot(Var v) {
        int s = nextSlot++;
        slots.put(v, s);
        return s;
    }

    private void load(Var v) {
        Integer s = slots.get(v);
        if (s == null) {
            throw new IllegalStateException("the variable " + v + " is not at hand in " + function.lambda.name);
        }
        code.aload(s);
    }

    private void position(int position) {
        if (position > 0) {
            int line = writer.line(position);
            if (line > 0) {
                code.lineNumber(line);
            }
        }
    }

    // ---- the four ways to write a node: as result, as value, for its effect, as a test -----------------------------------

    private boolean tail(Node n) {
        switch (n) {
            case If x -> {
                Label otherwise = code.newLabel();
                if (test(x.test(), otherwise, false, Live.union(live.of(x.then()), live.of(x.otherwise())))) {
                    tail(x.then());
                }
                code.labelBinding(otherwise);
                tail(x.otherwise());
            }
            case Let x -> {
                if (bind(x, after)) {
                    tail(x.body());
                }
            }
            case Seq x -> {
                if (effect(x.first(), live.of(x.second()))) {
                    tail(x.second());
                }
            }
            case Fix x -> {
                closures(x);
                tail(x.body());
            }
            case Labels x -> labels(x, this::tail, null);
            case Jump x -> jump(x);
            case Call x -> tailCall(x);
            default -> {
                if (value(n, Set.of())) {
                    code.areturn();
                }
            }
        }
        return false;
    }

    private interface Way {
        boolean write(Node n);
    }

    /// Writes `n` so that its value is on the stack.
    ///
    /// @param rest what is needed afterwards in this function
    private boolean value(Node n, Set<Var> rest) {
        Set<Var> outer = after;
        after = rest;
        boolean out = value(n);
        after = outer;
        return out;
    }

    private boolean value(Node n) {
        switch (n) {
            case Const x -> constant(x.value());
            case Ref x -> load(x.var());
            case GlobalRef x -> global(x);
            case SetVar x -> throw new IllegalStateException("an assignment is left");
            case SetGlobal x -> {
                setGlobal(x);
                unspecified();
            }
            case Lambda x -> closure(List.of(x), x);
            case CaseLambda x -> closure(x.clauses(), x);
            case PrimCall x -> {
                String d = x.prim().descriptor();
                if (d != null && d.endsWith("Z")) {
                    return branchValue(x);
                }
                prim(x);
                if (d != null && d.endsWith("V")) {
                    unspecified();
                }
            }
            case Call x -> call(x);
            case If x -> {
                Label otherwise = code.newLabel();
                Label end = code.newLabel();
                boolean then = false;
                if (test(x.test(), otherwise, false, Live.union(Live.union(live.of(x.then()), live.of(x.otherwise())), after))) {
                    then = value(x.then());
                }
                if (then) {
                    code.goto_(end);
                }
                code.labelBinding(otherwise);
                boolean other = value(x.otherwise());
                code.labelBinding(end);
                return then || other;
            }
            case Let x -> {
                return bind(x, after) && value(x.body());
            }
            case Seq x -> {
                return effect(x.first(), Live.union(live.of(x.second()), after)) && value(x.second());
            }
            case Fix x -> {
                closures(x);
                return value(x.body());
            }
            case Labels x -> {
                return labels(x, this::value, code.newLabel());
            }
            case Jump x -> {
                jump(x);
                return false;
            }
        }
        return true;
    }

    private boolean branchValue(Node n) {
        Label no = code.newLabel();
        Label end = code.newLabel();
        test(n, no, false, after);
        code.getstatic(BOOLEAN, "TRUE", BOOLEAN);
        code.goto_(end);
        code.labelBinding(no);
        code.getstatic(BOOLEAN, "FALSE", BOOLEAN);
        code.labelBinding(end);
        return true;
    }

    private boolean effect(Node n, Set<Var> rest) {
        Set<Var> outer = after;
        after = rest;
        boolean out = effect(n);
        after = outer;
        return out;
    }

    private boolean effect(Node n) {
        switch (n) {
            case Const x -> { }
            case Ref x -> { }
            case Lambda x -> { }
            case CaseLambda x -> { }
            case SetGlobal x -> setGlobal(x);
            case PrimCall x when x.prim().descriptor() != null && x.prim().descriptor().endsWith("V") -> prim(x);
            case PrimCall x when x.prim().descriptor() != null && x.prim().descriptor().endsWith("Z") -> {
                args(x);
                invoke(x);
                code.pop();
            }
            case If x -> {
                Label otherwise = code.newLabel();
                Label end = code.newLabel();
                boolean then = false;
                if (test(x.test(), otherwise, false, Live.union(Live.union(live.of(x.then()), live.of(x.otherwise())), after))) {
                    then = effect(x.then());
                }
                if (then) {
                    code.goto_(end);
                }
                code.labelBinding(otherwise);
                boolean other = effect(x.otherwise());
                code.labelBinding(end);
                return then || other;
            }
            case Let x -> {
                return bind(x, after) && effect(x.body());
            }
            case Seq x -> {
                return effect(x.first(), Live.union(live.of(x.second()), after)) && effect(x.second());
            }
            case Fix x -> {
                closures(x);
                return effect(x.body());
            }
            case Labels x -> {
                return labels(x, this::effect, code.newLabel());
            }
            case Jump x -> {
                jump(x);
                return false;
            }
            default -> {
                if (!value(n)) {
                    return false;
                }
                code.pop();
            }
        }
        return true;
    }

    /// Jumps to `target` where the truth of `n` is `when`; goes on otherwise.
    private boolean test(Node n, Label target, boolean when, Set<Var> rest) {
        Set<Var> outer = after;
        after = rest;
        boolean out = test(n, target, when);
        after = outer;
        return out;
    }

    private boolean test(Node n, Label target, boolean when) {
        switch (n) {
            case Const x -> {
                if ((x.value() != (Object) false) == when) {
                    code.goto_(target);
                    return false;
                }
            }
            case If x -> {
                return testIf(x, target, when);
            }
            case Let x -> {
                return bind(x, after) && test(x.body(), target, when);
            }
            case Seq x -> {
                return effect(x.first(), Live.union(live.of(x.second()), after)) && test(x.second(), target, when);
            }
            case PrimCall x when x.prim().predicate() -> predicate(x, target, when);
            default -> {
                if (!value(n)) {
                    return false;
                }
                code.getstatic(BOOLEAN, "FALSE", BOOLEAN);
                if (when) {
                    code.if_acmpne(target);
                } else {
                    code.if_acmpeq(target);
                }
            }
        }
        return true;
    }

    private boolean testIf(If x, Label target, boolean when) {
        Label otherwise = code.newLabel();
        Label end = code.newLabel();
        boolean then = false;
        if (test(x.test(), otherwise, false, Live.union(Live.union(live.of(x.then()), live.of(x.otherwise())), after))) {
            then = test(x.then(), target, when);
        }
        if (then) {
            code.goto_(end);
        }
        code.labelBinding(otherwise);
        boolean other = test(x.otherwise(), target, when);
        code.labelBinding(end);
        return then || other;
    }

    private void predicate(PrimCall x, Label target, boolean when) {
        String name = x.prim().name();
        switch (name) {
            case "not" -> {
                test(x.args().getFirst(), target, !when);
                return;
            }
            case "null?" -> {
                value(x.args().getFirst());
                code.getstatic(desc(Nil.class), "NIL", desc(Nil.class));
                same(target, when);
                return;
            }
            case "pair?" -> {
                value(x.args().getFirst());
                code.instanceOf(desc(Pair.class));
            }
            case "eq?" -> {
                if (identity(x.args().get(0)) || identity(x.args().get(1))) {
                    args(x);
                    same(target, when);
                    return;
                }
                args(x);
                invoke(x);
            }
            case "eqv?" -> {
                args(x);
                if (identity(x.args().get(0)) || identity(x.args().get(1))) {
                    same(target, when);
                    return;
                }
                invoke(x);
            }
            default -> {
                args(x);
                invoke(x);
            }
        }
        if (when) {
            code.ifne(target);
        } else {
            code.ifeq(target);
        }
    }

    private void same(Label target, boolean when) {
        if (when) {
            code.if_acmpeq(target);
        } else {
            code.if_acmpne(target);
        }
    }

    /// A constant that is equal to nothing but itself.
    private static boolean identity(Node n) {
        return n instanceof Const c && (c.value() instanceof dev.loam.lang.Symbol || c.value() instanceof Boolean || c.value() == Nil.NIL
            || c.value() instanceof dev.loam.lang.Char ch && ch.codePoint < 256);
    }

    // ---- parts -----------------------------------------------------------------------------------------------------------

    private void constant(Object x) {
        if (x == Unspecified.UNSPECIFIED) {
            unspecified();
        } else if (x == Nil.NIL) {
            code.getstatic(desc(Nil.class), "NIL", desc(Nil.class));
        } else if (x instanceof Boolean b) {
            code.getstatic(BOOLEAN, b ? "TRUE" : "FALSE", BOOLEAN);
        } else {
            writer.load(code, x);
        }
    }

    private void unspecified() {
        code.getstatic(desc(Unspecified.class), "UNSPECIFIED", desc(Unspecified.class));
    }

    private void global(GlobalRef x) {
        position(x.position());
        writer.load(code, x.global());
        if (unit.alwaysBound(x.global())) {
            code.getfield(GLOBAL, "value", OBJECT);
        } else {
            code.invokevirtual(GLOBAL, "get", MethodTypeDesc.of(OBJECT));
        }
    }

    private void setGlobal(SetGlobal x) {
        writer.load(code, x.global());
        value(x.value());
        if (x.define()) {
            code.putfield(GLOBAL, "value", OBJECT);
        } else {
            position(x.position());
            code.invokevirtual(GLOBAL, "set", MethodTypeDesc.of(ConstantDescs.CD_void, OBJECT));
        }
    }

    private boolean bind(Let x, Set<Var> rest) {
        Set<Var> needed = live.of(x.body());
        if (!value(x.init(), Live.union(needed, rest))) {
            return false;
        }
        if (needed.contains(x.var())) {
            code.astore(slot(x.var()));
        } else {
            code.pop();
        }
        return true;
    }

    private void args(PrimCall x) {
        for (Node a : x.args()) {
            value(a);
        }
    }

    private void prim(PrimCall x) {
        if (x.prim().op() == Prim.Op.RECORD) {
            value(x.args().getFirst());
            array(x.args().subList(1, x.args().size()));
            code.invokestatic(PRIMITIVES, "record", MethodTypeDesc.of(OBJECT, OBJECT, ARRAY));
            return;
        }
        args(x);
        invoke(x);
    }

    private void array(List<Node> elements) {
        code.loadConstant(elements.size());
        code.anewarray(OBJECT);
        for (int i = 0; i < elements.size(); i++) {
            code.dup();
            code.loadConstant(i);
            value(elements.get(i));
            code.aastore();
        }
    }

    private void invoke(PrimCall x) {
        Prim p = x.prim();
        position(x.position());
        var params = new ArrayList<ClassDesc>();
        String d = p.descriptor();
        for (int i = 0; i < d.length() - 1; i++) {
            params.add(OBJECT);
        }
        ClassDesc result = switch (d.charAt(d.length() - 1)) {
            case 'O' -> OBJECT;
            case 'Z' -> ConstantDescs.CD_boolean;
            default -> ConstantDescs.CD_void;
        };
        code.invokestatic(desc(p.owner()), p.method(), MethodTypeDesc.of(result, params));
    }

    private boolean labels(Labels x, Way way, Label end) {
        live.enter(x);
        for (Node.Label l : x.labels()) {
            labels.put(l, code.newLabel());
            l.vars.forEach(this::slot);
        }
        boolean out = way.write(x.entry());
        if (out) {
            code.goto_(end);
        }
        boolean any = out;
        for (int i = 0; i < x.labels().size(); i++) {
            Node.Label l = x.labels().get(i);
            code.labelBinding(labels.get(l));
            boolean completes = way.write(l.body);
            any |= completes;
            if (completes && i < x.labels().size() - 1) {
                code.goto_(end);
            }
        }
        if (end != null) {
            code.labelBinding(end);
        }
        return any;
    }

    private void jump(Jump x) {
        List<Var> vars = x.target().vars;
        var changed = new ArrayList<Integer>();
        for (int i = 0; i < vars.size(); i++) {
            Node a = x.args().get(i);
            if (!(a instanceof Ref r && r.var() == vars.get(i))) {
                value(a);
                changed.add(slots.get(vars.get(i)));
            }
        }
        for (int s : changed.reversed()) {
            code.astore(s);
        }
        code.goto_(labels.get(x.target()));
    }

    // ---- procedures ------------------------------------------------------------------------------------------------------

    private void closure(List<Lambda> clauses, Node node) {
        Adapters.Place place = unit.adapters.place(clauses, node);
        code.new_(place.owner());
        code.dup();
        writer.load(code, place.template());
        code.loadConstant(place.id());
        code.invokespecial(place.owner(), ConstantDescs.INIT_NAME, Adapters.CONSTRUCTOR);
        fill(place);
    }

    private void fill(Adapters.Place place) {
        int i = 0;
        for (Var v : place.frees()) {
            code.dup();
            load(v);
            code.putfield(place.owner(), "f" + i++, OBJECT);
        }
    }

    /// Makes the procedures of a group that need objects: first the objects, then what is in them.
    private void closures(Fix x) {
        var made = new ArrayList<Integer>();
        for (int i = 0; i < x.vars().size(); i++) {
            Node lambda = x.lambdas().get(i);
            if (lambda instanceof CaseLambda || unit.analysis.objects.contains(x.vars().get(i))) {
                Adapters.Place place = unit.adapters.place(lambda instanceof CaseLambda c ? c.clauses() : List.of((Lambda) lambda), lambda);
                code.new_(place.owner());
                code.dup();
                writer.load(code, place.template());
                code.loadConstant(place.id());
                code.invokespecial(place.owner(), ConstantDescs.INIT_NAME, Adapters.CONSTRUCTOR);
                code.astore(slot(x.vars().get(i)));
                made.add(i);
            }
        }
        for (int i : made) {
            Node lambda = x.lambdas().get(i);
            Adapters.Place place = unit.adapters.place(lambda instanceof CaseLambda c ? c.clauses() : List.of((Lambda) lambda), lambda);
            if (!place.frees().isEmpty()) {
                code.aload(slots.get(x.vars().get(i)));
                code.checkcast(place.owner());
                fill(place);
                code.pop();
            }
        }
    }

    // ---- calls -------------------------------------------------------------------------------------------------------------

    private void known(Function f, Call x) {
        f.frees.forEach(this::load);
        int n = f.lambda.params.size();
        for (Node a : x.args().subList(0, n)) {
            value(a);
        }
        if (f.lambda.rest != null) {
            List<Node> more = x.args().subList(n, x.args().size());
            more.forEach(this::value);
            constant(Nil.NIL);
            for (int i = 0; i < more.size(); i++) {
                code.invokestatic(PRIMITIVES, "cons", MethodTypeDesc.of(OBJECT, OBJECT, OBJECT));
            }
        }
    }

    private void tailCall(Call x) {
        Function f = unit.analysis.callee(x);
        if (f != null && f.group != function.group && f.params() < 250) {
            known(f, x);
            position(x.position());
            code.invokestatic(f.owner, f.method, f.descriptor());
            code.areturn();
            return;
        }
        int n = x.args().size();
        if (library(x.operator())) {
            procedure(x);
            apply(n);
            code.areturn();
            return;
        }
        operator(x.operator());
        if (n <= 4) {
            x.args().forEach(this::value);
            position(x.position());
            code.invokestatic(MACHINE, "tail", MethodTypeDesc.of(OBJECT, Collections.nCopies(n + 1, OBJECT)));
        } else {
            array(x.args());
            position(x.position());
            code.invokestatic(MACHINE, "tailN", MethodTypeDesc.of(OBJECT, OBJECT, ARRAY));
        }
        code.areturn();
    }

    private void operator(Node n) {
        value(n);
    }

    /// Whether this is a procedure of the library that is written in Java. Such a one leaves its own last call to the caller, so that it can be
    /// called at once where nothing is left to do: that is quicker, and an error in it knows this place.
    private static boolean library(Node operator) {
        return operator instanceof GlobalRef g && g.global().constant && g.global().value instanceof Procedure p
            && !(p instanceof Closure || p instanceof LazyProcedure);
    }

    /// Pushes the procedure and the arguments of a call.
    private void procedure(Call x) {
        operator(x.operator());
        position(x.position());
        code.invokestatic(PROCEDURE, "of", MethodTypeDesc.of(PROCEDURE, OBJECT));
        if (x.args().size() <= 4) {
            x.args().forEach(this::value);
        } else {
            array(x.args());
        }
        position(x.position());
    }

    private void apply(int n) {
        if (n <= 4) {
            code.invokevirtual(PROCEDURE, "apply" + n, MethodTypeDesc.of(OBJECT, Collections.nCopies(n, OBJECT)));
        } else {
            code.invokevirtual(PROCEDURE, "applyN", MethodTypeDesc.of(OBJECT, ARRAY));
        }
    }

    private void call(Call x) {
        Function f = unit.analysis.callee(x);
        if (f != null && f.params() < 250) {
            known(f, x);
            position(x.position());
            guarded(x, f.captures, () -> {
                code.invokestatic(f.owner, f.method, f.descriptor());
                if (f.pends) {
                    code.invokestatic(MACHINE, "force", MethodTypeDesc.of(OBJECT, OBJECT));
                }
            });
            return;
        }
        procedure(x);
        guarded(x, true, () -> {
            apply(x.args().size());
            code.invokestatic(MACHINE, "force", MethodTypeDesc.of(OBJECT, OBJECT));
        });
    }

    /// Writes a call; where a continuation may be captured in it, with a handler that saves this frame.
    private void guarded(Call x, boolean captures, Runnable invoke) {
        if (!captures) {
            invoke.run();
            return;
        }
        Label start = code.newLabel();
        Label end = code.newLabel();
        code.labelBinding(start);
        invoke.run();
        code.labelBinding(end);
        UnitCompiler.Place place = unit.site(function.lambda, x, after.stream().filter(slots::containsKey).sorted(Comparator.comparing(slots::get)).toList());
        Site site = place.site();
        List<Integer> places = place.saved().stream().map(slots::get).toList();
        later.add(() -> {
            Label handler = code.newLabel();
            code.labelBinding(handler);
            code.exceptionCatch(start, end, handler, CAPTURE);
            writer.load(code, site);
            var types = new ArrayList<ClassDesc>(List.of(CAPTURE, SITE));
            if (places.size() <= 3) {
                places.forEach(code::aload);
                types.addAll(Collections.nCopies(places.size(), OBJECT));
            } else {
                code.loadConstant(places.size());
                code.anewarray(OBJECT);
                for (int i = 0; i < places.size(); i++) {
                    code.dup();
                    code.loadConstant(i);
                    code.aload(places.get(i));
                    code.aastore();
                }
                types.add(ARRAY);
            }
            code.invokestatic(SITE, "save", MethodTypeDesc.of(CAPTURE, types));
            code.athrow();
        });
    }
}
