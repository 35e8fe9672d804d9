package dev.loam.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonRowsTest {
    private static List<List<String>> cells(String text) {
        return Table.parse(text, "a.json").rows().stream().map(row -> Arrays.asList(row.cells())).toList();
    }

    private static void fails(String text, String message) {
        assertThatThrownBy(() -> Table.parse(text, "a.json")).isInstanceOf(DataException.class).hasMessage(message);
    }

    @Test
    void anArrayAndLinesGiveTheSameRows() {
        List<List<String>> rows = List.of(List.of("1.5", "red", "true"), Arrays.asList("-2e3", null, "false"));
        assertThat(cells("[{\"x\": 1.5, \"c\": \"red\", \"b\": true},\n {\"b\": false, \"c\": null, \"x\": -2e3}]")).isEqualTo(rows);
        assertThat(cells("\uFEFF{\"x\": 1.5, \"c\": \"red\", \"b\": true}\n{\"x\": -2e3, \"c\": \"\", \"b\": false}\n")).isEqualTo(rows);
    }

    @Test
    void aKeySeenLateIsMissingBefore() {
        assertThat(cells("{\"x\": 1}\n{\"y\": 2}\n")).containsExactly(Arrays.asList("1", null), Arrays.asList(null, "2"));
        assertThat(Table.parse("{\"x\": 1}\n\n{\"y\": 2}\n", "a.json").lines()).containsExactly(1, 3);
    }

    @Test
    void csvAndJsonOfTheSameCellsHaveOneHash() {
        String hash = Table.parse("x,y\n1,a\n,b\n", "a").hash();
        assertThat(Table.parse("\uFEFF\"x\",y\r\n\r\n1,\"a\"\r\n\"\",b", "b").hash()).isEqualTo(hash);
        assertThat(Table.parse("[{\"x\": 1, \"y\": \"a\"}, {\"y\": \"b\"}]", "c").hash()).isEqualTo(hash);
        assertThat(Table.parse("x,y\n1,a\n,c\n", "a").hash()).isNotEqualTo(hash);
        assertThat(Table.parse("x,y\n1,a\nb,\n", "a").hash()).isNotEqualTo(hash);
    }

    @Test
    void whatIsNoRowIsNamedByItsLine() {
        fails("[{\"x\": 1},\n 2]", "a.json:2: a row must be an object such as {\"age\": 22}, not a single value");
        fails("[[1]]", "a.json:1: a row must be an object such as {\"age\": 22}, not an array");
        fails("[{\"x\": 1},\n\n{\"x\": [1]}]", "a.json:3: the value of 'x' must be a number, a text, true, false or null, not an array");
        fails("[{\"x\": {\"y\": 1}}]", "a.json:1: the value of 'x' must be a number, a text, true, false or null, not an object");
        fails("[{\"x\": 1}]\n{}", "a.json:2: there is more after the array of rows");
        fails("[{\" \": 1}]", "a.json:1: a key is blank; it must name a column");
        fails("[]", "a.json: has no rows");
        fails("{}", "a.json:1: the row has no values");
    }

    @Test
    void damagedJsonIsOneSentenceWithItsLine() {
        for (String text : List.of("[{\"x\": 1},\n{\"x\" 2}]", "[{\"x\": 1},\n{\"x\": 2", "{\"x\": 1}\n{\"x\": 1, \"x\": 2}", "{\"x\": 1}\n{\"x\": NaN}", "{\"x\": 1}\n}")) {
            assertThatThrownBy(() -> Table.parse(text, "a.json")).isInstanceOf(DataException.class).hasMessageStartingWith("a.json:2: ").hasMessageNotContaining("\n");
        }
    }
}
