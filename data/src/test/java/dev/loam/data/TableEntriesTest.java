package dev.loam.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.loam.tensor.DType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableEntriesTest {
    private static final String IRIS = "sepal_length,sepal_width,petal_length,petal_width,species\n"
        + "5.1,3.5,1.4,0.2,setosa\n6,3,4.5,1.5,versicolor\n6.5,3,5.5,2,virginica\n".repeat(5);

    @TempDir
    Path folder;
    private DataOptions options;

    @BeforeEach
    void looksOnlyHere() {
        options = DataOptions.defaults().workingDir(folder).environment(Map.of("LOAM_CACHE", "cache", "LOAM_DATA", "all")).command("loam");
    }

    private Path write(String file, String text) throws Exception {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }

    @Test
    void aBundledTableIsFoundInTheUsualPlaces() throws Exception {
        List<String> places = List.of("cache/iris/iris.csv", "cache/iris.csv", "data/tabular/iris.csv", "data/iris.csv", "all/tabular/iris.csv", "all/iris.csv");
        for (String place : places) {
            Path file = write(place, IRIS);
            assertThat(Datasets.locate("iris", options)).hasValueSatisfying(found -> assertThat(found).exists());
            assertThat(Datasets.open("iris", options).description()).as(place).isEqualTo("9 train, 3 validation and 3 test rows (Iris, from "
                + (place.startsWith("all") ? "LOAM_DATA" : place.startsWith("data") ? "./data" : "the cache") + ")");
            assertThat(Datasets.open("iris", options).provenance().location()).isEqualTo(file.toString());
        }
        write("mine/iris.csv", IRIS);
        assertThat(Datasets.open("iris", options.dir(Path.of("mine"))).provenance().origin()).isEqualTo("from mine");
    }

    @Test
    void aBundledTableThatIsNotFoundSaysWhereItWasLookedForAndWhatToDo() {
        String cache = folder.resolve("cache").toString();
        String message = "Titanic is not in LOAM_DATA (all), ./data and the cache (" + cache + "): put the file titanic.csv there, for example with: curl --create-dirs -o "
            + folder.resolve("cache").resolve("titanic.csv") + " https://raw.githubusercontent.com/mwaskom/seaborn-data/master/titanic.csv";
        assertThatThrownBy(() -> Datasets.open("titanic", options)).isInstanceOf(DataException.class).hasMessage(message);
        assertThatThrownBy(() -> Datasets.fetch("titanic", options)).isInstanceOf(DataException.class).hasMessage(message);
        assertThat(Datasets.locate("titanic", options)).isEmpty();
    }

    @Test
    void otherRowsUnderABundledNameAreSaidToBe() throws Exception {
        write("data/iris.csv", IRIS);
        DataSource source = Datasets.open("iris", options);
        assertThat(source.provenance().published()).isFalse();
        assertThat(source.notice()).contains("are not those the descriptor of Iris was written for");
        write("data/iris.csv", IRIS.replaceFirst("versicolor", "versicolour"));
        assertThatThrownBy(() -> Datasets.open("iris", options)).hasMessage(folder.resolve("data/iris.csv") + ":3: 'species' has no category 'versicolour'. Did you mean 'versicolor'?");
    }

    @Test
    void theRealTablesAreThePublishedOnes() {
        String data = System.getenv().getOrDefault("LOAM_DATA", "");
        assumeThat(data).as("LOAM_DATA").isNotBlank();
        var real = options.environment(Map.of("LOAM_DATA", data, "LOAM_CACHE", "cache"));
        for (String name : List.of("iris", "titanic", "wine", "adult")) {
            assumeThat(Datasets.locate(name, real)).isPresent();
            DataSource source = Datasets.open(name, real);
            assertThat(source.notice()).isEmpty();
            assertThat(source.provenance().published()).isTrue();
        }
        assertThat(Datasets.open("iris", real).description()).isEqualTo("90 train, 30 validation and 30 test rows (Iris, from LOAM_DATA)");
        assertThat(Datasets.open("titanic", real).featureNames()).hasSize(22).contains("age missing", "deck missing").doesNotContain("alive=yes");
    }

    @Test
    void anOwnFileIsReadByItsDescriptor() throws Exception {
        write("own.csv", "x,id,y\n1,a,no\n2,b,yes\n3,c,no\n4,d,yes\n5,e,no\n6,f,yes\n");
        String descriptor = "name: mine\nfields: [{name: x, kind: numeric}, {name: id, role: ignored}, {name: y, role: label, kind: categorical}]\n";
        write("other.yaml", descriptor);
        DataSource source = Datasets.open("csv", options.path(Path.of("own.csv")).descriptor(Path.of("other.yaml")));
        assertThat(source.name()).isEqualTo("mine");
        assertThat(source.notice()).isEmpty();
        assertThat(source.featureNames()).containsExactly("x");
        write("own.yaml", descriptor.replace("mine", "beside"));
        assertThat(Datasets.open("csv", options.path(Path.of("own.csv"))).name()).isEqualTo("beside");
        assertThatThrownBy(() -> Datasets.open("csv", options.path(Path.of("own.csv")).descriptor(Path.of("no.yaml"))))
            .hasMessage(folder.resolve("no.yaml") + ": there is no such file");
    }

    @Test
    void withoutADescriptorTheColumnsAreGuessedAndThatIsSaid() throws Exception {
        var text = new StringBuilder("row,size,colour,note,price\n");
        for (int i = 0; i < 20; i++) {
            text.append(i).append(",").append(i == 3 ? "" : i * 0.5).append(",").append(i % 2 == 0 ? "red" : "blue").append(",text ").append(i).append(",").append(i + 0.25).append("\n");
        }
        Path file = write("own.csv", text.toString());
        DataSource source = Datasets.open("csv", options.path(Path.of("own.csv")));
        assertThat(source.name()).isEqualTo("own");
        assertThat(source.notice()).isEqualTo("There is no descriptor of " + file + ", so its columns were guessed: label price (numeric); numeric: size; categorical: colour; "
            + "ignored: row, note. Write own.yaml beside it to say otherwise.");
        assertThat(source.featureNames()).containsExactly("size", "size missing", "colour=blue", "colour=red");
        assertThat(source.classes()).isZero();
    }

    @Test
    void aGuessedLabelOfTextsOrFewWholeNumbersIsAClass() {
        assertThat(Guess.of(Table.parse("x,y\n1,a\n2,b\n3,\n", "a.csv"), "a").label()).isEqualTo(
            new Field("y", Field.Role.LABEL, Field.Kind.CATEGORICAL, DType.I32, List.of(), List.of(), Field.Missing.DROP));
        assertThat(Guess.of(Table.parse("x,y\n1,3\n2,5\n", "a.csv"), "a").label().kind()).isEqualTo(Field.Kind.CATEGORICAL);
        assertThat(Guess.of(Table.parse("x,y\n1,3.5\n2,5\n", "a.csv"), "a").label().kind()).isEqualTo(Field.Kind.NUMERIC);
        assertThatThrownBy(() -> Guess.of(Table.parse("y\n1\n2\n", "a.csv"), "a")).isInstanceOf(DataException.class)
            .hasMessage("a.csv: no column before the last, which is taken for the label, has numbers or a few categories, so there is nothing to learn from; write a descriptor");
        assertThatThrownBy(() -> Guess.of(Table.parse("x,y\n1,\n2,\n", "a.csv"), "a")).isInstanceOf(DataException.class)
            .hasMessage("a.csv: the last column, 'y', is taken for the label, but has no values; write a descriptor that says which is the label");
    }

    @Test
    void anOwnFileMustBeNamedAndBeThere() {
        assertThatThrownBy(() -> Datasets.open("csv", options)).isInstanceOf(DataException.class).hasMessage("data.path is not set: the dataset 'csv' reads your own file of rows; "
            + "add data.path=FILE.csv, and data.descriptor=FILE.yaml where its columns are not to be guessed");
        assertThatThrownBy(() -> Datasets.open("csv", options.path(Path.of("no.csv")))).hasMessage(folder.resolve("no.csv") + ": there is no such file");
        assertThat(Datasets.entry("csv").remedy(options)).isEqualTo("name the file with data.path=FILE.csv");
    }
}
