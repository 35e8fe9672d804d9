package dev.loam.train;

import dev.loam.data.DataException;
import dev.loam.nn.ModelException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// What `train` reads of strangers, as targets of Jazzer; see the class of the same name in `data`.
public final class Fuzz {
    static final Map<String, Consumer<byte[]>> TARGETS = new TreeMap<>(Map.of(
        "safetensors", input -> Safetensors.read(MemorySegment.ofArray(input), "a.safetensors"),
        "config", input -> Config.parse("a", new String(input, StandardCharsets.UTF_8)).hash(),
        "settings", input -> Keys.overrides(new String(input, StandardCharsets.UTF_8).lines().toList())));

    private static Consumer<byte[]> target;

    private Fuzz() {
    }

    /// Called by Jazzer with the arguments of the target.
    public static void fuzzerInitialize(String[] arguments) {
        target = TARGETS.get(arguments[0]);
    }

    /// Called by Jazzer with each input.
    public static void fuzzerTestOneInput(byte[] input) {
        run(target, input);
    }

    /// Lets everything through that is no sentence for a person.
    static void run(Consumer<byte[]> target, byte[] input) {
        try {
            target.accept(input);
        } catch (TrainException | ModelException | DataException e) {
            if (e.getMessage() == null || e.getMessage().isBlank()) {
                throw new IllegalStateException("an error without a message", e);
            }
        }
    }
}
