package dev.loam.runtime;

import dev.loam.compiler.Compiler;
import dev.loam.compiler.LlvmEmitter;
import dev.loam.compiler.Program;
import dev.loam.compiler.Target;
import dev.loam.tensor.Graph;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/// Makes programs and their machine code of graphs, or finds both in the kernel cache. Where shared libraries can be linked, the cache
/// holds those, and they are loaded by the system; elsewhere it holds objects, which LLVM links. LLVM is loaded when it is needed first.
final class CpuCompiler {
    private final LlvmEmitter.Machine machine;
    private final Target target;
    private final KernelCache cache;
    private final int threads;
    private final boolean libraries;
    private final String build = CompilerBuild.id();

    /// @param threads   that compile
    /// @param libraries whether to make shared libraries
    CpuCompiler(LlvmEmitter.Machine machine, Target target, KernelCache cache, int threads, boolean libraries) {
        this.machine = machine;
        this.target = target;
        this.cache = cache;
        this.threads = threads;
        this.libraries = libraries;
    }

    /// A program and its code; where both were in the cache, the program's kernels have no body.
    record Compiled(Program program, NativeCode code) {
    }

    /// The program of `graph`.
    ///
    /// @param watch is shown the stages of compiling
    /// @param arena as long as which its code is needed
    Compiled compile(Graph graph, CompileWatch watch, Arena arena) {
        long start = System.nanoTime();
        // who wants to see the stages of compiling must have them
        boolean remembers = build != null && Debug.LEVEL < 2;
        GraphKey key = remembers ? new GraphKey(graph) : null;
        String name = remembers ? KernelCache.name("plan", LlvmLibrary.VERSION, machine.toString(), target.toString(), build, kind(), Debug.SWITCHES.toString(), key.text()) : null;
        Compiled known = remembers ? known(cache.find(name), key, arena) : null;
        if (known != null) {
            Debug.print(1, words(known.program()) + " from the kernel cache in " + millis(start) + " ms");
            return known;
        }
        Program program = new Compiler(target, Debug.SWITCHES, watch).compile(graph);
        long lowered = millis(start);
        List<String> modules = new LlvmEmitter(machine).modules(program);
        modules.forEach(m -> Debug.print(4, m));
        String codeName = name(modules);
        var compiled = new Compiled(program, code(codeName, modules, arena));
        byte[] plan = remembers ? PlanFile.write(new PlanFile.Plan(program, codeName), key) : null;
        if (plan != null) {
            cache.keep(name, plan);
        }
        Debug.print(1, words(program) + " compiled in " + millis(start) + " ms (" + lowered + " to loop IR)");
        return compiled;
    }

    private static String words(Program p) {
        return p.kernels().size() + " kernels for " + p.launches().size() + " launches, arena " + p.arenaBytes() + " bytes,";
    }

    private static long millis(long since) {
        return (System.nanoTime() - since) / 1_000_000;
    }

    private Compiled known(KernelCache.Entry plan, GraphKey key, Arena arena) {
        if (plan == null) {
            return null;
        }
        PlanFile.Plan p = PlanFile.read(plan.content(), key);
        NativeCode code = find(p.code(), arena);
        return code == null ? null : new Compiled(p.program(), code);
    }

    private NativeCode find(String name, Arena arena) {
        KernelCache.Entry entry = cache.find(name);
        return libraries ? load(entry, arena) : entry == null ? null : Llvm.get().link(unpacked(entry.content()));
    }

    private NativeCode code(String name, List<String> modules, Arena arena) {
        NativeCode known = find(name, arena);
        if (known != null) {
            return known;
        }
        List<byte[]> objects = Llvm.get().compile(modules, threads);
        if (libraries) {
            try {
                NativeCode loaded = load(cache.keep(name, Lld.link(objects)), arena);
                if (loaded != null) {
                    return loaded;
                }
            } catch (IOException e) {
                Debug.print(1, "no shared library of kernels: " + e.getMessage());
            }
        } else {
            cache.keep(name, packed(objects));
        }
        return Llvm.get().link(objects);
    }

    /// Comments, which hold names for people, do not matter.
    private String name(List<String> modules) {
        var text = new StringBuilder();
        for (String m : modules) {
            m.lines().filter(l -> !l.startsWith(";")).forEach(l -> text.append(l).append('\n'));
        }
        return KernelCache.name(kind(), LlvmLibrary.VERSION, machine.toString(), Integer.toString(LlvmEmitter.VERSION), text.toString());
    }

    private String kind() {
        return libraries ? "so" : "objects";
    }

    private static NativeCode load(KernelCache.Entry entry, Arena arena) {
        try {
            return entry == null ? null : NativeCode.load(entry.file(), arena);
        } catch (IllegalArgumentException e) {
            // on a file system from which nothing may be executed
            Debug.print(1, "kernel cache: " + entry.file() + " can not be loaded: " + e.getMessage());
            return null;
        }
    }

    static byte[] packed(List<byte[]> objects) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeInt(objects.size());
            for (byte[] o : objects) {
                out.writeInt(o.length);
                out.write(o);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static List<byte[]> unpacked(byte[] packed) {
        var objects = new ArrayList<byte[]>();
        try (var in = new DataInputStream(new ByteArrayInputStream(packed))) {
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                objects.add(in.readNBytes(in.readInt()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return objects;
    }
}
