package dev.loam.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import blue.strategic.parquet.ParquetWriter;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowsTest {
    private static final MessageType SCHEMA = Types.buildMessage().required(PrimitiveTypeName.DOUBLE).named("size").required(PrimitiveTypeName.INT32).named("count")
        .optional(PrimitiveTypeName.BINARY).as(LogicalTypeAnnotation.stringType()).named("kind").named("rows");

    @TempDir
    Path folder;

    private static List<List<String>> all(Rows rows) {
        var out = new ArrayList<List<String>>();
        for (Rows.Row row = rows.next(); row != null; row = rows.next()) {
            out.add(Arrays.asList(row.cells()));
        }
        return out;
    }

    private Path parquet(int rows) throws Exception {
        Path file = folder.resolve("own.parquet");
        try (var writer = ParquetWriter.<Integer>writeFile(SCHEMA, file.toFile(), (i, to) -> {
            to.write("size", i + 0.5);
            to.write("count", i);
            if (i % 3 != 0) {
                to.write("kind", i % 3 == 1 ? "a" : "b");
            }
        })) {
            for (int i = 0; i < rows; i++) {
                writer.write(i);
            }
        }
        return file;
    }

    @Test
    void aParquetFileGivesTheRowsOfTheSameCsv() throws Exception {
        Path file = parquet(1000);
        var csv = new StringBuilder("size,count,kind\n");
        for (int i = 0; i < 1000; i++) {
            csv.append(i + 0.5).append(',').append(i).append(',').append(i % 3 == 0 ? "" : i % 3 == 1 ? "a" : "b").append('\n');
        }
        try (Rows rows = Rows.open(file)) {
            assertThat(rows.columns()).containsExactly("size", "count", "kind");
            assertThat(all(rows).subList(0, 3)).containsExactly(Arrays.asList("0.5", "0", null), List.of("1.5", "1", "a"), List.of("2.5", "2", "b"));
        }
        assertThat(Table.read(file).hash()).isEqualTo(Table.parse(csv.toString(), "own.csv").hash());
    }

    @Test
    void aDamagedParquetFileIsASentence() throws Exception {
        byte[] whole = Files.readAllBytes(parquet(50));
        Path file = folder.resolve("cut.parquet");
        Files.write(file, Arrays.copyOf(whole, whole.length - 9));
        assertThatThrownBy(() -> Rows.open(file)).isInstanceOf(DataException.class).hasMessage(file + ": is no whole parquet file: it does not end in a footer");
        byte[] long1 = whole.clone();
        long1[whole.length - 6] = 0x7F;
        Files.write(file, long1);
        assertThatThrownBy(() -> Rows.open(file)).isInstanceOf(DataException.class).hasMessageContaining("footer");
        for (int at = 4; at < whole.length - 8; at += 7) {
            byte[] changed = whole.clone();
            changed[at] ^= 0x55;
            Files.write(file, changed);
            try (Rows rows = Rows.open(file)) {
                all(rows);
            } catch (DataException e) {
                assertThat(e.getMessage()).startsWith(file.toString()).doesNotContain("\n");
            }
        }
    }

    @Test
    void csvAndJsonLinesAreReadInConstantMemory() {
        long rows = 1_000_000;
        for (boolean json : new boolean[] {false, true}) {
            Runtime runtime = Runtime.getRuntime();
            System.gc();
            long before = runtime.totalMemory() - runtime.freeMemory();
            long most = 0;
            long count = 0;
            try (Rows all = Rows.of(endless(json, rows), "big")) {
                for (Rows.Row row = all.next(); row != null; row = all.next()) {
                    count++;
                    if (count % 400_000 == 0) {
                        System.gc();
                        most = Math.max(most, runtime.totalMemory() - runtime.freeMemory() - before);
                    }
                }
                assertThat(all.columns()).containsExactly("x", "y");
            }
            assertThat(count).isEqualTo(rows);
            assertThat(most).as("bytes held while 20 MB were read").isLessThan(4 << 20);
        }
    }

    /// Rows made as they are read.
    private static InputStream endless(boolean json, long rows) {
        return new InputStream() {
            private long made;
            private byte[] now = json ? new byte[0] : "x,y\n".getBytes(StandardCharsets.US_ASCII);
            private int at;

            @Override
            public int read() {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] to, int offset, int length) {
                if (at == now.length) {
                    if (made == rows) {
                        return -1;
                    }
                    var text = new StringBuilder();
                    for (int i = 0; i < 1000 && made < rows; i++, made++) {
                        text.append(json ? "{\"x\": " + made + ", \"y\": \"" + made % 7 + "\"}\n" : made + ",\"a " + made % 7 + "\"\n");
                    }
                    now = text.toString().getBytes(StandardCharsets.US_ASCII);
                    at = 0;
                }
                int n = Math.min(length, now.length - at);
                System.arraycopy(now, at, to, offset, n);
                at += n;
                return n;
            }
        };
    }

    @Test
    void whatIsHeldOfOneCellHasALimit() {
        var quote = new ByteArrayInputStream(("x\n\"" + "a".repeat(Csv.LONGEST_CELL + 1)).getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> all(Rows.of(quote, "a.csv"))).isInstanceOf(DataException.class).hasMessage("a.csv:2: a cell has more than 16,777,216 characters");
    }

    @Test
    void spaceBeforeJsonAndAByteOrderMarkDoNotCount() {
        assertThat(all(Rows.of(new ByteArrayInputStream("\uFEFF \n {\"a\": 1}".getBytes(StandardCharsets.UTF_8)), "a"))).containsExactly(List.of("1"));
        assertThat(all(Rows.of(new ByteArrayInputStream("\uFEFF a\n1\n".getBytes(StandardCharsets.UTF_8)), "a"))).containsExactly(List.of("1"));
        assertThatThrownBy(() -> Rows.open(folder.resolve("none.csv"))).hasMessageContaining("there is no such file");
    }
}
