package dev.loam.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loam.data.DataException;
import dev.loam.data.DataOptions;
import dev.loam.tensor.Philox;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole runs from a config alone, on generated files in the layout of the real ones, and on the real ones where they are.
class DataTest {
    @TempDir
    Path dir;
    private String runs;
    private String data;

    @BeforeEach
    void folders() throws IOException {
        runs = "runs=" + dir.resolve("runs");
        data = "data.dir=" + Files.createDirectory(dir.resolve("data"));
    }

    private Path file(String name) {
        return dir.resolve("data").resolve(name);
    }

    private static double noise(int i, int k) {
        return Philox.uniform(3, 9, k, i) - 0.5;
    }

    static String iris() {
        var rows = new StringBuilder("sepal_length,sepal_width,petal_length,petal_width,species\n");
        for (int i = 0; i < 150; i++) {
            int kind = i / 50;
            rows.append(String.format(Locale.ROOT, "%.1f,%.1f,%.1f,%.1f,%s%n", 5 + 0.8 * kind + noise(i, 0), 3 + 0.4 * noise(i, 1),
                1.5 + 2 * kind + noise(i, 2), 0.2 + 0.9 * kind + 0.4 * noise(i, 3), List.of("setosa", "versicolor", "virginica").get(kind)));
        }
        return rows.toString();
    }

    static String titanic() {
        var rows = new StringBuilder("survived,pclass,sex,age,sibsp,parch,fare,embarked,class,who,adult_male,deck,embark_town,alive,alone\n");
        for (int i = 0; i < 400; i++) {
            boolean female = noise(i, 0) > 0;
            int kind = 1 + (int) (3 * (noise(i, 1) + 0.5));
            boolean survived = noise(i, 2) + (female ? 0.35 : -0.35) > 0;
            rows.append(String.format(Locale.ROOT, "%d,%d,%s,%s,%d,%d,%.2f,%s,%s,%s,%s,%s,%s,%s,%s%n", survived ? 1 : 0, kind, female ? "female" : "male",
                i % 5 == 0 ? "" : String.format(Locale.ROOT, "%.1f", 30 + 40 * noise(i, 3)), i % 3, i % 2, 100.0 / kind, i % 50 == 0 ? "" : List.of("S", "C", "Q").get(i % 3),
                List.of("First", "Second", "Third").get(kind - 1), female ? "woman" : "man", female ? "False" : "True", "",
                List.of("Southampton", "Cherbourg", "Queenstown").get(i % 3), survived ? "yes" : "no", i % 2 == 0 ? "True" : "False"));
        }
        return rows.toString();
    }

    /// 300 rows whose grade follows one column; the grades that are rare have one row each.
    static String wine() {
        var rows = new StringBuilder("fixed acidity,volatile acidity,citric acid,residual sugar,chlorides,free sulfur dioxide,total sulfur dioxide,density,pH,sulphates,alcohol,quality\n");
        for (int i = 0; i < 300; i++) {
            for (int c = 0; c < 10; c++) {
                rows.append(String.format(Locale.ROOT, "%.2f,", noise(i, c)));
            }
            double alcohol = noise(i, 11);
            rows.append(String.format(Locale.ROOT, "%.2f,%d%n", alcohol, i < 6 ? 3 + i : alcohol > 0.1 ? 6 : 5));
        }
        return rows.toString();
    }

    /// 600 rows in which long hours and a marriage pay.
    static String adult() {
        var rows = new StringBuilder("age,type_employer,fnlwgt,education,education_num,marital,occupation,relationship,race,sex,capital_gain,capital_loss,hr_per_week,country,income\n");
        for (int i = 0; i < 600; i++) {
            int hours = 40 + (int) (30 * noise(i, 0));
            boolean married = noise(i, 1) > 0;
            rows.append(String.format(Locale.ROOT, "%d,%s,%d,HS-grad,%d,%s,Sales,Husband,White,%s,%d,0,%d,Norway,%s%n", 40 + (int) (30 * noise(i, 2)), i % 3 == 0 ? "Private" : "State",
                i, 9 + i % 4, married ? "Married" : "Divorced", i % 2 == 0 ? "Male" : "Female", i % 10 == 0 ? 5000 : 0, hours, married && hours > 42 ? ">50K" : "<=50K"));
        }
        return rows.toString();
    }

    @Test
    void irisTrainsFromItsConfigAlone() throws IOException {
        Files.writeString(file("iris.csv"), iris());
        Summary s = Run.of(Config.load("iris", data, runs, "threads=1")).train();

        assertThat(s.test().accuracy()).isGreaterThan(0.9);
        assertThat(Files.readString(s.folder().resolve("report.md"))).contains("setosa", "petal_length");
    }

    @Test
    void titanicTrainsFromItsConfigAlone() throws IOException {
        Files.writeString(file("titanic.csv"), titanic());
        Summary s = Run.of(Config.load("titanic", data, runs, "threads=1", "epochs=10")).train();

        assertThat(s.test().accuracy()).isGreaterThan(0.7);
    }

