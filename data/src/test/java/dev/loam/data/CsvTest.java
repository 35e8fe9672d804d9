package dev.loam.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvTest {
    private static Table read(String text) {
        return Table.parse(text, "a.csv");
    }

    private static List<List<String>> cells(String text) {
        return read(text).rows().stream().map(row -> Arrays.asList(row.cells())).toList();
    }

    private static void fails(String text, String message) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(DataException.class).hasMessage(message);
    }

    @Test
    void theFirstLineNamesTheColumns() {
        Table table = read("x, y \n1,2\n3,4\n");
        assertThat(table.columns()).containsExactly("x", "y");
        assertThat(cells("x, y \n1,2\n3,4\n")).containsExactly(List.of("1", "2"), List.of("3", "4"));
    }

    @Test
    void quotedCellsHoldCommasQuotesAndLineBreaks() {
        assertThat(cells("name,\"a \"\"b\"\"\"\n\"Braund, Mr. \"\"Owen\"\"\",\"one\ntwo\"\n"))
            .containsExactly(List.of("Braund, Mr. \"Owen\"", "one\ntwo"));
        assertThat(read("name,\"a \"\"b\"\"\"\nx,y").columns()).containsExactly("name", "a \"b\"");
    }

    @Test
    void everyKindOfLineEndAByteOrderMarkAndTheLastLineWithoutOneAreRead() {
        for (String text : List.of("x,y\n1,2\n3,4", "\uFEFFx,y\r\n1,2\r\n3,4\r\n", "x,y\r1,2\r3,4\r", "\"x\",\"y\"\r\n\"1\",2\n3,\"4\"")) {
            assertThat(read(text).columns()).containsExactly("x", "y");
            assertThat(cells(text)).containsExactly(List.of("1", "2"), List.of("3", "4"));
        }
    }

    @Test
    void lineNumbersCountQuotedLineBreaksAndBlankLines() {
        Table table = read("x,y\r\n\r\n\"a\r\nb\r\nc\",1\r\n\r\n2,3\r\n");
        assertThat(table.rows()).extracting(Rows.Row::line).containsExactly(3, 7);
    }

    @Test
    void emptyCellsHaveNoValue() {
        assertThat(cells("x,y,z\n,\"\",\n")).containsExactly(Arrays.asList(null, null, null));
    }

    @Test
    void aRowOfAnotherLengthIsNamedByItsLine() {
        fails("x,y\n1,2\n3\n", "a.csv:3: has 1 cell, but there are 2 columns; a text with a comma or a line break must stand in double quotes");
        fails("x,y\n1,2,3\n", "a.csv:2: has 3 cells, but there are 2 columns; a text with a comma or a line break must stand in double quotes");
    }

    @Test
    void wrongQuotesAreNamedByTheirLine() {
        fails("x,y\n1,\"2\n3,4\n", "a.csv:2: a double quote is opened here and never closed");
        fails("x,y\n1,\"2\"3\n", "a.csv:2: after a closing double quote a comma or the line's end must follow, not '3'");
        fails("x,y\n1,2\"\n", "a.csv:2: a double quote in the middle of a cell; put the whole cell in quotes and write quotes in it twice");
    }

    @Test
    void headersThatNameNothingOrNameTwiceAreErrors() {
        fails("x,,z\n1,2,3\n", "a.csv:1: column 2 has no name; the first line must name the columns");
        fails("x,y,x\n1,2,3\n", "a.csv:1: column 'x' is there twice");
        fails("x;y\n1;2\n", "a.csv:1: the cells seem to be separated by ';'; Loam reads cells separated by commas");
        fails("x\ty\n1\t2\n", "a.csv:1: the cells seem to be separated by 'tab'; Loam reads cells separated by commas");
    }

    @Test
    void filesWithoutRowsAreErrors() {
        fails(" \n\n", "a.csv: is empty");
        fails("\uFEFF", "a.csv: is empty");
        fails("x,y\n\n", "a.csv: has no rows");
    }

    @Test
    void bytesThatAreNotUtf8AreNamedByTheirLine() {
        byte[] bytes = {'x', '\n', 'a', '\n', (byte) 0xE9, '\n'};
        assertThatThrownBy(() -> Table.all(Rows.of(new ByteArrayInputStream(bytes), "a.csv"), "a.csv")).isInstanceOf(DataException.class).hasMessage("a.csv:3: is not UTF-8 text; save the file as UTF-8");
    }

    @Test
    void tooManyColumnsOrCellsAreErrors() {
        assertThatThrownBy(() -> read("x,".repeat(10_001) + "y\n")).hasMessage("a.csv:1: has more than 10,000 cells");
        assertThatThrownBy(() -> Table.limit(10_000, 10_000, "a.csv", 7)).hasMessage("a.csv:7: 10,000 rows of 10,000 columns are more than the 50,000,000 cells that can be read");
    }
}
