package dev.loam.lang.compiler;

import static dev.loam.lang.compiler.ClassWriter.OBJECT;

import dev.loam.lang.Global;
import dev.loam.lang.Procedure;
import dev.loam.lang.Site;
import dev.loam.lang.Template;
import dev.loam.lang.compiler.Node.Call;
import dev.loam.lang.compiler.Node.Fix;
import dev.loam.lang.compiler.Node.GlobalRef;
import dev.loam.lang.compiler.Node.Lambda;
import dev.loam.lang.compiler.Node.Ref;
import dev.loam.lang.compiler.Node.SetGlobal;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// Compiles one unit: a program, a library, a line of a REPL, or what is left of a procedure after a call. Nodes in, procedures out.
public final class UnitCompiler {
    /// About this many nodes go into one class.
    private static final int CLASS_SIZE = 4_000;
    /// About this many nodes of a program go into one method.
    private static final int CHUNK = 400;
    private static final AtomicInteger NEXT = new AtomicInteger();

    final Analysis analysis;
    final UnitLoader loader;
    Adapters adapters;
    private final int number;
    private final String name;
    private final List<Site> sites = new ArrayList<>();
    private final Map<Call, Place> places = new IdentityHashMap<>();
    private int classes;
    private ClassWriter current;
    private int currentSize;

    private UnitCompiler(UnitCompiler outer) {
        this(outer, NEXT.incrementAndGet());
    }

    private UnitCompiler(UnitCompiler outer, int number) {
        this.number = number;
        name = UnitLoader.PREFIX + number;
        analysis = new Analysis(outer == null ? null : outer.analysis);
        loader = new UnitLoader(outer == null ? UnitCompiler.class.getClassLoader() : outer.loader);
    }

    /// Compiles forms, to be run one after the other: each procedure that comes back runs some of them, and the last gives the value.
    ///
    /// @param closed whether nobody else defines or changes the variables that these forms define: calls may then go straight to what
    ///               they define
    public static List<Procedure> compile(List<Node> forms, boolean closed) {
        return new UnitCompiler(null).program(forms, closed);
    }

    /// Compiles forms without loading what they become.
    static Ahead.Unit ahead(List<Node> forms, boolean closed, int number) {
        var unit = new UnitCompiler(null, number);
        var roots = new ArrayList<Ahead.Root>();
        for (Adapters.Place p : unit.places(forms, closed)) {
            roots.add(new Ahead.Root(p.owner().packageName() + "." + p.owner().displayName(), p.id(), p.template()));
        }
        return new Ahead.Unit(unit.loader, roots, unit.sites);
    }

    /// Compiles one procedure that uses no local variables from outside.
    public static Procedure procedure(Node lambda) {
        var made = new UnitCompiler(null).program(List.of(lambda), false).getFirst();
        return (Procedure) Procedure.call(made);
    }

    private List<Procedure> program(List<Node> forms, boolean closed) {
        return instances(places(forms, closed));
    }

    private List<Adapters.Place> places(List<Node> forms, boolean closed) {
        Map<Global, Lambda> known = closed ? known(forms) : Map.of();
        List<Node> simple = new ArrayList<>();
        for (Node form : forms) {
            simple.add(new Simplify(known).run(form));
        }
        var lowered = new ArrayList<Node>();
        for (Node form : simple) {
            lowered.add(lower(form, closed));
        }
        Map<Global, Lambda> last = closed ? known(lowered) : Map.of();
        var roots = new ArrayList<Function>();
        for (Node chunk : chunks(lowered)) {
            roots.add(new Function(new Lambda(null, List.of(), null, chunk, 0)));
        }
        return finish(roots, last);
    }

    /// Variables that are defined once, as a procedure, and never changed.
    private static Map<Global, Lambda> known(List<Node> forms) {
        var found = new HashMap<Global, Lambda>();
        var often = new HashSet<Global>();
        for (Node form : forms) {
            sets(form, found, often, true);
        }
        often.forEach(found::remove);
        return found;
    }

    private static void sets(Node n, Map<Global, Lambda> found, Set<Global> often, boolean top) {
        if (n instanceof SetGlobal s) {
            if (top && s.define() && s.value() instanceof Lambda lambda && !s.global().bound() && !found.containsKey(s.global())) {
                found.put(s.global(), lambda);
            } else {
                often.add(s.global());
            }
        }
        Nodes.each(n, c -> sets(c, found, often, false));
    }

    private static Node lower(Node form, boolean closed) {
        Node n = new Contify().run(form);
        n = selfLoops(n, closed);
        n = new Boxes().run(n);
        n = Outline.run(n);
        return new Sequence().run(n);
    }

