package dev.loam.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/// Finds the LLVM library: it lies inside the platform's `llvm` jar on the class path, and is unpacked once into Loam's cache.
public final class LlvmLibrary {
    /// The version the jar on the class path has.
    public static final String VERSION = "20.1.7";

    private LlvmLibrary() {
    }

    /// The platform's name in the jar, `"linux-x86_64"`.
    public static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String system = os.startsWith("mac") ? "macosx" : os.startsWith("windows") ? "windows" : "linux";
        return system + "-" + (arch.equals("aarch64") || arch.equals("arm64") ? "arm64" : "x86_64");
    }

    private static String file() {
        String p = platform();
        return p.startsWith("windows") ? "jniLLVM.dll" : p.startsWith("macosx") ? "libLLVM.dylib" : "libLLVM.so";
    }

    /// Where the library lies once unpacked.
    public static Path unpacked() {
        return Cache.folder().resolve("llvm").resolve(VERSION + "-" + platform()).resolve(file());
    }

    /// True where the jar is on the class path.
    public static boolean isOnClassPath() {
        return LlvmLibrary.class.getClassLoader().getResource(resource()) != null;
    }

    private static String resource() {
        return "org/bytedeco/llvm/" + platform() + "/" + file();
    }

    /// The library's file, unpacked at the first call; a [DeviceException] says why it can not be had.
    static Path locate() {
        if ("off".equals(System.getenv("LOAM_LLVM"))) {
            throw new DeviceException("LLVM is switched off by LOAM_LLVM=off");
        }
        Path target = unpacked();
        try (InputStream in = LlvmLibrary.class.getClassLoader().getResourceAsStream(resource())) {
            if (in == null) {
                if (Files.isRegularFile(target)) {
                    return target;
                }
                throw new DeviceException("no LLVM library for " + platform() + " is on the class path");
            }
            long size = LlvmLibrary.class.getClassLoader().getResource(resource()).openConnection().getContentLengthLong();
            if (Files.isRegularFile(target) && Files.size(target) == size) {
                return target;
            }
            Files.createDirectories(target.getParent());
            Path part = Files.createTempFile(target.getParent(), "unpack", ".part");
            try {
                Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
            return target;
        } catch (IOException e) {
            throw new DeviceException("LLVM could not be unpacked into " + target.getParent() + " (" + e.getMessage()
                + "); set LOAM_CACHE to a folder with 200 MB of space", e);
        }
    }
}
