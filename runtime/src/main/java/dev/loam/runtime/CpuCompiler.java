package dev.loam.runtime;

import dev.loam.compiler.LlvmEmitter;
import dev.loam.compiler.Program;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/// Makes machine code of programs, or finds it in the kernel cache. Where shared libraries can be linked, the cache holds those, and
/// they are loaded by the system; elsewhere it holds objects, which LLVM links.
final class CpuCompiler {
    private final Llvm llvm;
    private final KernelCache cache;
    private final int threads;
    private final boolean libraries;

    /// @param threads   that compile
    /// @param libraries whether to make shared libraries
    CpuCompiler(Llvm llvm, KernelCache cache, int threads, boolean libraries) {
        this.llvm = llvm;
        this.cache = cache;
        this.threads = threads;
        this.libraries = libraries;
    }

    /// The code of `program`.
    ///
    /// @param arena as long as which it is needed
    NativeCode code(Program program, Arena arena) {
        List<String> modules = new LlvmEmitter(llvm.machine()).modules(program);
        modules.forEach(m -> Debug.print(4, m));
        String name = name(modules);
        NativeCode known = libraries ? load(cache.find(name), arena) : link(cache.find(name));
        if (known != null) {
            return known;
        }
        List<byte[]> objects = llvm.compile(modules, threads);
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
        return llvm.link(objects);
    }

    /// Comments, which hold names for people, do not matter.
    private String name(List<String> modules) {
        var text = new StringBuilder();
        for (String m : modules) {
            m.lines().filter(l -> !l.startsWith(";")).forEach(l -> text.append(l).append('\n'));
        }
        return KernelCache.name(libraries ? "so" : "objects", LlvmLibrary.VERSION, llvm.machine().toString(), Integer.toString(LlvmEmitter.VERSION), text.toString());
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

    private NativeCode link(KernelCache.Entry entry) {
        return entry == null ? null : llvm.link(unpacked(entry.content()));
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
