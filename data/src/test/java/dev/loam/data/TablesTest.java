package dev.loam.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.loam.tensor.DType;
import dev.loam.tensor.Philox;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TablesTest {
    private static final String DESCRIPTOR = """
        name: flowers
        fields:
          - {name: height, kind: numeric, missing: mean}
          - {name: width, kind: numeric}
          - {name: colour, kind: categorical, missing: category}
          - {name: kind, role: label, kind: categorical}
        split: {train: 0.6, validation: 0.2, test: 0.2, seed: 3}
        """;

    /// 100 rows: height is the row's number or missing in every tenth, 60 daisies and 40 tulips.
    private static String rows() {
        var text = new StringBuilder("height,width,colour,kind\n");
        for (int i = 0; i < 100; i++) {
            text.append(i % 10 == 9 ? "" : i).append(",5,").append(List.of("red", "", "blue").get(i % 3)).append(",").append(i % 5 < 3 ? "daisy" : "tulip").append("\n");
        }
        return text.toString();
    }

    private static DataSource open(String rows, String descriptor, DataOptions options) {
        return Tables.open(Table.parse(rows, "a.csv"), Descriptor.parse(descriptor, "a.yaml"), Path.of("a.csv"), "from a.csv", "", options);
    }

    private static List<Long> origins(Dataset data) {
        var origins = new ArrayList<Long>();
        for (long i = 0; i < data.size(); i++) {
            origins.add(data.origin(i));
        }
        return origins;
    }

    private static float[] features(Dataset data, long index) {
        float[] features = new float[data.fields().getFirst().elements()];
        data.read(index, 0, features, 0);
        return features;
    }

    @Test
    void rowsBecomeVectorsWithNamedNumbers() {
        DataSource source = open(rows(), DESCRIPTOR, DataOptions.defaults());
        assertThat(source.featureNames()).containsExactly("height", "height missing", "width", "colour=blue", "colour=red", "colour missing");
        assertThat(source.input().toString()).isEqualTo("features f32[6]");
        assertThat(source.classNames()).containsExactly("daisy", "tulip");
        assertThat(source.description()).isEqualTo("60 train, 20 validation and 20 test rows (flowers, from a.csv)");
        for (Dataset part : List.of(source.train(), source.validation(), source.test())) {
            for (int i = 0; i < part.size(); i++) {
                long row = part.origin(i);
                float[] x = features(part, i);
                assertThat(x[1]).isEqualTo(row % 10 == 9 ? 1 : 0);
                assertThat(row % 10 == 9 ? x[0] : 0).isZero();
                assertThat(x[2]).as("a constant is only centred").isZero();
                assertThat(new float[] {x[3], x[4], x[5]}).containsExactly(row % 3 == 2 ? 1 : 0, row % 3 == 0 ? 1 : 0, row % 3 == 1 ? 1 : 0);
                assertThat(part.readInt(i, 1)).isEqualTo(row % 5 < 3 ? 0 : 1);
            }
        }
    }

    @Test
    void numbersAreStandardisedWithTheTrainingRowsAlone() {
        DataSource source = open(rows(), DESCRIPTOR, DataOptions.defaults());
        List<Long> known = origins(source.train()).stream().filter(row -> row % 10 != 9).toList();
        double mean = known.stream().mapToDouble(row -> row).average().orElseThrow();
        double deviation = Math.sqrt(known.stream().mapToDouble(row -> (row - mean) * (row - mean)).average().orElseThrow());
        for (Dataset part : List.of(source.train(), source.test())) {
            for (int i = 0; i < part.size(); i++) {
                long row = part.origin(i);
                assertThat(features(part, i)[0]).isCloseTo(row % 10 == 9 ? 0f : (float) ((row - mean) / deviation), within(1e-6f));
            }
        }
    }

    @Test
    void anotherValueInTheTestRowsChangesNoTrainingVector() {
        DataSource before = open(rows(), DESCRIPTOR, DataOptions.defaults());
        long row = before.test().origin(0);
        String[] lines = rows().split("\n");
        lines[(int) row + 1] = "1e6" + lines[(int) row + 1].substring(lines[(int) row + 1].indexOf(','));
        DataSource after = open(String.join("\n", lines), DESCRIPTOR, DataOptions.defaults());
        assertThat(origins(after.train())).isEqualTo(origins(before.train()));
        for (int i = 0; i < before.train().size(); i++) {
            assertThat(features(after.train(), i)).isEqualTo(features(before.train(), i));
        }
        assertThat(features(after.test(), 0)[0]).isGreaterThan(1000);
    }

    @Test
    void splitsAreDisjointCompleteStratifiedAndAFunctionOfTheSeed() {
        DataSource source = open(rows(), DESCRIPTOR, DataOptions.defaults());
        Set<Long> all = new HashSet<>();
        for (Dataset part : List.of(source.train(), source.validation(), source.test())) {
            assertThat(all).doesNotContainAnyElementsOf(origins(part));
            all.addAll(origins(part));
            assertThat(origins(part).stream().filter(row -> row % 5 < 3).count()).isEqualTo(part.size() * 60 / 100);
        }
        assertThat(all).hasSize(100);
        assertThat(origins(open(rows(), DESCRIPTOR, DataOptions.defaults()).test())).isEqualTo(origins(source.test()));
        assertThat(origins(open(rows(), DESCRIPTOR, DataOptions.defaults().splitSeed(4L)).test())).isNotEqualTo(origins(source.test()));
        assertThat(origins(open(rows(), DESCRIPTOR.replace("seed: 3", "seed: 4"), DataOptions.defaults()).test()))
            .isEqualTo(origins(open(rows(), DESCRIPTOR, DataOptions.defaults().splitSeed(4L)).test()));
    }

    @Test
    void anotherShareForValidationLeavesTheTestRowsAlone() {
        DataSource usual = open(rows(), DESCRIPTOR, DataOptions.defaults());
        DataSource none = open(rows(), DESCRIPTOR, DataOptions.defaults().validation(0.0));
        DataSource half = open(rows(), DESCRIPTOR, DataOptions.defaults().validation(0.5));
        assertThat(none.validation().size()).isZero();
        assertThat(half.validation().size()).isEqualTo(40);
        assertThat(origins(none.test())).isEqualTo(origins(half.test())).isEqualTo(origins(usual.test()));
    }

    @Test
    void aLabelThatIsANumberIsReadAsItStands() {
        DataSource source = open("x,y\n1,10.5\n2,20\n3,-30\n4,1e3\n5,0\n", """
            {"name": "n", "fields": [{"name": "x", "kind": "numeric"}, {"name": "y", "role": "label", "kind": "numeric"}]}""", DataOptions.defaults());
        assertThat(source.classes()).isZero();
        assertThat(source.label().dtype()).isEqualTo(DType.F32);
        float[] y = new float[1];
        float[] expected = {10.5f, 20, -30, 1e3f, 0};
        for (int i = 0; i < source.train().size(); i++) {
            source.train().read(i, 1, y, 0);
            assertThat(y[0]).isEqualTo(expected[(int) source.train().origin(i)]);
        }
    }

    @Test
    void zeroStandsForMissingNumbersWhereTheDescriptorSaysSo() {
        DataSource source = open("x,y\n2,a\n4,b\n,a\n,b\n2,a\n4,b\n", """
            name: z
            fields: [{name: x, kind: numeric, missing: zero}, {name: y, role: label, kind: categorical}]
            split: {train: 1}
            """, DataOptions.defaults());
        for (int i = 0; i < 6; i++) {
            long row = source.train().origin(i);
            assertThat(features(source.train(), i)).containsExactly(row == 2 || row == 3 ? -3 : row % 2 == 0 ? -1 : 1, row == 2 || row == 3 ? 1 : 0);
        }
    }

    @Test
    void theContentHashKnowsRowsAndDescriptor() {
        String hash = open(rows(), DESCRIPTOR, DataOptions.defaults()).provenance().contentHash();
        assertThat(open(rows().replace("\n", "\r\n"), DESCRIPTOR + "title: flowers\n", DataOptions.defaults()).provenance().contentHash()).isEqualTo(hash);
        assertThat(open(rows().replace("daisy", "aster"), DESCRIPTOR, DataOptions.defaults()).provenance().contentHash()).isNotEqualTo(hash);
        assertThat(open(rows(), DESCRIPTOR.replace("missing: mean", "missing: zero"), DataOptions.defaults()).provenance().contentHash()).isNotEqualTo(hash);
    }

    @Test
    void rowsOtherThanTheDescriptorsOwnAreSaidToBe() {
        String cells = Table.parse(rows(), "a.csv").hash();
        DataSource own = open(rows(), DESCRIPTOR + "content-hash: " + cells, DataOptions.defaults());
        assertThat(own.provenance().published()).isTrue();
        assertThat(own.notice()).isEmpty();
        DataSource other = open(rows().replace("daisy", "aster"), DESCRIPTOR + "content-hash: " + cells, DataOptions.defaults());
        assertThat(other.provenance().published()).isFalse();
        assertThat(other.standIn()).isFalse();
        assertThat(other.notice()).startsWith("The rows in a.csv are not those the descriptor of flowers was written for (content hash ")
            .endsWith("): results do not compare with those of others.");
    }

    @Test
    void imagesAreNoRows() {
        assertThatThrownBy(() -> open(rows(), DESCRIPTOR + "modality: image", DataOptions.defaults())).isInstanceOf(DataException.class)
            .hasMessage("descriptor 'flowers': a file of rows is tabular, not image");
    }

    @Test
    void damagedFilesAreReadOrRefusedInOneSentence() {
        String json = "[{\"height\": 1, \"width\": 2, \"colour\": \"red\", \"kind\": \"daisy\"},\n{\"height\": null, \"width\": 2.5e1, \"colour\": \"blue\", \"kind\": \"tulip\"}]\n";
        String csv = "\uFEFFheight,width,colour,kind\r\n1,2,\"red\",daisy\r\n,3,\"bl\"\"ue\",tulip\r\n7,3,\"a\nb\",tulip\r\n";
        String marks = "\"\r\n,{}[]:e+-.0\\\uFEFF\u0000é#&*!|>'%@` ";
        int stream = Philox.stream("test.damage");
        int refused = 0;
        for (int seed = 0; seed < 6000; seed++) {
            String[] kinds = {csv, json, DESCRIPTOR};
            var text = new StringBuilder(kinds[seed % 3]);
            int damages = 1 + (int) Philox.below(6, seed, stream, 0, 0);
            for (int d = 1; d <= damages && !text.isEmpty(); d++) {
                int at = (int) Philox.below(text.length(), seed, stream, d, 0);
                char mark = marks.charAt((int) Philox.below(marks.length(), seed, stream, d, 1));
                switch ((int) Philox.below(4, seed, stream, d, 2)) {
                    case 0 -> text.setCharAt(at, mark);
                    case 1 -> text.insert(at, mark);
                    case 2 -> text.delete(at, Math.min(text.length(), at + 1 + (int) Philox.below(20, seed, stream, d, 3)));
                    default -> text.insert(at, text.substring(at, Math.min(text.length(), at + 30)));
                }
            }
            String damaged = text.toString();
            try {
                open(seed % 3 == 2 ? csv : damaged, seed % 3 == 2 ? damaged : DESCRIPTOR, DataOptions.defaults());
            } catch (DataException e) {
                refused++;
                assertThat(e.getMessage()).as("seed %d: %s", seed, damaged).isNotBlank().doesNotContain("\n").hasSizeLessThan(600);
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("seed " + seed + ": " + damaged, e);
            }
        }
        assertThat(refused).isGreaterThan(2000);
    }

    @Test
    void smallFilesThatAskForMuchAreRefused() {
        String deep = "[{\"x\":" + "[".repeat(100_000);
        assertThatThrownBy(() -> Table.parse(deep, "a.json")).isInstanceOf(DataException.class);
        assertThatThrownBy(() -> Descriptor.parse("name: " + "[".repeat(100_000), "a.yaml")).isInstanceOf(DataException.class);
        assertThatThrownBy(() -> Descriptor.parse("{\"name\": " + "[".repeat(100_000), "a.json")).isInstanceOf(DataException.class);
        var wide = new StringBuilder("{");
        for (int i = 0; i < 9000; i++) {
            wide.append(i == 0 ? "" : ",").append("\"c").append(i).append("\":1");
        }
        String thin = wide.append("}").append("{}".repeat(20_000)).toString();
        assertThatThrownBy(() -> Table.parse(thin, "a.json")).isInstanceOf(DataException.class).hasMessageContaining("are more than the 50,000,000 cells");
    }
}
