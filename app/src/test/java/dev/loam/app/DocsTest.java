package dev.loam.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loam.data.array.Npz;
import dev.loam.tensor.DType;
import dev.loam.tensor.NDArray;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// What the documents tell a person to type is typed here: every `./loam` line of a `sh` block is run and every `java` block is
/// started as a source file. Training runs in test mode, on few examples.
class DocsTest {
    private static final Path ROOT = root();
    private static final Pattern BLOCK = Pattern.compile("(?m)^```(sh|java)\\n(.*?)^```", Pattern.DOTALL);

    @TempDir
    Path folder;

    private static Path root() {
        Path p = Path.of("").toAbsolutePath();
        while (!Files.exists(p.resolve("README.md"))) {
            p = p.getParent();
        }
        return p;
    }

    private static List<Path> documents() throws IOException {
        var out = new ArrayList<>(List.of(ROOT.resolve("README.md")));
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
            files.filter(f -> f.toString().endsWith(".md")).sorted().forEach(out::add);
        }
        return out;
    }

    private static List<String> blocks(Path document, String language) throws IOException {
        var out = new ArrayList<String>();
        var m = BLOCK.matcher(Files.readString(document));
        while (m.find()) {
            if (m.group(1).equals(language)) {
                out.add(m.group(2));
            }
        }
        return out;
    }

    /// The commands of a document, in order; a comment behind `#` is left out.
    private static List<String> commands(Path document) throws IOException {
        var out = new ArrayList<String>();
        for (String block : blocks(document, "sh")) {
            for (String line : block.lines().toList()) {
                String command = line.replaceFirst("\\s+#.*$", "").strip();
                if (command.startsWith("./loam")) {
                    out.add(command);
                }
            }
        }
        return out;
    }

    @TestFactory
    List<DynamicTest> everyCommandInTheDocumentsRuns() throws IOException {
        var tests = new ArrayList<DynamicTest>();
        for (Path document : documents()) {
            for (String command : commands(document).stream().distinct().toList()) {
                tests.add(DynamicTest.dynamicTest(ROOT.relativize(document) + ": " + command, () -> run(command)));
            }
        }
        return tests;
    }

    private void run(String command) throws Exception {
        var words = new ArrayList<>(List.of(command.split("\\s+")));
        words.removeFirst();
        boolean isShellsOwn = !words.isEmpty() && words.getFirst().equals("test");
        if (isShellsOwn) {
            // this very run; that the launcher knows it is tested with the launcher
            assertThat(Commands.find("test")).isPresent();
            return;
        }
        if (words.contains("--vs")) {
            // fetches LibTorch and builds with Maven; what it does is tested with `bench`
            new picocli.CommandLine(new BenchCommand()).parseArgs(words.subList(1, words.size()).toArray(new String[0]));
            return;
        }
        if (!words.isEmpty() && words.getFirst().equals("show") && !words.contains("--steps")) {
            words.addAll(List.of("--steps", "1"));
        }
        if (!words.isEmpty() && words.getFirst().equals("train")) {
            words.add("mode=test");
        }
        if (!words.isEmpty() && words.getFirst().equals("bench")) {
            words.addAll(List.of("--seconds", "0.2", "warmup=1", "steps=3"));
        }
        irisWhereThereIsNone();
        ownData();
        var java = new ArrayList<>(List.of(java(), "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), "dev.loam.app.Main"));
        java.addAll(words);
        started(java, folder);
    }

    /// A table in the layout of the iris set, in the `data` folder of the place where commands run.
    private void irisWhereThereIsNone() throws IOException {
        var rows = new StringBuilder("sepal_length,sepal_width,petal_length,petal_width,species\n");
        String[] species = {"setosa", "versicolor", "virginica"};
        for (int i = 0; i < 150; i++) {
            double size = 1 + i % 3 + i * 0.002;
            rows.append(4 + size / 2).append(',').append(3.5 - size / 5).append(',').append(size + 0.5).append(',').append(size / 3).append(',')
                .append(species[i % 3]).append('\n');
        }
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("data/iris.csv"), rows);
    }

    /// The table, the folder of pictures and the arrays that the page on data speaks of.
    private void ownData() throws IOException {
        var csv = new StringBuilder("size,district,age,price\n");
        var lines = new StringBuilder();
        float[] x = new float[240];
        int[] y = new int[120];
        for (int i = 0; i < 120; i++) {
            String district = List.of("north", "harbour", "park").get(i % 3);
            int size = 40 + i % 50;
            csv.append(size).append(',').append(district).append(',').append(i % 4 == 0 ? "" : i % 30).append(',').append(1000.5 * size).append('\n');
            lines.append("{\"size\": ").append(size).append(", \"district\": \"").append(district).append("\", \"price\": ").append(1000.5 * size).append("}\n");
            y[i] = i % 2;
            x[2 * i] = i % 2 + i / 300f;
            Path picture = folder.resolve("shapes/" + (i % 2 == 0 ? "bar" : "block") + "/" + i + ".png");
            Files.createDirectories(picture.getParent());
            var image = new BufferedImage(32, 24, BufferedImage.TYPE_BYTE_GRAY);
            image.createGraphics().fillRect(4, 6, i % 2 == 0 ? 24 : 8, 8 + i % 5);
            ImageIO.write(image, "png", picture.toFile());
        }
        Files.writeString(folder.resolve("flats.csv"), csv);
        Files.writeString(folder.resolve("flats.jsonl"), lines);
        Npz.write(folder.resolve("points.npz"), Map.of("x", NDArray.wrap(DType.F32, x, 120, 2), "y", NDArray.wrap(DType.I32, y, 120)));
        var rows = new StringBuilder("survived,pclass,sex,age,sibsp,parch,fare,embarked,class,who,adult_male,deck,embark_town,alive,alone\n");
        for (int i = 0; i < 200; i++) {
            rows.append(i % 3 == 0 ? 1 : 0).append(',').append(1 + i % 3).append(i % 2 == 0 ? ",male," : ",female,").append(20 + i % 40)
                .append(",0,0,7.25,S,Third,man,True,,Southampton,no,True\n");
        }
        Files.writeString(folder.resolve("data/titanic.csv"), rows);
    }

    @TestFactory
    List<DynamicTest> everyJavaBlockInTheDocumentsRuns() throws IOException {
        var tests = new ArrayList<DynamicTest>();
        for (Path document : documents()) {
            for (String block : blocks(document, "java")) {
                tests.add(DynamicTest.dynamicTest(ROOT.relativize(document) + ": " + block.lines().findFirst().orElse(""), () -> {
                    Path source = folder.resolve("Block.java");
                    Files.writeString(source, block);
                    started(List.of(java(), "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), source.toString()), folder);
                }));
            }
        }
        return tests;
    }

    @Test
    void theDocumentsHaveCommandsAndBlocksToRun() throws IOException {
        assertThat(commands(ROOT.resolve("README.md"))).contains("./loam train mnist", "./loam test");
        assertThat(blocks(ROOT.resolve("README.md"), "java")).isNotEmpty();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static void started(List<String> command, Path in) throws Exception {
        Path log = Files.createTempFile(in, "out", ".txt");
        Process p = new ProcessBuilder(command).directory(in.toFile()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        boolean ended = p.waitFor(3, TimeUnit.MINUTES);
        if (!ended) {
            p.destroyForcibly();
        }
        assertThat(ended && p.exitValue() == 0).as("%s%n%s", String.join(" ", command.subList(4, command.size())), Files.readString(log)).isTrue();
    }
}