    @Test
    void theRealTablesReachWhatIsKnownOfThem() {
        String real = System.getenv("LOAM_DATA");
        assumeTrue(real != null && Files.exists(Path.of(real, "tabular", "iris.csv")) && Files.exists(Path.of(real, "tabular", "titanic.csv")));

        assertThat(Run.of(Config.load("iris", runs)).train().test().accuracy()).isGreaterThanOrEqualTo(0.9);
        assertThat(Run.of(Config.load("titanic", runs)).train().test().accuracy()).isGreaterThanOrEqualTo(0.75);
    }

    @Test
    void aCellThatBreaksTheSchemaIsNamedWithFileAndLine() throws IOException {
        Files.writeString(file("iris.csv"), iris().replaceFirst("\\R[^\\n]*\\n", "\nhigh,3.0,1.4,0.2,setosa\n"));
        assertThatThrownBy(() -> Run.of(Config.load("iris", data, runs)).train()).isInstanceOf(DataException.class)
            .hasMessageContaining("iris.csv:2").hasMessageContaining("sepal_length").hasMessageContaining("high").hasMessageNotContaining("\n");
        assertThat(dir.resolve("runs")).doesNotExist();
    }

    @Test
    void aRunDoesNotGoOnWithOtherData() throws IOException {
        Files.writeString(file("iris.csv"), iris());
        Path folder = Run.of(Config.load("iris", data, runs, "epochs=2")).train().folder();
        Files.writeString(file("iris.csv"), iris().replaceFirst("setosa", "virginica"));

        assertThatThrownBy(() -> Run.resume(folder, "epochs=4").train()).isInstanceOf(TrainException.class)
            .hasMessageContaining("is not what this run was trained on").hasMessageContaining("give the folder of the former with data.dir=DIR");
    }

    private void idx(String name, int[] shape, byte[] content) throws IOException {
        var out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0, 0, 8, (byte) shape.length});
        for (int d : shape) {
            out.writeBytes(ByteBuffer.allocate(4).putInt(d).array());
        }
        out.writeBytes(content);
        Files.write(file(name), out.toByteArray());
    }

    private void pictures(int labels, int greatest) throws IOException {
        for (String part : List.of("train", "t10k")) {
            idx(part + "-images-idx3-ubyte", new int[] {100, 28, 28}, new byte[100 * 784]);
            byte[] y = new byte[labels];
            y[labels / 2] = (byte) greatest;
            idx(part + "-labels-idx1-ubyte", new int[] {labels}, y);
        }
    }

    @Test
    void aWrongLabelFileIsNamed() throws IOException {
        pictures(90, 9);
        assertThatThrownBy(() -> Run.of(Config.load("mnist", data, runs)).train()).isInstanceOf(DataException.class)
            .hasMessageContaining("train-labels-idx1-ubyte").hasMessageContaining("90 labels for the 100 images").hasMessageNotContaining("\n");
        pictures(100, 10);
        assertThatThrownBy(() -> Run.of(Config.load("mnist", data, runs)).train()).isInstanceOf(DataException.class)
            .hasMessageContaining("train-labels-idx1-ubyte").hasMessageContaining("10");
    }

    @Test
    void drawnDigitsAreLearnedInAMoment() {
        Summary s = Run.of(Config.load("digits", "mode=test", runs)).train();

        assertThat(s.folder().getFileName()).hasToString("digits-1");
        assertThat(s.test().accuracy()).isGreaterThan(0.5);
    }

    @Test
    void aRunBegunOnStandInDigitsGoesOnWithThemWhateverIsFoundLater() throws IOException {
        var nothing = DataOptions.defaults().workingDir(dir).environment(Map.of("HOME", dir.toString())).offline(true);
        var said = new ArrayList<String>();
        var listener = new Listener() {
            @Override
            public void notice(String sentence) {
                said.add(sentence);
            }
        };
        Summary first = Run.of(Config.load("mnist", "mode=test", "steps=3", runs)).data(nothing).listener(listener).train();
        Summary more = Run.resume(first.folder()).listener(listener).train();

        assertThat(first.name()).isEqualTo("digits-1");
        assertThat(said.getFirst()).startsWith("These are digits drawn by Loam, not MNIST").endsWith("Fetch the real set with: ./loam data mnist");
        assertThat(said.getLast()).isEqualTo("This run was begun on drawn digits in the place of mnist, and goes on with them.");
        assertThat(more.test()).isEqualTo(first.test());
        assertThat(Files.readString(first.folder().resolve("report.md"))).contains("> This run was begun on drawn digits");
    }

    @Test
    @Tag("slow")
    void mnistReaches99PercentFromItsConfig() {
        String real = System.getenv("LOAM_DATA");
        assumeTrue(real != null && Files.exists(Path.of(real, "mnist", "train-images-idx3-ubyte.gz")));
        Summary s = Run.of(Config.load("mnist", runs)).train();

        assertThat(s.test().accuracy()).isGreaterThanOrEqualTo(0.99);
        assertThat((Map<?, ?>) s.environment().get("data")).extracting(m -> m.get("published")).isEqualTo(true);
    }
}
