package dev.loam.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.loam.data.DataOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every config that comes with Loam, in its short form, ends where it ended before: whole numbers and hashes exactly, losses to a thousandth. Nothing is at
/// hand but what Loam makes itself, so that the outcome is the same on every machine.
class GoldenTest {
    private static final Path FILE = Path.of("src/test/resources/dev/loam/train/golden.json");
    private static final double TOLERANCE = 1e-3;
    /// Data that nothing stands in for is replaced, or made as a table.
    private static final Map<String, String> OTHER_DATA = Map.of("fashion", "data.name=digits");

    @TempDir
    private Path folder;

    static List<String> builtIn() {
        return ConfigFile.BUILT_IN;
    }

    @ParameterizedTest
    @MethodSource("builtIn")
    void aConfigInItsShortFormEndsAsBefore(String name) throws IOException {
        Map<String, Object> now = outcome(name);
        Map<String, Object> all = Files.exists(FILE) ? new TreeMap<>(Json.object(Files.readString(FILE), FILE.toString())) : new TreeMap<>();
        if ("update".equals(System.getProperty("golden"))) {
            all.put(name, now);
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, Json.pretty(all));
            return;
        }
        if (!(all.get(name) instanceof Map<?, ?> before)) {
            fail("the config " + name + " is not in " + FILE + ". Look at what it gives, then write it down: mvn test -pl train -am -Dtest=GoldenTest "
                + "-Dsurefire.failIfNoSpecifiedTests=false -Dgolden=update\n" + Json.pretty(now));
            return;
        }
        List<String> differ = differences(before, now);
        assertThat(differ).as("the config %s gives something else than %s says. Where that is meant, write it down: mvn test -pl train -am -Dtest=GoldenTest "
            + "-Dsurefire.failIfNoSpecifiedTests=false -Dgolden=update", name, FILE).isEmpty();
    }

    @Test
    void whatDiffersIsNamed() {
        Map<String, Object> before = Json.of("steps", 40, "loss", 2.0, "hash", "a");
        assertThat(differences(before, Json.of("steps", 40, "loss", 2.001, "hash", "a"))).isEmpty();
        assertThat(differences(before, Json.of("steps", 41, "loss", 2.01, "hash", "b", "more", 1)))
            .containsExactly("hash: a, now b", "loss: 2.0, now 2.01", "more: null, now 1", "steps: 40, now 41");
    }

    private static List<String> differences(Map<?, ?> before, Map<String, Object> now) {
        var keys = new TreeMap<String, Object>(now);
        before.keySet().forEach(k -> keys.putIfAbsent((String) k, ""));
        var out = new ArrayList<String>();
        for (String key : keys.keySet()) {
            Object a = before.get(key);
            Object b = now.get(key);
            boolean same = a instanceof Double || b instanceof Double
                ? a instanceof Number x && b instanceof Number y && Math.abs(x.doubleValue() - y.doubleValue()) <= TOLERANCE * Math.abs(x.doubleValue())
                : String.valueOf(a).equals(String.valueOf(b));
            if (!same) {
                out.add(key + ": " + a + ", now " + b);
            }
        }
        return out;
    }

    private Map<String, Object> outcome(String name) throws IOException {
        // few steps: with more, batch norm makes of another rounding in a kernel another third digit
        var settings = new ArrayList<>(List.of("mode=test", "steps=15", "threads=1", "runs=" + folder));
        if (OTHER_DATA.containsKey(name)) {
            settings.add(OTHER_DATA.get(name));
        }
        Files.writeString(folder.resolve("iris.csv"), DataTest.iris());
        Files.writeString(folder.resolve("titanic.csv"), DataTest.titanic());
        Files.writeString(folder.resolve("winequality-red.csv"), DataTest.wine());
        Files.writeString(folder.resolve("adult_clean.csv"), DataTest.adult());
        var nothing = DataOptions.defaults().workingDir(folder).environment(Map.of("HOME", folder.toString(), "LOAM_DATA", folder.toString())).offline(true);
        Config config = Config.load(name, settings.toArray(String[]::new));
        Summary s = Run.of(config).data(nothing).train();
        var out = new LinkedHashMap<String, Object>();
        out.put("run", s.name());
        out.put("parameters", s.environment().get("parameters"));
        out.put("steps", s.step());
        put(out, "train", s.train());
        put(out, "validation", s.validation());
        put(out, "test", s.test());
        out.put("data", ((Map<?, ?>) s.environment().get("data")).get("content"));
        Path tokenizer = s.folder().resolve("tokenizer.json");
        if (Files.exists(tokenizer)) {
            out.put("tokenizer", Json.sha256(Files.readString(tokenizer)));
        }
        out.put("best step", s.best() == null ? 0 : s.best().step());
        return out;
    }

    private static void put(Map<String, Object> out, String part, Score score) {
        if (score != null) {
            out.put(part + " examples", score.examples());
            out.put(part + " loss", score.loss());
            score.figures().forEach((figure, value) -> out.put(part + " " + figure, value));
        }
    }
}
