package dev.loam.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
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
        return resource(file());
    }

    private static String resource(String file) {
        return "org/bytedeco/llvm/" + platform() + "/" + file;
    }

    /// Says by a [DeviceException] why the library can not be had, where that can be told without loading it.
    static void require() {
        if ("off".equals(System.getenv("LOAM_LLVM"))) {
            throw new DeviceException("LLVM is switched off by LOAM_LLVM=off");
        }
        if (!Files.isRegularFile(unpacked()) && !isOnClassPath()) {
            throw new DeviceException("no LLVM library for " + platform() + " is on the class path");
        }
    }

    /// The library's file, unpacked at the first call; a [DeviceException] says why it can not be had.
    static Path locate() {
        require();
        Path target = unpacked();
        try {
            if (!unpack(file(), target)) {
                throw new DeviceException("no LLVM library for " + platform() + " is on the class path");
            }
            return target;
        } catch (IOException e) {
            throw new DeviceException("LLVM could not be unpacked into " + target.getParent() + " (" + e.getMessage()
                + "); set LOAM_CACHE to a folder with 200 MB of space", e);
        }
    }

    /// LLVM's linker, a program, unpacked beside the library, which it needs under the name that it has in Linux.
    static Path linker() throws IOException {
        Path library = locate();
        Path program = library.resolveSibling("lld");
        if (!unpack("lld", program)) {
            throw new IOException("no lld for " + platform() + " is on the class path");
        }
        if (!Files.isExecutable(program) && !program.toFile().setExecutable(true, true)) {
            throw new IOException(program + " can not be made executable");
        }
        Path name = library.resolveSibling("libLLVM.so." + VERSION.substring(0, VERSION.lastIndexOf('.')));
        if (!Files.exists(name)) {
            try {
                Files.createSymbolicLink(name, library.getFileName());
            } catch (FileAlreadyExistsException e) {
                // another process was quicker
            }
        }
        return program;
    }

    /// Puts a file of the jar at `target` unless it is there; false where the jar does not have it and it is not there.
    private static boolean unpack(String file, Path target) throws IOException {
        var resource = LlvmLibrary.class.getClassLoader().getResource(resource(file));
        if (resource == null) {
            return Files.isRegularFile(target);
        }
        long size = resource.openConnection().getContentLengthLong();
        if (Files.isRegularFile(target) && Files.size(target) == size) {
            return true;
        }
        Files.createDirectories(target.getParent());
        Path part = Files.createTempFile(target.getParent(), "unpack", ".part");
        try (InputStream in = resource.openStream()) {
            Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
        return true;
    }
}
