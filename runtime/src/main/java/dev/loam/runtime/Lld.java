package dev.loam.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Links objects into a shared library with LLVM's linker, which comes in the same jar. That a program's code is such a library is what
/// lets a later start run it without LLVM. On Linux alone; elsewhere LLVM links the objects in memory at each start.
final class Lld {
    private Lld() {
    }

    static boolean isSupported() {
        return LlvmLibrary.platform().startsWith("linux");
    }

    /// The bytes of a shared library of `objects`; an `IOException` where that is not to be had.
    static byte[] link(List<byte[]> objects) throws IOException {
        Path program = LlvmLibrary.linker();
        Path folder = Files.createTempDirectory("loam-link", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try {
            var command = new ArrayList<>(List.of(program.toString(), "-flavor", "gnu", "-shared", "--build-id=none", "-o", "out.so"));
            for (int i = 0; i < objects.size(); i++) {
                String name = i + ".o";
                Files.write(folder.resolve(name), objects.get(i));
                command.add(name);
            }
            Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new IOException("lld ended with " + code + ": " + said.strip());
            }
            return Files.readAllBytes(folder.resolve("out.so"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("linking was interrupted", e);
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path f : files.toList()) {
                Files.deleteIfExists(f);
            }
        }
        Files.deleteIfExists(folder);
    }
}
