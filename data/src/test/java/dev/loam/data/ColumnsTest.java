package dev.loam.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ColumnsTest {
    private static final String HEADER = "height,petals,colour,note,kind\n";

    private static Descriptor descriptor(String... changes) {
        String text = """
            name: flowers
            fields:
              - {name: height, kind: numeric}
              - {name: petals, kind: numeric, dtype: u8}
              - {name: colour, kind: categorical, categories: [crimson, white]}
              - {name: note, role: ignored}
              - {name: kind, role: label, kind: categorical}
            """;
        for (String change : changes) {
            text = text.replace(change.split(" > ")[0], change.split(" > ")[1]);
        }
        return Descriptor.parse(text, "d.yaml");
    }

    private static Columns read(String text, String... changes) {
        return Columns.of(Table.parse(text, "a.csv"), descriptor(changes));
    }

    private static void fails(String text, String message, String... changes) {
        assertThatThrownBy(() -> read(text, changes)).isInstanceOf(DataException.class).hasMessage(message);
    }

    @Test
    void cellsBecomeNumbersAndClasses() {
        Columns columns = read(HEADER + "1.5,3,white,,rose\n -2e1 ,+4,crimson,\"any, thing\",lily\n");
        assertThat(columns.size()).isEqualTo(2);
        assertThat(columns.fields()).extracting(Field::name).containsExactly("height", "petals", "colour", "kind");
        assertThat(columns.fields().getLast().categories()).containsExactly("lily", "rose");
        assertThat(columns.values()).containsExactly(new double[] {1.5, -20}, new double[] {3, 4}, new double[] {1, 0}, new double[] {1, 0});
    }

    @Test
    void theOrderOfTheFilesColumnsDoesNotMatter() {
        assertThat(read("kind,note,colour,petals,height\nrose,,white,3,1.5\n").values()).containsExactly(new double[] {1.5}, new double[] {3}, new double[] {1}, new double[] {0});
    }

    @Test
    void foundCategoriesThatAreNumbersAreInTheirOrder() {
        assertThat(read(HEADER + "1,1,white,,10\n1,1,white,,9\n1,1,white,,-1\n").fields().getLast().categories()).containsExactly("-1", "9", "10");
    }

    @Test
    void missingValuesAreErrorsUnlessTheDescriptorSaysOtherwise() {
        fails(HEADER + "1,1,white,,rose\n,1,white,,rose\n",
            "a.csv:3: 'height' has no value; fill it in, or say in the descriptor what a missing one means ('missing: mean')");
        fails(HEADER + "1,1,,,rose\n", "a.csv:2: 'colour' has no value; fill it in, or say in the descriptor what a missing one means ('missing: category')");
        fails(HEADER + "1,1,white,,\n", "a.csv: 'kind' has no value in any row, so its categories cannot be found; list them in the descriptor or ignore the field");
        fails(HEADER + "1,1,white,,a\n1,1,white,,\n", "a.csv:3: 'kind' has no value; fill it in, or say in the descriptor what a missing one means ('missing: drop')");
        String[] allowed = {"height, kind: numeric > height, kind: numeric, missing: mean", "white] > white], missing: category", "label, > label, missing: drop,"};
        Columns columns = read(HEADER + ",1,,,rose\n1,1,white,,\n", allowed);
        assertThat(columns.size()).isEqualTo(1);
        assertThat(columns.values()).containsExactly(new double[] {Columns.NONE}, new double[] {1}, new double[] {Columns.NONE}, new double[] {0});
        fails(HEADER + "1,1,white,,\n", "a.csv: every row has a missing value in a field with 'missing: drop', so none is left", allowed);
    }

    @Test
    void whatIsNoNumberIsNamed() {
        for (String cell : new String[] {"tall", "1,5", "0x10", "1d", "1e", "--1", ".", "1 2"}) {
            fails(HEADER + "1,1,white,,rose\n\"" + cell + "\",1,white,,rose\n", "a.csv:3: 'height' must be a number, not '" + cell + "'");
        }
        for (String cell : new String[] {"NaN", "-inf", "Infinity"}) {
            fails(HEADER + cell + ",1,white,,rose\n", "a.csv:2: 'height' must be a finite number, not '" + cell + "'; leave the cell empty where there is no value");
        }
        for (String cell : new String[] {"1e39", "-1e999"}) {
            fails(HEADER + cell + ",1,white,,rose\n", "a.csv:2: 'height' must be a finite number in f32, which '" + cell + "' is not: at most 3.4e38");
        }
        fails(HEADER + "1,2.5,white,,rose\n", "a.csv:2: 'petals' must be a whole number that fits u8, not '2.5'");
        fails(HEADER + "1,256,white,,rose\n", "a.csv:2: 'petals' must be a whole number that fits u8, not '256'");
        fails(HEADER + "1,-1,white,,rose\n", "a.csv:2: 'petals' must be a whole number that fits u8, not '-1'");
    }

    @Test
    void unknownCategoriesAreNamedWithTheNearest() {
        fails(HEADER + "1,1,crimsn,,rose\n", "a.csv:2: 'colour' has no category 'crimsn'. Did you mean 'crimson'?");
        fails(HEADER + "1,1,ultramarine,,rose\n", "a.csv:2: 'colour' has no category 'ultramarine'. Valid: crimson, white.");
        fails(HEADER + "1,1,\"" + "very\n".repeat(20) + "\",,rose\n", "a.csv:2: 'colour' has no category 'very very very very very very very very …'. Valid: crimson, white.");
    }

    @Test
    void missingAndExtraColumnsAreNamedWithTheNearest() {
        fails("hight,petals,colour,note,kind\n1,1,white,,rose\n", "a.csv:1: column 'hight' is not in the descriptor 'flowers'; is 'height' meant? If not, describe it there, with 'role: ignored' if it is not needed");
        fails("height,petals,colour,note,kind,weather\n1,1,white,,rose,wet\n",
            "a.csv:1: column 'weather' is not in the descriptor 'flowers'; describe it there, with 'role: ignored' if it is not needed");
        fails("height,colour,note,kind\n1,white,,rose\n", "a.csv:1: there is no column 'petals', which the descriptor 'flowers' asks for; the columns are height, colour, note, kind");
        fails("[{\"height\": 1, \"petals\": 1, \"colour\": \"white\", \"note\": null, \"kind\": \"rose\"},\n {\"colur\": \"white\"}]",
            "a.csv:2: column 'colur' is not in the descriptor 'flowers'; is 'colour' meant? If not, describe it there, with 'role: ignored' if it is not needed");
    }

    @Test
    void textIsNoFeatureAndCategoriesHaveALimit() {
        fails(HEADER + "1,1,white,x,rose\n",
            "field note u8[]: a table's features and labels are numeric or categorical single values; a column of text can only have 'role: ignored'", "role: ignored > kind: text");
        String rows = IntStream.rangeClosed(0, 1000).mapToObj(i -> "1,1,white,,k" + i + "\n").collect(Collectors.joining());
        fails(HEADER + rows, "a.csv:1002: 'kind' has more than 1000 categories; make it numeric or ignored in the descriptor");
    }
}
