package dev.loam.runtime;

import java.nio.file.Path;
import java.util.Locale;

/// The folder for what Loam can make or fetch again.
public final class Cache {
    private Cache() {
    }

    /// `LOAM_CACHE`, else the platform's cache folder for `loam`.
    public static Path folder() {
        String set = System.getenv("LOAM_CACHE");
        if (set != null && !set.isBlank()) {
            return Path.of(set).toAbsolutePath();
        }
        String home = System.getProperty("user.home");
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (os.startsWith("mac")) {
            return Path.of(home, "Library", "Caches", "loam");
        }
        if (os.startsWith("windows") && System.getenv("LOCALAPPDATA") != null) {
            return Path.of(System.getenv("LOCALAPPDATA"), "loam");
        }
        String xdg = System.getenv("XDG_CACHE_HOME");
        return xdg != null && !xdg.isBlank() ? Path.of(xdg, "loam") : Path.of(home, ".cache", "loam");
    }
}
