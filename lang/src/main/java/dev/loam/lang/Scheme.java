package dev.loam.lang;

import dev.loam.lang.ad.Operators;
import dev.loam.lang.compiler.Inspect;
import dev.loam.lang.compiler.Node;
import dev.loam.lang.compiler.UnitCompiler;
import dev.loam.lang.interop.Convert;
import dev.loam.lang.symbolic.Symbolic;
import dev.loam.lang.syntax.Environment;
import dev.loam.lang.syntax.Libraries;
import dev.loam.lang.syntax.Program;
import dev.loam.lang.syntax.Reader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The language, embedded:
///
///     var scheme = new Scheme();
///     scheme.eval("(define (square x) (* x x))");
///     Object four = scheme.call("square", 2);
///
/// What a program defines is seen by the next text given to the same object. Errors of programs are [SchemeError]s.
public final class Scheme {
    private static final Procedure NOTHING = Builtins.procedure("nothing", () -> Unspecified.UNSPECIFIED);

    private final Libraries libraries;
    private final Environment interaction;
    private final Map<String, Object> control = new HashMap<>();

    public Scheme() {
        this(null);
    }

    /// @param libraryBodies gets the bodies of libraries that are found as files, instead of running them; null to run them
    Scheme(Libraries.Runner libraryBodies) {
        var table = new Builtins();
        Control.register(table);
        new Evaluation(this).register(table);
        Operators.register(table);
        Symbolic.register(table);
        control.putAll(table.values());
        libraries = new Libraries(this::value, SystemLibrary.groups(), libraryBodies == null ? this::run : libraryBodies);
        interaction = libraries.interaction("interaction");
        Suggestions.from(interaction::names);
    }

    /// Demands types of every definition of a procedure, and checks every call, from now on.
    public Scheme strict() {
        libraries.demandTypes();
        return this;
    }

    private Object value(String name) {
        Object x = control.get(name);
        return x != null ? x : SystemLibrary.value(name, this);
    }

    public Libraries libraries() {
        return libraries;
    }

    /// The environment of texts given to [#eval(String)].
    public Environment environment() {
        return interaction;
    }

    /// Evaluates every form of a text; gives the value of the last.
    public Object eval(String text) {
        return eval("<text>", text);
    }

    /// @param name what errors call the text
    public Object eval(String name, String text) {
        return Machine.run(() -> {
            Reader reader = Reader.of(Source.of(name, text));
            Object value = Unspecified.UNSPECIFIED;
            for (Object x = reader.read(); x != Eof.EOF; x = reader.read()) {
                value = eval(x, reader.start(), interaction);
            }
            return value;
        });
    }

    /// Defines a variable with a value from Java, converted as [Convert] says.
    public Scheme define(String name, Object value) {
        interaction.set(name, Convert.fromJava(value));
        return this;
    }

    /// Calls a procedure of the program; arguments and value are converted.
    ///
    /// @throws SchemeError where there is no such procedure, or where it raises what it does not handle
    public Object call(String name, Object... arguments) {
        Object f = interaction.value(name);
        if (f == Global.UNBOUND) {
            throw SchemeError.unbound(new Global(name));
        }
        var given = new Object[arguments.length];
        for (int i = 0; i < given.length; i++) {
            given[i] = Convert.fromJava(arguments[i]);
        }
        return Convert.toJava(Machine.run(() -> Procedure.callN(f, given)), Object.class);
    }

    /// The value of a variable as a type of Java: a procedure as any functional interface.
    public <T> T as(String name, Class<T> type) {
        return type.cast(Convert.toJava(Machine.run(() -> eval(name)), type));
    }

    private Program program(String text) {
        Reader reader = Reader.of(Source.of("<repl>", text));
        return Machine.run(() -> Program.of(reader.read(), reader.start(), libraries, interaction, null, true));
    }

    /// The type of an expression, as far as the compiler finds it.
    String type(String text) {
        Reader reader = Reader.of(Source.of("<repl>", text));
        return Machine.run(() -> Program.type(reader.read(), reader.start(), libraries, interaction));
    }

