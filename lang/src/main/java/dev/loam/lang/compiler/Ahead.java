package dev.loam.lang.compiler;

import dev.loam.lang.Global;
import dev.loam.lang.Procedure;
import dev.loam.lang.Site;
import dev.loam.lang.Source;
import dev.loam.lang.Template;
import dev.loam.lang.compiler.UnitLoader.ClassInfo;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/// A program compiled ahead: its classes go into a jar, and an image with their constants, their places and the program's texts beside them.
///
/// What is left of a procedure after a call is compiled when a continuation first needs it (see [UnitCompiler]). A program that was compiled ahead
/// then compiles its own text once more, in the same way, and puts its own constants in place of those of the second compilation.
public final class Ahead {
    /// Where numbers of units begin, so that they differ from those of units that are compiled at run time.
    static final int FIRST_UNIT = 1_000_000;

    private static final Map<String, Object[]> CONSTANTS = new ConcurrentHashMap<>();
    private static final Map<String, ClassInfo> INFOS = new ConcurrentHashMap<>();

    private Ahead() {}

    /// The procedure that runs a part of a unit.
    ///
    /// @param name its class
    /// @param id   which of the procedures of the class
    record Root(String name, int id, Template template) {}

    /// A unit whose classes were not loaded.
    record Unit(UnitLoader loader, List<Root> roots, List<Site> sites) {}

    /// For the initialisers of classes that were compiled ahead.
    public static Object[] take(String className) {
        return CONSTANTS.get(className);
    }

    static ClassInfo info(String className) {
        return INFOS.get(className);
    }

    /// Compiles several units, to be run one after the other.
    ///
    /// @param units the forms of each, and whether nobody else changes its variables
    static List<Unit> compile(List<Map.Entry<List<Node>, Boolean>> units) {
        var made = new ArrayList<Unit>();
        for (var unit : units) {
            if (!unit.getKey().isEmpty()) {
                made.add(UnitCompiler.ahead(unit.getKey(), unit.getValue(), FIRST_UNIT + made.size()));
            }
        }
        return made;
    }

    /// Compiles a program.
    ///
    /// @param units the forms of each unit, and whether nobody else changes its variables
    /// @param texts the texts they were read from
    /// @param image gets what [#load] reads
    /// @return the classes by name
    public static Map<String, byte[]> write(List<Map.Entry<List<Node>, Boolean>> units, List<Source> texts, OutputStream image) throws IOException {
        List<Unit> compiled = compile(units);
        int base = texts.getFirst().position(0);
        var out = new DataOutputStream(image);
        var writer = new Image.Writer(out, base);
        out.writeInt(texts.size());
        for (Source s : texts) {
            writer.text(s.name());
            writer.text(s.text());
        }
        out.writeInt(compiled.size());
        var classes = new LinkedHashMap<String, byte[]>();
        for (Unit unit : compiled) {
            writer.sites(unit.sites);
            classes.putAll(unit.loader.classes());
            out.writeInt(unit.loader.classes().size());
            for (String name : unit.loader.classes().keySet()) {
                write(name, unit.loader, writer, out);
            }
            out.writeInt(unit.roots.size());
            for (Root root : unit.roots) {
                writer.text(root.name);
                out.writeInt(root.id);
                writer.object(root.template);
            }
        }
        return classes;
    }

    private static void write(String name, UnitLoader loader, Image.Writer writer, DataOutputStream out) throws IOException {
        writer.text(name);
        ClassInfo info = loader.info(name, true);
        out.writeInt(info.positions().length);
        for (int p : info.positions()) {
            writer.position(p);
        }
        out.writeInt(info.names().size());
        for (var e : info.names().entrySet()) {
            writer.text(e.getKey());
            writer.object(e.getValue() == null ? null : dev.loam.lang.Symbol.of(e.getValue()));
        }
        Object[] constants = loader.constants(name);
        out.writeInt(constants.length);
        for (Object x : constants) {
            writer.object(x);
        }
    }

    /// Reads an image; gives the procedures that run the program, one after the other.
    ///
    /// @param system  the variables of the system
    /// @param again   compiles the program's texts, given by name, once more
    public static List<Procedure> load(InputStream image, Function<String, Global> system,
            Function<Map<String, String>, List<Map.Entry<List<Node>, Boolean>>> again) throws IOException, ReflectiveOperationException {
        var in = new DataInputStream(image);
        var texts = new LinkedHashMap<String, String>();
        int base = 0;
        for (int n = in.readInt(); n > 0; n--) {
            String name = new String(in.readNBytes(in.readInt()), java.nio.charset.StandardCharsets.UTF_8);
            String text = new String(in.readNBytes(in.readInt()), java.nio.charset.StandardCharsets.UTF_8);
            texts.putIfAbsent(name, text);
            Source s = Source.of(name, text);
            base = base == 0 ? s.position(0) : base;
        }
        var source = new Image.Source(in, base, system);
        var names = new ArrayList<String>();
        var second = new Second(() -> compile(again.apply(texts)), names);
        var roots = new ArrayList<Procedure>();
        int units = in.readInt();
        for (int u = 0; u < units; u++) {
            int unit = u;
            source.sites(i -> new Site(() -> second.rest(unit, i)));
            for (int n = in.readInt(); n > 0; n--) {
                names.add(read(source, in));
            }
            for (int n = in.readInt(); n > 0; n--) {
                Class<?> c = Class.forName(source.text());
                int id = in.readInt();
                roots.add((Procedure) c.getConstructor(Template.class, int.class).newInstance(source.object(), id));
            }
        }
        return roots;
    }

    private static String read(Image.Source source, DataInputStream in) throws IOException {
        String name = source.text();
        int[] positions = new int[in.readInt()];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = source.position();
        }
        var procedures = new HashMap<String, String>();
        for (int n = in.readInt(); n > 0; n--) {
            String method = source.text();
            Object procedure = source.object();
            procedures.put(method, procedure == null ? null : procedure.toString());
        }
        var constants = new Object[in.readInt()];
        for (int i = 0; i < constants.length; i++) {
            constants[i] = source.object();
        }
        CONSTANTS.put(name, constants);
        INFOS.put(name, new ClassInfo(positions, procedures));
        return name;
    }

    /// The second compilation of a running program.
    private static final class Second {
        private final Supplier<List<Unit>> compile;
        private final List<String> names;
        private List<Unit> units;

        Second(Supplier<List<Unit>> compile, List<String> names) {
            this.compile = compile;
            this.names = names;
        }

        synchronized Procedure rest(int unit, int site) {
            if (units == null) {
                units = compile.get();
                var twins = new IdentityHashMap<Object, Object>();
                for (Unit u : units) {
                    for (String name : u.loader.classes().keySet()) {
                        Object[] first = CONSTANTS.get(name);
                        Object[] second = u.loader.constants(name);
                        if (!names.contains(name) || first.length != second.length) {
                            throw new IllegalStateException("the program's text gives other classes than it did when it was compiled");
                        }
                        for (int i = 0; i < first.length; i++) {
                            twins.put(second[i], first[i]);
                        }
                    }
                }
                units.forEach(u -> u.loader.twins(twins));
            }
            return units.get(unit).sites.get(site).rest();
        }
    }
}
