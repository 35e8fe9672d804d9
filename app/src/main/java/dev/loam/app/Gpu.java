package dev.loam.app;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Whether there is an NVIDIA GPU with its driver, from files alone. Nothing runs on it yet, and `doctor` says so.
///
/// @param name   what was found
/// @param use    what is made of it
/// @param reason the same, as a part of the last line of `doctor`
record Gpu(String name, String use, String reason) {
    private static final List<String> DRIVERS = List.of(
        "/usr/lib/x86_64-linux-gnu/libcuda.so.1", "/usr/lib/aarch64-linux-gnu/libcuda.so.1", "/usr/lib64/libcuda.so.1",
        "/usr/lib/libcuda.so.1", "/usr/lib/wsl/lib/libcuda.so.1", "/run/opengl-driver/lib/libcuda.so.1");

    static Gpu find() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String root = System.getenv("SystemRoot");
        boolean driver = os.contains("windows")
            ? root != null && Files.exists(Path.of(root, "System32", "nvcuda.dll"))
            : DRIVERS.stream().anyMatch(file -> Files.exists(Path.of(file)));
        String model = model();
        if (model.isEmpty() && !driver) {
            return new Gpu("none found (no NVIDIA driver)", "training runs on the CPU", "no GPU was found");
        }
        String name = model.isEmpty() ? "NVIDIA driver found" : model + (driver ? "" : " (its driver library was not found)");
        return new Gpu(name, "not used yet: training runs on the CPU", "Loam does not compute on GPUs yet");
    }

    /// The model that the Linux driver names, or an empty text.
    private static String model() {
        try (DirectoryStream<Path> gpus = Files.newDirectoryStream(Path.of("/proc/driver/nvidia/gpus"))) {
            for (Path gpu : gpus) {
                for (String line : Files.readAllLines(gpu.resolve("information"))) {
                    if (line.startsWith("Model:")) {
                        return line.substring("Model:".length()).strip();
                    }
                }
            }
        } catch (IOException e) {
            return ""; // no such folder: no driver in the kernel
        }
        return "";
    }
}
