package dev.loam.lang.interop;

import dev.loam.lang.Procedure;
import dev.loam.lang.Scheme;
import dev.loam.lang.SchemeError;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.script.AbstractScriptEngine;
import javax.script.Bindings;
import javax.script.Invocable;
import javax.script.ScriptContext;
import javax.script.ScriptEngine;
import javax.script.ScriptEngineFactory;
import javax.script.ScriptException;
import javax.script.SimpleBindings;

/// The language under `javax.script`, as `new ScriptEngineManager().getEngineByName("loam")`. The engine's bindings are the variables of the
/// program; values are converted both ways as [Convert] says.
public final class SchemeEngine extends AbstractScriptEngine implements Invocable {
    private final Scheme scheme = new Scheme();

    SchemeEngine() {
        context.setBindings(new Variables(), ScriptContext.ENGINE_SCOPE);
    }

    @Override
    public Object eval(String text, ScriptContext given) throws ScriptException {
        Bindings mine = given.getBindings(ScriptContext.ENGINE_SCOPE);
        if (!(mine instanceof Variables)) {
            mine.forEach(scheme::define);
        }
        Bindings global = given.getBindings(ScriptContext.GLOBAL_SCOPE);
        if (global != null) {
            global.forEach((name, value) -> {
                if (!mine.containsKey(name)) {
                    scheme.define(name, value);
                }
            });
        }
        Object file = given.getAttribute(FILENAME);
        try {
            return Convert.toJava(scheme.eval(file == null ? "<script>" : file.toString(), text), Object.class);
        } catch (SchemeError e) {
            throw failure(e);
        }
    }

    private static ScriptException failure(SchemeError e) {
        var failure = new ScriptException(dev.loam.lang.ErrorReport.of(e));
        failure.initCause(e);
        return failure;
    }

    @Override
    public Object eval(Reader reader, ScriptContext given) throws ScriptException {
        var text = new StringWriter();
        try {
            reader.transferTo(text);
        } catch (IOException e) {
            throw new ScriptException(e);
        }
        return eval(text.toString(), given);
    }

    @Override
    public Bindings createBindings() {
        return new SimpleBindings();
    }

    @Override
    public ScriptEngineFactory getFactory() {
        return new Factory();
    }

    @Override
    public Object invokeFunction(String name, Object... arguments) throws ScriptException, NoSuchMethodException {
        if (!(scheme.environment().value(name) instanceof Procedure)) {
            throw new NoSuchMethodException(name);
        }
        try {
            return scheme.call(name, arguments);
        } catch (SchemeError e) {
            throw failure(e);
        }
    }

    @Override
    public Object invokeMethod(Object self, String name, Object... arguments) {
        throw new UnsupportedOperationException("procedures belong to no object; use invokeFunction");
    }

    /// The procedure that has the name of the interface's method, as that interface.
    @Override
    public <T> T getInterface(Class<T> type) {
        for (var m : type.getMethods()) {
            if (scheme.environment().value(m.getName()) instanceof Procedure) {
                return scheme.as(m.getName(), type);
            }
        }
        return null;
    }

    @Override
    public <T> T getInterface(Object self, Class<T> type) {
        return getInterface(type);
    }

    /// The variables of the program.
    private final class Variables extends AbstractMap<String, Object> implements Bindings {
        @Override
        public Object put(String name, Object value) {
            Object before = get(name);
            scheme.define(name, value);
            return before;
        }

        @Override
        public Object get(Object name) {
            Object x = scheme.environment().value((String) name);
            return x == dev.loam.lang.Global.UNBOUND ? null : Convert.toJava(x, Object.class);
        }

        @Override
        public boolean containsKey(Object name) {
            return scheme.environment().value((String) name) != dev.loam.lang.Global.UNBOUND;
        }

        @Override
        public Set<Entry<String, Object>> entrySet() {
            List<String> names = scheme.environment().defined();
            return new AbstractSet<>() {
                @Override
                public Iterator<Entry<String, Object>> iterator() {
                    return names.stream().map(n -> Map.entry(n, get(n))).iterator();
                }

                @Override
                public int size() {
                    return names.size();
                }
            };
        }
    }

    /// What `ScriptEngineManager` finds.
    public static final class Factory implements ScriptEngineFactory {
        @Override
        public String getEngineName() {
            return "Loam";
        }

        @Override
        public String getEngineVersion() {
            String version = SchemeEngine.class.getPackage().getImplementationVersion();
            return version == null ? "unknown" : version;
        }

        @Override
        public List<String> getExtensions() {
            return List.of("scm", "sld");
        }

        @Override
        public List<String> getMimeTypes() {
            return List.of("text/x-scheme");
        }

        @Override
        public List<String> getNames() {
            return List.of("loam", "scheme");
        }

        @Override
        public String getLanguageName() {
            return "Scheme";
        }

        @Override
        public String getLanguageVersion() {
            return "R7RS";
        }

        @Override
        public Object getParameter(String key) {
            return switch (key) {
                case ScriptEngine.ENGINE -> getEngineName();
                case ScriptEngine.ENGINE_VERSION -> getEngineVersion();
                case ScriptEngine.NAME -> "loam";
                case ScriptEngine.LANGUAGE -> getLanguageName();
                case ScriptEngine.LANGUAGE_VERSION -> getLanguageVersion();
                default -> null;
            };
        }

        @Override
        public String getMethodCallSyntax(String object, String method, String... arguments) {
            return "(." + method + " " + object + (arguments.length == 0 ? "" : " " + String.join(" ", arguments)) + ")";
        }

        @Override
        public String getOutputStatement(String text) {
            return "(display \"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\")";
        }

        @Override
        public String getProgram(String... statements) {
            return String.join("\n", statements);
        }

        @Override
        public ScriptEngine getScriptEngine() {
            return new SchemeEngine();
        }
    }
}
