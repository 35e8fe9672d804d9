package dev.loam.lang;

import dev.loam.lang.compiler.Ahead;
import dev.loam.lang.compiler.Node;
import dev.loam.lang.syntax.Libraries;
import dev.loam.lang.syntax.Program;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/// A program as a runnable jar: `./loam compile FILE.scm -o app.jar`. Its classes are generated ahead; the jar holds the runtime too.
public final class CompiledProgram {
    private static final String IMAGE = "loam/program.image";

    private CompiledProgram() {}

    // ---- making a jar ------------------------------------------------------------------------------------------------------

    /// Compiles a program into a jar.
    ///
    /// @param runtime the jars or folders of classes that the program needs when it runs
    /// @throws SchemeError where the program cannot be read or has a mistake
    public static void write(Path program, boolean strict, List<Path> runtime, Path jar) throws IOException {
        String text;
        try {
            text = Files.readString(program);
        } catch (IOException e) {
            throw SchemeError.file("cannot read the file", new MutableString(program.toString()));
        }
        var image = new ByteArrayOutputStream();
        Map<String, byte[]> classes = Machine.run(() -> {
            int mark = Source.count();
            List<Map.Entry<List<Node>, Boolean>> units = units(program, text, Map.of(), strict);
            return Ahead.write(units, Source.since(mark), image);
        });
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, CompiledProgram.class.getName());
        manifest.getMainAttributes().put(new Attributes.Name("Enable-Native-Access"), "ALL-UNNAMED");
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (var e : classes.entrySet()) {
                entry(out, e.getKey().replace('.', '/') + ".class", e.getValue());
            }
            entry(out, IMAGE, image.toByteArray());
            var there = new java.util.HashSet<String>();
            for (Path from : runtime) {
                copy(from, out, there);
            }
        }
    }

    private static void entry(JarOutputStream out, String name, byte[] bytes) throws IOException {
        var e = new ZipEntry(name);
        e.setTime(0);
        out.putNextEntry(e);
        out.write(bytes);
        out.closeEntry();
    }

    /// Everything from a jar or a folder, but for what describes the jar itself.
    private static void copy(Path from, JarOutputStream out, java.util.Set<String> there) throws IOException {
        if (Files.isDirectory(from)) {
            try (var files = Files.walk(from)) {
                for (Path f : files.filter(Files::isRegularFile).sorted().toList()) {
                    String name = from.relativize(f).toString().replace('\\', '/');
                    if (wanted(name) && there.add(name)) {
                        entry(out, name, Files.readAllBytes(f));
                    }
                }
            }
            return;
        }
        try (var jar = new java.util.jar.JarFile(from.toFile())) {
            for (var e : java.util.Collections.list(jar.entries())) {
                if (!e.isDirectory() && wanted(e.getName()) && there.add(e.getName())) {
                    try (InputStream in = jar.getInputStream(e)) {
                        entry(out, e.getName(), in.readAllBytes());
                    }
                }
            }
        }
    }

    private static boolean wanted(String name) {
        return !name.equals("module-info.class") && !name.startsWith("META-INF/MANIFEST") && !name.startsWith("META-INF/maven");
    }

    /// The units of a program: the libraries it imports, then the program itself.
    ///
    /// @param texts files that are not to be read but are given here, by name
    private static List<Map.Entry<List<Node>, Boolean>> units(Path file, String text, Map<String, String> texts, boolean strict) {
        var units = new ArrayList<Map.Entry<List<Node>, Boolean>>();
        var scheme = new Scheme(forms -> units.add(Map.entry(forms, true)));
        Libraries libraries = (strict ? scheme.strict() : scheme).libraries();
        libraries.texts(texts);
        Path folder = file.toAbsolutePath().getParent();
        libraries.searchIn(folder);
        Program program = Program.of(Source.of(file.toString(), text), file, libraries, null);
        units.add(Map.entry(program.forms(), program.closed()));
        return units;
    }

    // ---- running it --------------------------------------------------------------------------------------------------------

    public static void main(String[] arguments) {
        int code = Run.program("program", Arrays.asList(arguments), System.err, CompiledProgram::run);
        System.out.flush();
        System.exit(code);
    }

    private static void run() {
        Machine.run(() -> {
            var scheme = new Scheme();
            List<Procedure> parts;
            try (InputStream in = CompiledProgram.class.getClassLoader().getResourceAsStream(IMAGE)) {
                parts = Ahead.load(in, scheme.libraries()::global, texts -> {
                    var first = texts.entrySet().iterator().next();
                    return units(Path.of(first.getKey()), first.getValue(), texts, false);
                });
            }
            return scheme.runParts(parts);
        });
    }
}
