package dev.loam.lang.ad;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loam.lang.MutableString;
import dev.loam.lang.Procedure;
import dev.loam.lang.Scheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The gradients of the problems in `bench/scheme/gradients` against central differences.
class GradientProblemsTest {
    private static final Path FOLDER = Path.of("../bench/scheme/gradients");

    static List<String> problems() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<String> names = files.map(f -> f.getFileName().toString()).filter(f -> f.endsWith(".scm")).sorted().toList();
            assertThat(names).hasSize(9);
            return names;
        }
    }

    @ParameterizedTest
    @MethodSource("problems")
    void theGradientIsThatOfDifferences(String problem) {
        var scheme = new Scheme();
        scheme.environment().set("file-to-run", new MutableString(FOLDER.resolve(problem).toString()));
        scheme.eval("(load file-to-run)");
        Object objective = scheme.eval("objective");
        Object[] point = (Object[]) scheme.eval("point");
        Object[] gradient = (Object[]) scheme.eval("(gradient objective point)");
        Object[] forward = (Object[]) scheme.eval("(vector-map (lambda (i) (directional-derivative objective point (vector-map (lambda (k) (if (= i k) 1.0 0.0)) (list->vector (iota "
            + point.length + "))))) (list->vector (iota " + point.length + ")))");
        double greatest = 1e-3;
        for (Object g : gradient) {
            greatest = Math.max(greatest, Math.abs((Double) g));
        }
        for (int i = 0; i < point.length; i++) {
            double h = 1e-5;
            double difference = (at(objective, point, i, h) - at(objective, point, i, -h)) / (2 * h);
            assertThat(Math.abs((Double) gradient[i] - difference) / greatest).as("%s, number %d: %s and %s", problem, i, gradient[i], difference).isLessThan(1e-6);
            assertThat(Math.abs((Double) gradient[i] - ((Number) forward[i]).doubleValue()) / greatest).as("forward, number %d", i).isLessThan(1e-12);
        }
    }

    private static double at(Object objective, Object[] point, int i, double h) {
        Object[] moved = point.clone();
        moved[i] = (Double) moved[i] + h;
        return ((Number) Procedure.call(objective, (Object) moved)).doubleValue();
    }
}
