package dev.loam.lang;

import dev.loam.lang.ad.Operators;
import dev.loam.lang.symbolic.Symbolic;
import dev.loam.lang.compiler.UnitCompiler;
import dev.loam.lang.library.Library;
import dev.loam.lang.library.Names;
import dev.loam.lang.library.Prelude;
import dev.loam.lang.syntax.Program;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The standard library: procedures in Java and in Scheme, each made when its name is used for the first time.
final class SystemLibrary {
    private SystemLibrary() {}

    /// The libraries and the names in them.
    static Map<String, List<String>> groups() {
        var all = new LinkedHashMap<>(Names.libraries());
        all.put("(loam ad)", Operators.NAMES);
        all.put("(loam symbolic)", Symbolic.NAMES);
        return all;
    }

    /// The value of a name, or null.
    static Object value(String name, Scheme scheme) {
        Object x = Library.find(name);
        if (x != null) {
            return x;
        }
        Prelude.Definition d = Prelude.find(name);
        if (d == null) {
            return null;
        }
        return new LazyProcedure(name, () -> {
            Source source = Source.of("library " + d.file(), "\n".repeat(d.line() - 1) + d.text());
            return UnitCompiler.procedure(Program.definition(source, scheme.libraries()));
        });
    }
}
