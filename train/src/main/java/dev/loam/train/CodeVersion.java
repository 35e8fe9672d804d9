package dev.loam.train;

import dev.loam.compiler.Compiler;
import dev.loam.data.Dataset;
import dev.loam.nn.Layer;
import dev.loam.runtime.Device;
import dev.loam.tensor.Tensor;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/// Which code computed a result: the version and a hash of the compiled modules that have a part in it.
final class CodeVersion {
    private static final List<Class<?>> MODULES = List.of(Tensor.class, Compiler.class, Device.class, Layer.class, Dataset.class, CodeVersion.class);

    private CodeVersion() {
    }

    /// A hash, `"3f2a91bc0d17"`, behind the version where that is known (`"0.1.0+3f2a91bc0d17"`); or `"unknown"` where the code lies in no file.
    static String current() {
        return Held.VALUE;
    }

    private static final class Held {
        static final String VALUE = compute();
    }

    private static String compute() {
        MessageDigest digest = Json.sha256();
        try {
            for (Class<?> c : MODULES) {
                add(Path.of(c.getProtectionDomain().getCodeSource().getLocation().toURI()), digest);
            }
        } catch (IOException | URISyntaxException | NullPointerException | IllegalArgumentException e) {
            return "unknown";
        }
        String version = CodeVersion.class.getPackage().getImplementationVersion();
        return (version == null ? "" : version + "+") + HexFormat.of().formatHex(digest.digest(), 0, 6);
    }

    private static void add(Path code, MessageDigest digest) throws IOException {
        try (var files = Files.walk(code)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                digest.update(Files.readAllBytes(file));
            }
        }
    }
}
