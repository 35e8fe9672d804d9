package dev.loam.train;

import dev.loam.tensor.NDArray;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;

/// Tensors in one safetensors file, or in several (shards) with an index beside them that says which tensor is in which:
/// `{"metadata": {"total_size": …}, "weight_map": {"layer.weight": "model-00001-of-00002.safetensors", …}}`.
public final class Shards {
    /// The index's usual name.
    public static final String INDEX = "model.safetensors.index.json";
    private static final String SINGLE = "model.safetensors";
    private static final long MAX_INDEX = 64 << 20;

    private Shards() {
    }

    /// The tensors of a safetensors file, of an index (`….index.json`), or of a folder that has either under its usual name.
    ///
    /// @throws TrainException where something is missing or damaged
    public static Map<String, NDArray> read(Path path) {
        Path file = Files.isDirectory(path) ? Files.exists(path.resolve(INDEX)) ? path.resolve(INDEX) : path.resolve(SINGLE) : path;
        if (!Files.isRegularFile(file)) {
            throw new TrainException(path + ": there is no such safetensors file, nor a folder with " + SINGLE + " or " + INDEX);
        }
        try {
            return file.toString().endsWith(".json") ? indexed(file) : Safetensors.read(file);
        } catch (IOException e) {
            throw new TrainException(file + ": cannot be read: " + Storage.reason(e), e);
        }
    }

    private static Map<String, NDArray> indexed(Path index) throws IOException {
        if (Files.size(index) > MAX_INDEX) {
            throw new TrainException(index + ": has " + Files.size(index) + " bytes; an index has at most " + MAX_INDEX);
        }
        if (!(Json.object(Files.readString(index), index.toString()).get("weight_map") instanceof Map<?, ?> places)) {
            throw new TrainException(index + ": has no 'weight_map', which says which tensor is in which file");
        }
        var files = new LinkedHashSet<String>();
        places.forEach((tensor, file) -> files.add(plain(index, tensor, file)));
        var out = new LinkedHashMap<String, NDArray>();
        for (String file : files) {
            Safetensors.read(index.resolveSibling(file)).forEach((name, array) -> {
                if (!file.equals(places.get(name))) {
                    throw new TrainException(index + ": does not say that '" + name + "' is in " + file + ", where it is");
                }
                out.put(name, array);
            });
        }
        places.forEach((tensor, file) -> {
            if (!out.containsKey(tensor)) {
                throw new TrainException(index + ": says that '" + tensor + "' is in " + file + ", where it is not");
            }
        });
        return out;
    }

    /// The name of a file beside the index: a path could lead anywhere.
    private static String plain(Path index, Object tensor, Object file) {
        if (file instanceof String name && name.endsWith(".safetensors") && !name.contains("/") && !name.contains("\\") && Files.isRegularFile(index.resolveSibling(name))) {
            return name;
        }
        throw new TrainException(index + ": says that '" + tensor + "' is in " + file + ", which is no safetensors file beside it");
    }

    /// Writes tensors into `folder`: into one file where they take at most `most` bytes, else into shards of at most that (or one tensor) with an index.
    ///
    /// @param metadata free texts, kept in each file's header
    public static void write(Path folder, Map<String, Safetensors.Tensor> tensors, Map<String, String> metadata, long most) throws IOException {
        var shards = new ArrayList<Map<String, Safetensors.Tensor>>();
        long total = 0;
        long size = 0;
        for (var e : tensors.entrySet()) {
            long bytes = e.getValue().bytes().byteSize();
            if (shards.isEmpty() || size + bytes > most && !shards.getLast().isEmpty()) {
                shards.add(new LinkedHashMap<>());
                size = 0;
            }
            shards.getLast().put(e.getKey(), e.getValue());
            size += bytes;
            total += bytes;
        }
        Files.createDirectories(folder);
        if (shards.size() <= 1) {
            one(folder.resolve(SINGLE), tensors, metadata);
            return;
        }
        var places = new LinkedHashMap<String, Object>();
        for (int i = 0; i < shards.size(); i++) {
            String name = String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", i + 1, shards.size());
            one(folder.resolve(name), shards.get(i), metadata);
            shards.get(i).keySet().forEach(tensor -> places.put(tensor, name));
        }
        Files.writeString(folder.resolve(INDEX), Json.pretty(Json.of("metadata", Json.of("total_size", total), "weight_map", places)));
    }

    private static void one(Path file, Map<String, Safetensors.Tensor> tensors, Map<String, String> metadata) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            Safetensors.write(out, tensors, metadata);
        }
    }
}