    private static Node selfLoops(Node n, boolean closed) {
        Node x = Nodes.map(n, c -> selfLoops(c, closed));
        if (closed && x instanceof SetGlobal s && s.define() && s.value() instanceof Lambda lambda) {
            Lambda looped = Contify.selfLoop(lambda, o -> o instanceof GlobalRef g && g.global() == s.global());
            return looped == lambda ? x : new SetGlobal(s.global(), looped, true, s.position());
        }
        if (x instanceof Fix fix) {
            var lambdas = new ArrayList<Node>();
            for (int i = 0; i < fix.vars().size(); i++) {
                Var v = fix.vars().get(i);
                lambdas.add(fix.lambdas().get(i) instanceof Lambda lambda
                    ? Contify.selfLoop(lambda, o -> o instanceof Ref r && r.var() == v) : fix.lambdas().get(i));
            }
            return new Fix(fix.vars(), lambdas, fix.body());
        }
        return x;
    }

    private static List<Node> chunks(List<Node> forms) {
        var chunks = new ArrayList<Node>();
        var pending = new ArrayList<Node>();
        int size = 0;
        for (Node form : forms) {
            int n = Nodes.size(form, CHUNK);
            if (size + n > CHUNK && !pending.isEmpty()) {
                chunks.add(seq(pending));
                pending.clear();
                size = 0;
            }
            pending.add(form);
            size += n;
        }
        if (!pending.isEmpty()) {
            chunks.add(seq(pending));
        }
        return chunks;
    }

    private static Node seq(List<Node> nodes) {
        Node all = nodes.getLast();
        for (int i = nodes.size() - 2; i >= 0; i--) {
            all = new Node.Seq(nodes.get(i), all);
        }
        return all;
    }

    // ---- what is left after a call -----------------------------------------------------------------------------------------

    /// A place where frames are saved, and the variables that go into them, in order.
    record Place(Site site, List<Var> saved) {}

    /// The place of a call at which frames can be saved. What is left after a call is the same whether control came there through its procedure or
    /// through what was left of it after another call: both share the place, and each rest is compiled once.
    Place site(Lambda lambda, Call call, List<Var> saved) {
        return places.computeIfAbsent(call, c -> {
            var site = new Site(() -> rest(lambda, call, saved));
            sites.add(site);
            return new Place(site, saved);
        });
    }

    private Procedure rest(Lambda lambda, Call call, List<Var> saved) {
        var inner = new UnitCompiler(this);
        var result = new Var("value");
        var params = new ArrayList<>(saved);
        params.add(result);
        Node rest = Resume.after(lambda.body, call, result, (old, made, variables) -> {
            Place place = places.get(old);
            if (place != null) {
                inner.places.put(made, new Place(place.site, place.saved.stream().map(variables).toList()));
            }
        });
        return inner.instances(inner.finish(List.of(new Function(new Lambda(lambda.name, params, null, rest, lambda.position))), Map.of())).getFirst();
    }

    // ---- classes -----------------------------------------------------------------------------------------------------------

    private List<Adapters.Place> finish(List<Function> roots, Map<Global, Lambda> known) {
        UnitLoader.note(number, loader);
        analysis.run(roots, known);
        adapters = new Adapters(this, analysis.order.size());
        var writers = new ArrayList<ClassWriter>();
        int number = 0;
        for (Function f : analysis.order) {
            int size = Nodes.size(f.lambda.body, CLASS_SIZE);
            if (current == null || currentSize + size > CLASS_SIZE) {
                current = newClass(OBJECT);
                currentSize = 0;
            }
            currentSize += size;
            writers.add(current);
            f.owner = current.name;
            f.method = "m" + number++;
            current.procedure(f.method, f.lambda.name);
        }
        for (int i = 0; i < writers.size(); i++) {
            Function f = analysis.order.get(i);
            ClassWriter writer = writers.get(i);
            writer.part(c -> c.withMethodBody(f.method, f.descriptor(), ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                code -> new MethodWriter(this, writer, code, f).write()));
        }
        var places = new ArrayList<Adapters.Place>();
        for (Function root : roots) {
            places.add(adapters.place(List.of(root.lambda), root.lambda));
        }
        for (ClassWriter writer : new LinkedHashSet<>(writers)) {
            writer.finish(loader);
        }
        adapters.write(loader);
        return places;
    }

    private List<Procedure> instances(List<Adapters.Place> places) {
        var procedures = new ArrayList<Procedure>();
        for (Adapters.Place place : places) {
            procedures.add(instance(place));
        }
        return procedures;
    }

    private Procedure instance(Adapters.Place place) {
        try {
            Class<?> c = loader.loadClass(place.owner().packageName() + "." + place.owner().displayName());
            return (Procedure) c.getConstructor(Template.class, int.class).newInstance(place.template(), place.id());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    ClassWriter newClass(ClassDesc parent) {
        return new ClassWriter(name + "C" + classes++, parent);
    }

    /// Whether a variable is known to have a value whenever code runs that uses it.
    boolean alwaysBound(Global g) {
        return g.inline != null || analysis.globals.containsKey(g) && g.bound();
    }
}
