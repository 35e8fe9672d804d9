package dev.loam.runtime;

import dev.loam.compiler.LlvmEmitter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// What LLVM says about this processor, remembered in the kernel cache under what the system says about it, so that LLVM need not be loaded
/// to be asked. Where the system says nothing that could be trusted for this (outside Linux), LLVM is asked each time.
final class HostMachine {
    /// What identifies a processor in Linux's description of it; the rest changes from moment to moment.
    private static final Set<String> LINES = Set.of("vendor_id", "cpu family", "model", "model name", "stepping", "flags",
        "CPU implementer", "CPU architecture", "CPU variant", "CPU part", "CPU revision", "Features");
    private static final int MOST = 1 << 14;

    private HostMachine() {
    }

    static LlvmEmitter.Machine get(KernelCache cache) {
        String host = Llvm.isLoaded() ? null : describe(Path.of("/proc/cpuinfo"));
        if (host == null) {
            return Llvm.get().machine();
        }
        String name = KernelCache.name("machine", host, LlvmLibrary.VERSION, LlvmLibrary.platform());
        KernelCache.Entry known = cache.find(name);
        LlvmEmitter.Machine machine = known == null ? null : read(known.content());
        if (machine == null) {
            machine = Llvm.get().machine();
            cache.keep(name, write(machine));
        }
        return machine;
    }

    /// The lines about the first processor, or null where the system has no such file.
    static String describe(Path file) {
        var out = new StringBuilder();
        try (InputStream in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(MOST), StandardCharsets.UTF_8);
            for (String line : text.split("\n")) {
                if (line.isBlank()) {
                    break;
                }
                if (LINES.contains(line.split(":")[0].strip())) {
                    out.append(line).append('\n');
                }
            }
        } catch (IOException e) {
            return null;
        }
        return out.isEmpty() ? null : out.toString();
    }

    static byte[] write(LlvmEmitter.Machine m) {
        return String.join("\n", m.triple(), m.cpu(), m.features(), Integer.toString(m.vectorBytes())).getBytes(StandardCharsets.UTF_8);
    }

    static LlvmEmitter.Machine read(byte[] content) {
        List<String> lines = new String(content, StandardCharsets.UTF_8).lines().toList();
        return lines.size() != 4 ? null : new LlvmEmitter.Machine(lines.get(0), lines.get(1), lines.get(2), Integer.parseInt(lines.get(3)));
    }
}
