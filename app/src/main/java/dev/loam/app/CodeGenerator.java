package dev.loam.app;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;

/// What will make the machine code, found by looking at the class path alone.
///
/// @param name   `LLVM 20.1.7`, or `pure Java`
/// @param detail where it comes from
/// @param use    how the last line of `doctor` names it
/// @param reason why it is used
record CodeGenerator(String name, String detail, String use, String reason) {

    /// LLVM, if the class path has its jar for this platform; else the pure-Java target.
    ///
    /// @param platform as in [Machine#platform()]
    static CodeGenerator find(String classPath, String platform, Path cache) {
        String other = null;
        for (String entry : classPath.split(File.pathSeparator)) {
            String jar = entry.substring(Math.max(entry.lastIndexOf('/'), entry.lastIndexOf('\\')) + 1);
            if (!jar.startsWith("llvm-") || !jar.endsWith(".jar")) {
                continue;
            }
            if (jar.endsWith("-" + platform + ".jar") && Files.exists(Path.of(entry))) {
                String version = jar.substring("llvm-".length(), jar.indexOf('-', "llvm-".length()));
                String state = Files.isDirectory(cache.resolve("llvm")) ? "unpacked in " + Launch.tilde(cache.resolve("llvm")) : "unpacked at its first use";
                return new CodeGenerator("LLVM " + version, jar + ", " + state, "LLVM", "LLVM is there for this platform");
            }
            other = jar;
        }
        String why = other == null ? "there is no LLVM jar on the class path" : "the LLVM jar, " + other + ", is not for this platform, " + platform;
        return new CodeGenerator("pure Java", why, "pure Java", why);
    }
}
