package dev.loam.data;

import dev.loam.data.array.Npy;
import dev.loam.data.array.Npz;
import dev.loam.data.tokenize.TokenizerException;
import dev.loam.data.tokenize.TokenizerJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// What reads files of strangers, as targets of Jazzer: any bytes must give a value or the module's own exception, in bounded time and
/// memory. `data/fuzz.sh TARGET SECONDS` runs one; [FuzzTest] runs the committed inputs.
public final class Fuzz {
    /// Takes the bytes of one file.
    interface Target {
        void read(byte[] input) throws IOException;
    }

    static final Map<String, Target> TARGETS = new TreeMap<>(Map.of(
        "csv", input -> table(input, "a.csv"),
        "json", input -> table(input, "a.json"),
        "descriptor", input -> Descriptor.parse(text(input), "a.yaml").hash(),
        "idx", input -> inFile(input, "idx", Fuzz::idx),
        "npy", input -> Npy.read(new ByteArrayInputStream(input), "a.npy"),
        "npz", input -> inFile(input, "npz", Npz::read),
        "parquet", input -> inFile(input, "parquet", Table::read),
        "picture", input -> Pictures.decode(input, "a.png"),
        "tokenizer", input -> TokenizerJson.read(text(input)).encode("a b é 1").ids()));

    private static Target target;

    private Fuzz() {
    }

    /// Called by Jazzer with the arguments of the target.
    public static void fuzzerInitialize(String[] arguments) {
        target = TARGETS.get(arguments[0]);
    }

    /// Called by Jazzer with each input.
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        run(target, input);
    }

    /// Lets everything through that is no sentence for a person.
    static void run(Target target, byte[] input) throws IOException {
        try {
            target.read(input);
        } catch (DataException | TokenizerException e) {
            if (e.getMessage() == null || e.getMessage().isBlank()) {
                throw new IllegalStateException("an error without a message", e);
            }
        }
    }

    private static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }

    private static void table(byte[] input, String name) {
        Table table = Table.all(Rows.of(new ByteArrayInputStream(input), name), name);
        Columns.of(table, Guess.of(table, "a"));
    }

    private static void idx(Path file) {
        byte[] first = new byte[4];
        try (var in = Files.newInputStream(file)) {
            in.readNBytes(first, 0, 4);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (first[3] == 1) {
            Idx.labels(file, 10, "", Hash.sha256());
        } else {
            Idx.images(file, "", Hash.sha256());
        }
    }

    private interface FileTarget {
        void read(Path file);
    }

    private static void inFile(byte[] input, String kind, FileTarget target) throws IOException {
        Path file = Files.createTempFile("loam-fuzz-", "." + kind);
        try {
            Files.write(file, input);
            target.read(file);
        } finally {
            Files.delete(file);
        }
    }
}