    /// The core language that a form becomes.
    String core(String text) {
        return Inspect.core(program(text).forms());
    }

    /// The instructions of the JVM that a form becomes.
    String bytecode(String text) {
        return Inspect.bytecode(program(text).forms());
    }

    /// What a name is: its type, what it takes, the libraries it is in.
    String describe(String name) {
        Object x = interaction.value(name);
        String type = x == Global.UNBOUND ? "any" : Machine.run(() -> Program.type(Symbol.of(name), 0, libraries, interaction));
        var text = new StringBuilder(name);
        if (x instanceof Procedure p) {
            String most = p.most() == Procedure.ANY ? " or more" : p.most() == p.least() ? "" : " to " + p.most();
            text.append(": a procedure of ").append(p.least()).append(most).append(p.least() == 1 && most.isEmpty() ? " argument" : " arguments");
            text.append(type.equals("any") ? "" : ", " + type);
            Source.Place place = p instanceof Closure c ? Source.place(c.position()) : null;
            text.append(place == null ? "" : ", defined at " + place);
        } else {
            text.append(x == Global.UNBOUND ? libraries.of(name).isEmpty() ? ": nothing that is known" : ": a keyword" : ": " + type + ", " + Printer.write(x));
        }
        List<String> in = libraries.of(name);
        return text.append(in.isEmpty() ? "" : "; in " + String.join(", ", in)).toString();
    }

    /// Runs the parts of a program that was compiled ahead.
    Object runParts(List<Procedure> parts) {
        return Procedure.call(Builtins.procedure("program", () -> run(parts, 0)));
    }

    /// Evaluates one form.
    Object eval(Object datum, int position, Environment e) {
        return runForms(Program.of(datum, position, libraries, e, null, false));
    }

    /// Runs a program from a file, in an environment of its own.
    ///
    /// @throws SchemeError where the file cannot be read, is no program, or raises something that it does not handle
    public Object run(Path file) {
        return Machine.run(() -> load(file, null));
    }

    /// Runs the forms of a file.
    ///
    /// @param e where; null for an environment of its own
    Object load(Path file, Environment e) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException x) {
            throw SchemeError.file("cannot read the file", new MutableString(file.toString()));
        }
        Path folder = file.toAbsolutePath().getParent();
        libraries.searchIn(folder);
        return runForms(Program.of(Source.of(file.toString(), text), file, libraries, e));
    }

    /// Runs a program that is given as text, in an environment of its own.
    public Object runText(String name, String text) {
        return Machine.run(() -> runForms(Program.of(Source.of(name, text), null, libraries, null)));
    }

    private Object runForms(Program program) {
        return Procedure.call(compiled(program));
    }

    private static Procedure compiled(Program program) {
        List<Procedure> parts = program.forms().isEmpty() ? List.of(NOTHING) : UnitCompiler.compile(program.forms(), program.closed());
        return Builtins.procedure("program", () -> run(parts, 0));
    }

    /// A form as a procedure that evaluates it.
    Procedure compiled(Object datum, Environment e) {
        return compiled(Program.of(datum, 0, libraries, e, null, true));
    }

    private void run(List<Node> forms) {
        runForms(new Program(forms, true));
    }

    /// The parts of a program from `from` on, one after the other.
    private static Object run(List<Procedure> parts, int from) {
        for (int i = from; i < parts.size() - 1; i++) {
            try {
                Machine.force(parts.get(i).apply0());
            } catch (Capture c) {
                c.push(new Waiting(parts, i + 1));
                throw c;
            }
        }
        return parts.getLast().apply0();
    }

    private static final class Waiting extends Frame {
        private final List<Procedure> parts;
        private final int from;

        Waiting(List<Procedure> parts, int from) {
            this.parts = parts;
            this.from = from;
        }

        @Override
        Object resume(Object value) {
            return run(parts, from);
        }
    }
}
