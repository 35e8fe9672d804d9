package dev.loam.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The computer at hand, from what its system says in files (Linux), `sysctl` (macOS) or variables (Windows).
///
/// @param platform `linux-x86_64`, `macosx-arm64` and so on, as LLVM's jars are named
/// @param cpu      the processor's name, or an empty text
/// @param features what matters for speed, in a person's words: `AVX-512`, `VNNI`; empty where nothing is known
/// @param memory   bytes this process may use, or 0 where unknown
/// @param free     bytes of it that are free, or 0 where unknown
record Machine(String platform, int cores, String cpu, List<String> features, long memory, long free) {

    static Machine read() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String platform = platform(os, System.getProperty("os.arch"));
        int cores = Runtime.getRuntime().availableProcessors();
        if (os.contains("linux")) {
            Map<String, String> cpu = keys(Path.of("/proc/cpuinfo"), true);
            Map<String, String> memory = keys(Path.of("/proc/meminfo"), false);
            long limit = number(firstLine(Path.of("/sys/fs/cgroup/memory.max")));
            long total = kilobytes(memory.get("MemTotal"));
            return new Machine(platform, cores, cpu.getOrDefault("model name", ""), linuxFeatures(cpu),
                limit > 0 ? Math.min(limit, total) : total, kilobytes(memory.get("MemAvailable")));
        }
        if (os.contains("mac")) {
            Map<String, String> values = sysctl();
            return new Machine(platform, cores, values.getOrDefault("machdep.cpu.brand_string", ""), macFeatures(values),
                number(values.get("hw.memsize")), 0);
        }
        String name = System.getenv("PROCESSOR_IDENTIFIER");
        return new Machine(platform, cores, name == null ? "" : name, List.of(), 0, 0);
    }

    static String platform(String os, String arch) {
        String system = os.contains("mac") ? "macosx" : os.contains("windows") ? "windows" : "linux";
        return system + "-" + switch (arch) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm64";
            default -> arch;
        };
    }

    /// `, AVX-512, VNNI`, or nothing.
    String featureText() {
        return features.isEmpty() ? "" : ", " + String.join(", ", features);
    }

    String memoryText() {
        return memory == 0 ? "size unknown" : size(memory) + (free == 0 ? "" : ", " + size(Math.min(free, memory)) + " free");
    }

    /// The names by which Linux lists what the code generator makes use of, on x86 (`flags`) and ARM (`Features`).
    static List<String> linuxFeatures(Map<String, String> cpu) {
        Set<String> flags = new HashSet<>(List.of((cpu.getOrDefault("flags", "") + " " + cpu.getOrDefault("Features", "")).split(" ")));
        var found = new ArrayList<String>();
        if (flags.containsAll(List.of("avx512f", "avx512bw", "avx512dq", "avx512vl"))) {
            found.add("AVX-512");
        } else if (flags.contains("avx2")) {
            found.add(flags.contains("fma") ? "AVX2" : "AVX2 without FMA");
        } else if (flags.contains("avx")) {
            found.add("AVX");
        }
        add(found, "NEON", flags.contains("asimd"));
        add(found, "SVE2", flags.contains("sve2"));
        add(found, "SVE", flags.contains("sve") && !flags.contains("sve2"));
        add(found, "VNNI", flags.contains("avx512_vnni") || flags.contains("avx_vnni"));
        add(found, "dot product", flags.contains("asimddp"));
        add(found, "i8mm", flags.contains("i8mm"));
        add(found, "bf16", flags.contains("avx512_bf16") || flags.contains("bf16"));
        add(found, "f16", flags.contains("avx512_fp16") || flags.contains("asimdhp"));
        add(found, "AMX", flags.contains("amx_tile"));
        return found;
    }

    static List<String> macFeatures(Map<String, String> values) {
        var found = new ArrayList<String>();
        add(found, "AVX-512", "1".equals(values.get("hw.optional.avx512f")));
        add(found, "AVX2", "1".equals(values.get("hw.optional.avx2_0")) && found.isEmpty());
        add(found, "NEON", "1".equals(values.get("hw.optional.neon")) || "1".equals(values.get("hw.optional.AdvSIMD")));
        add(found, "dot product", "1".equals(values.get("hw.optional.arm.FEAT_DotProd")));
        add(found, "i8mm", "1".equals(values.get("hw.optional.arm.FEAT_I8MM")));
        add(found, "bf16", "1".equals(values.get("hw.optional.arm.FEAT_BF16")));
        return found;
    }

    private static void add(List<String> list, String name, boolean present) {
        if (present) {
            list.add(name);
        }
    }

    /// The lines `key : value` of a file, up to the first empty line if `oneBlock`; empty where it cannot be read.
    private static Map<String, String> keys(Path file, boolean oneBlock) {
        var values = new HashMap<String, String>();
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            for (String line = reader.readLine(); line != null && !(oneBlock && line.isEmpty()); line = reader.readLine()) {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    values.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
                }
            }
        } catch (IOException e) {
            return values; // what is not said is not known
        }
        return values;
    }

    private static Map<String, String> sysctl() {
        var values = new HashMap<String, String>();
        try {
            var process = new ProcessBuilder("/usr/sbin/sysctl", "machdep.cpu.brand_string", "hw.memsize", "hw.optional")
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            for (String line : new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                int colon = line.indexOf(": ");
                if (colon > 0) {
                    values.put(line.substring(0, colon), line.substring(colon + 2).strip());
                }
            }
        } catch (IOException e) {
            return values;
        }
        return values;
    }

    private static String firstLine(Path file) {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            return reader.readLine();
        } catch (IOException e) {
            return null;
        }
    }

    private static long kilobytes(String text) {
        return text == null ? 0 : 1024 * number(text.replace("kB", "").strip());
    }

    private static long number(String text) {
        try {
            return text == null ? 0 : Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            return 0; // "max": no limit
        }
    }

    /// Bytes in a person's terms: `14 MB`, `6.2 GB`.
    static String size(long bytes) {
        if (bytes < 1_000_000) {
            return (bytes + 999) / 1000 + " kB";
        }
        if (bytes < 1_000_000_000) {
            return (bytes + 500_000) / 1_000_000 + " MB";
        }
        long tenths = (bytes + 50_000_000) / 100_000_000;
        return (tenths < 100 ? tenths / 10 + "." + tenths % 10 : Long.toString(tenths / 10)) + " GB";
    }

    /// The bytes in all files of a folder; 0 if there is none.
    static long sizeOf(Path folder) {
        long[] sum = {0};
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    sum[0] += attributes.isRegularFile() ? attributes.size() : 0;
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            return sum[0];
        }
        return sum[0];
    }
}
