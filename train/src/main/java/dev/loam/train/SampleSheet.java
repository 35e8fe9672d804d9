package dev.loam.train;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// What a run made as it learned, in files of its folder `samples/`, one for each validation: `step-000500.png` or `.txt`.
final class SampleSheet {
    private static final String FOLDER = "samples";
    private static final int SHOWN = 6;

    private SampleSheet() {
    }

    /// A picture in Markdown.
    static String markdown(String title, byte[] png) {
        return "![" + title + "](data:image/png;base64," + Base64.getEncoder().encodeToString(png) + ")";
    }

    static void write(RunFolder folder, long step, String extension, byte[] content) {
        Path file = folder.path().resolve(FOLDER).resolve(String.format(Locale.ROOT, "step-%06d.%s", step, extension));
        folder.write(file, content);
    }

    /// Shows those of a run on a page: the first, the last, and some between them.
    static void report(RunFolder folder, Consumer<String> page) {
        List<Path> all = files(folder.path().resolve(FOLDER));
        if (all.isEmpty()) {
            return;
        }
        page.accept("## Samples");
        long last = -1;
        for (int i = 0; i < Math.min(SHOWN, all.size()); i++) {
            int at = all.size() <= SHOWN ? i : (int) ((long) i * (all.size() - 1) / (SHOWN - 1));
            if (at != last) {
                show(all.get(at), page);
            }
            last = at;
        }
    }

    private static void show(Path file, Consumer<String> page) {
        String name = file.getFileName().toString();
        String title = "after step " + Text.count(Long.parseLong(name.substring(5, name.indexOf('.'))));
        try {
            page.accept("Drawn " + title + ":");
            page.accept(name.endsWith(".png") ? markdown(title, Files.readAllBytes(file)) : TextGlimpse.block(Files.readString(file, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            page.accept("(" + file.getFileName() + " cannot be read: " + Storage.reason(e) + ")");
        }
    }

    private static List<Path> files(Path folder) {
        var out = new ArrayList<Path>();
        if (Files.isDirectory(folder)) {
            try (var all = Files.newDirectoryStream(folder, "step-*.{png,txt}")) {
                all.forEach(out::add);
            } catch (IOException e) {
                return List.of();
            }
        }
        out.sort(java.util.Comparator.comparingInt((Path p) -> p.toString().length()).thenComparing(Path::toString));
        return out;
    }
}
