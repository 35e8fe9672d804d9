package dev.loam.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loam.tensor.DType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescriptorTest {
    private static final String FLOWERS = """
        name: flowers
        fields:
          - {name: height, kind: numeric, missing: mean}
          - {name: petals, kind: numeric, dtype: i32}
          - {name: colour, kind: categorical, missing: category}
          - {name: note, role: ignored}
          - {name: kind, role: label, kind: categorical, categories: [rose, 7, true]}
        split: {train: 0.5, validation: 0.25, test: 0.25, seed: 7}
        """;

    private static void fails(String text, String message) {
        assertThatThrownBy(() -> Descriptor.parse(text, "a.yaml")).isInstanceOf(DataException.class).hasMessage(message);
    }

    @Test
    void yamlSaysWhatTheColumnsAre() {
        Descriptor d = Descriptor.parse(FLOWERS, "flowers.yaml");
        assertThat(d.title()).isEqualTo("flowers");
        assertThat(d.modality()).isEqualTo(Modality.TABULAR);
        assertThat(d.names()).containsExactly("height", "petals", "colour", "note", "kind");
        assertThat(d.label()).isEqualTo(Field.label("kind", List.of("rose", "7", "true")));
        assertThat(d.fields().get(0).missing()).isEqualTo(Field.Missing.MEAN);
        assertThat(d.fields().get(1).dtype()).isEqualTo(DType.I32);
        assertThat(d.withRole(Field.Role.IGNORED)).extracting(Field::name).containsExactly("note");
        assertThat(d.shares()).isEqualTo(new Descriptor.Shares(0.5, 0.25, 0.25, 7));
    }

    @Test
    void theCanonicalFormAndYamlReadBackAsTheSameDescriptor() {
        Descriptor d = Descriptor.parse(FLOWERS, "flowers.yaml");
        assertThat(Descriptor.parse(d.canonical(), "json")).isEqualTo(d);
        assertThat(Descriptor.parse(d.yaml(), "yaml")).isEqualTo(d);
        assertThat(Descriptor.parse(d.canonical(), "json").canonical()).isEqualTo(d.canonical()).doesNotContain("\n");
    }

    @Test
    void theHashDependsOnWhatIsSaidAndNotOnHow() {
        String hash = Descriptor.parse(FLOWERS, "a").hash();
        String otherwise = """
            {"split": {"seed": 7, "test": 0.25, "validation": 0.25, "train": 0.5}, "modality": "tabular", "title": "flowers", "name": "flowers",
             "fields": [{"kind": "numeric", "missing": "mean", "name": "height", "role": "feature", "dtype": "f32"},
             {"name": "petals", "kind": "numeric", "dtype": "i32"}, {"name": "colour", "kind": "categorical", "missing": "category"},
             {"name": "note", "role": "ignored"}, {"name": "kind", "role": "label", "kind": "categorical", "categories": ["rose", "7", "true"]}]}""";
        assertThat(Descriptor.parse(otherwise, "b").hash()).isEqualTo(hash).hasSize(64);
        for (String change : List.of("missing: mean>missing: zero", "seed: 7>seed: 8", "rose>tulip", "dtype: i32>dtype: f32", "name: flowers>name: blooms")) {
            String[] fromTo = change.split(">");
            assertThat(Descriptor.parse(FLOWERS.replace(fromTo[0], fromTo[1]), "c").hash()).isNotEqualTo(hash);
        }
    }

    @Test
    void unknownKeysAndValuesAreErrorsWithTheNearestOne() {
        fails("nmae: x", "a.yaml: no key 'nmae' here. Did you mean 'name'?");
        fails("name: x\nfields: [{name: a, knd: numeric}]", "a.yaml: field 'a': no key 'knd' here. Did you mean 'kind'?");
        fails("name: x\nfields: [{name: a, kind: numerc}]", "a.yaml: field 'a': no kind 'numerc'. Did you mean 'numeric'?");
        fails("name: x\nfields: [{name: a, kind: numeric, role: target}]", "a.yaml: field 'a': no role 'target'. Valid: feature, label, ignored.");
        fails("name: x\nfields: [{name: a, kind: numeric, dtype: float}]", "a.yaml: field 'a': unknown dtype 'float'; the dtypes are f32, f64, f16, bf16, i8, u8, i32, u32, i64, bool");
        fails(FLOWERS.replace("train:", "trian:"), "a.yaml: split: no key 'trian' here. Did you mean 'train'?");
    }

    @Test
    void whatCannotBeMeantIsAnError() {
        fails("fields: []", "a.yaml: 'name' is missing");
        fails("name: x", "a.yaml: 'fields' must list the columns, as in '- {name: age, kind: numeric}'");
        fails("name: x\nfields: [age]", "a.yaml: field 1: must hold keys and values, as in 'name: iris'");
        fails("name: x\nfields: [{name: a}]", "a.yaml: field 'a': 'kind' is missing; say numeric or categorical");
        fails("name: x\nfields: [{name: a, kind: numeric}]", "a.yaml: exactly one field must have 'role: label', but none has");
        fails("name: x\nfields: [{name: a, kind: numeric, role: label}]", "a.yaml: no field is a feature, so there is nothing to predict the label from");
        fails("name: x\nfields: [{name: a, kind: numeric}, {name: a, kind: numeric, role: label}]", "a.yaml: field 'a' is described twice");
        fails(FLOWERS.replace("[rose, 7, true]", "[rose, rose]"), "a.yaml: field 'kind': category 'rose' is listed twice");
        fails(FLOWERS.replace("kind: numeric, missing: mean", "kind: numeric, categories: [a]"), "a.yaml: field 'height': only a categorical field has categories, this one is numeric");
        fails(FLOWERS.replace("missing: mean", "missing: category"), "a.yaml: field 'height': missing: category needs a categorical field; a numeric one takes error, mean, zero or drop");
        fails(FLOWERS.replace("train: 0.5", "train: 0.6"), "a.yaml: split: train, validation and test must add up to 1, they add up to 1.1");
        fails(FLOWERS.replace("train: 0.5", "train: half"), "a.yaml: split: 'train' must be a number, not 'half'");
        fails(FLOWERS.replace("seed: 7", "seed: 7.5"), "a.yaml: split: 'seed' must be a whole number, not 7.5");
        fails(FLOWERS.replace("seed: 7", "seed: -7"), "a.yaml: split: the seed must not be negative, got -7");
        fails(FLOWERS + "content-hash: abc", "a.yaml: content-hash must be 64 hexadecimal digits (SHA-256), not 'abc'");
        fails("[1, 2]", "a.yaml: must hold keys and values, as in 'name: iris'");
    }

    @Test
    void filesThatCannotBeReadAreNamed(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("d.yaml");
        assertThatThrownBy(() -> Descriptor.read(file)).isInstanceOf(DataException.class).hasMessage(file + ": there is no such file");
        Files.write(file, new byte[(1 << 20) + 1]);
        assertThatThrownBy(() -> Descriptor.read(file)).isInstanceOf(DataException.class).hasMessage(file + ": has 1,048,577 bytes; a descriptor has at most 1,048,576");
        Files.writeString(file, "name: [a\nfields: }");
        assertThatThrownBy(() -> Descriptor.read(file)).isInstanceOf(DataException.class).hasMessageStartingWith(file + ":").hasMessageNotContaining("\n");
        Files.writeString(file, FLOWERS);
        assertThat(Descriptor.read(file)).isEqualTo(Descriptor.parse(FLOWERS, "x"));
    }
}
