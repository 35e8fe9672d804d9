package dev.loam.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loam.nn.AdamW;
import dev.loam.nn.Cosine;
import dev.loam.nn.SGD;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class ConfigTest {
    static final List<String> BUILT_IN = ConfigFile.BUILT_IN;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @FieldSource("BUILT_IN")
    void everyBuiltInConfigLoadsAndComesBackFromItsYamlAndItsJson(String name) throws IOException {
        Config config = Config.load(name);
        assertThat(config.name()).isEqualTo(name);
        Path yaml = Files.writeString(folder.resolve("a.yaml"), config.yaml());
        Path json = Files.writeString(folder.resolve("b.json"), config.canonical());
        for (Path file : List.of(yaml, json)) {
            Config back = Config.load(file.toString());
            assertThat(back.canonical()).isEqualTo(config.canonical());
            assertThat(back.hash()).isEqualTo(config.hash());
            assertThat(back.flat()).isEqualTo(config.flat());
            assertThat(Config.load(file.toString(), "mode=test").flat()).isEqualTo(Config.load(name, "mode=test").flat());
        }
        assertThat(config.newOptimizer()).isNotNull();
        assertThat(config.newSchedule().at(1000, 2000)).isPositive();
    }

    @Test
    void theCanonicalFormAndItsHashStay() {
        Config config = Config.parse("a", "model: {name: mlp, widths: [8]}\ndata: iris");
        assertThat(config.canonical()).isEqualTo("{\"checkpoint\":{\"seconds\":30,\"steps\":0},\"data\":{\"batch-size\":64,\"descriptor\":\"\",\"dir\":\"\","
            + "\"name\":\"iris\",\"path\":\"\",\"split-seed\":null,\"test-limit\":0,\"train-limit\":0,\"validation\":null},\"device\":\"auto\",\"epochs\":1,"
            + "\"log-interval\":50,\"mode\":\"full\",\"model\":{\"activation\":\"relu\",\"batch-norm\":false,\"dropout\":0,\"name\":\"mlp\",\"widths\":[8]},\"name\":\"a\","
            + "\"optimizer\":{\"beta1\":0.9,\"beta2\":0.999,\"clip-norm\":0,\"epsilon\":1.0E-8,\"learning-rate\":0.001,\"name\":\"adamw\",\"weight-decay\":0.01},"
            + "\"precision\":\"f32\",\"run\":\"\",\"runs\":\"runs\",\"schedule\":{\"name\":\"constant\",\"warmup\":0},\"seed\":1,\"steps\":0,\"threads\":0}");
        assertThat(config.hash()).isEqualTo(Json.sha256(config.canonical())).hasSize(64);
    }

    @Test
    void howAConfigIsWrittenDoesNotMatter() {
        String hash = Config.parse("a", "model: {name: mlp, widths: [8]}\nepochs: 2\noptimizer: {learning-rate: 0.01}\n").hash();
        assertThat(Config.parse("a", "{\"epochs\": 2.0, \"optimizer.learning-rate\": 1e-2, \"model\": {\"widths\": 8, \"name\": \"mlp\"}}").hash()).isEqualTo(hash);
        assertThat(Config.parse("a", "", "model=mlp", "model.widths=[8]", "epochs=2", "optimizer={learning-rate: 1.0e-2}").hash()).isEqualTo(hash);
        assertThat(Config.parse("a", "epochs: 7\nmodel: {widths: [9]}\n").with("epochs", 2).with("model.widths", List.of(8)).with("optimizer.learning-rate", 0.01).hash())
            .isEqualTo(hash);
        assertThat(Config.parse("a", "model: {name: mlp, widths: [8]}\nepochs: 3\noptimizer: {learning-rate: 0.01}\n").hash()).isNotEqualTo(hash);
    }

    @Test
    void aBuilderSaysWhatAConfigSays() {
        Config text = Config.load("mnist-mlp", "optimizer=adamw", "optimizer.weight-decay=0.1", "optimizer.learning-rate=1e-3", "schedule=cosine",
            "schedule.to=1e-5", "schedule.warmup=100", "epochs=4");
        Config built = Run.of(Config.load("mnist-mlp")).with(AdamW.of(1e-3).weightDecay(0.1)).with(Cosine.from(1e-3).to(1e-5).warmup(100)).with("epochs", 4).config();
        assertThat(built.canonical()).isEqualTo(text.canonical());
        assertThat(built.newOptimizer()).isEqualTo(AdamW.of(1e-3).weightDecay(0.1));
        assertThat(Config.load("mnist").with(new SGD(0.1, 0.5, true, 0.0)).flat()).containsEntry("optimizer.name", "sgd").containsEntry("optimizer.nesterov", true);
    }

    @Test
    void anUnknownKeyNamesTheNearest() {
        wrong("config: no key 'optimizer.learing-rate'. Did you mean 'optimizer.learning-rate'? (mnist.yaml and its defaults: ./loam config mnist)",
            "mnist", "optimizer.learing-rate=3e-4");
        wrong("config: no key 'epoch'. Did you mean 'epochs'? (mnist.yaml and its defaults: ./loam config mnist)", "mnist", "epoch=2");
        wrong("config: no key 'model.heads'. There are model.name, model.widths, model.activation, model.dropout, model.batch-norm. (mnist-mlp.yaml and its defaults: ./loam config mnist-mlp)",
            "mnist-mlp", "model.heads=4");
        assertThatThrownBy(() -> Config.load("mnist", "frobnicate=1")).hasMessageStartingWith("config: no key 'frobnicate'. The first parts of keys are name, model, data,");
    }

    @Test
    void anUnknownKeyInAFileNamesTheFile() throws IOException {
        Path file = Files.writeString(folder.resolve("mine.yaml"), "data: {batchsize: 3}\n");
        wrong("config: no key 'data.batchsize'. Did you mean 'data.batch-size'? (mine.yaml)", file.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "epochs=many | config: epochs must be a whole number, not 'many'",
        "epochs=1.5 | config: epochs must be a whole number, not 1.5",
        "epochs=0 | config: epochs must be from 1 to 1000000, not 0",
        "data.batch-size=0 | config: data.batch-size must be from 1 to 1048576, not 0",
        "optimizer.learning-rate=fast | config: optimizer.learning-rate must be a number, not 'fast'",
        "optimizer.learning-rate=-1 | config: optimizer.learning-rate must be a number from 0 to 1000000000, not -1.0",
        "data.validation=1 | config: data.validation must be from 0 to below 1, not 1.0",
        "device=tpu | config: device must be one of auto, cpu, java, not 'tpu'",
        "mode=fast | config: mode must be one of full, test, not 'fast'",
        "precision=bf16 | config: precision 'bf16' is not there yet; training computes and stores in f32, so leave the key out or say precision=f32",
        "run=../x | config: run must be the name of a folder, not '../x'; runs=DIR says where it lies",
        "epochs | config: 'epochs' is no setting; settings have the form key=value, as in epochs=3",
        "runs= | config: runs must be a folder, not ''",
    })
    void aWrongValueIsOneSentence(String setting, String sentence) {
        wrong(sentence, "mnist-mlp", setting);
    }

    @Test
    void anUnknownNameHasTheNearest() {
        assertThatThrownBy(() -> Config.load("mnits")).isInstanceOf(TrainException.class)
            .hasMessage("config: there is no 'mnits'. Did you mean 'mnist'? Built in: mnist, mnist-mlp, digits, fashion, iris, titanic; or give a file, as in ./loam train my.yaml");
        assertThatThrownBy(() -> Config.load("mnist", "model=cmn")).hasMessageContainingAll("cmn", "cnn");
        assertThatThrownBy(() -> Config.load("mnist", "optimizer=adamv")).hasMessageContainingAll("adamv", "adam");
        assertThatThrownBy(() -> Config.load("mnist", "schedule=cosin")).hasMessageContainingAll("cosin", "cosine");
        assertThatThrownBy(() -> Config.load(folder.resolve("no.yaml").toString())).isInstanceOf(TrainException.class).hasMessageContaining("there is no such file");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {"a: [1 | bad.yaml:", "a: 1, b: {a: 2 | bad.yaml", "- 1 | must hold keys and values", "epochs: 1 # x | none",
        "{\"a\": 1, \"a\": 2} | bad.yaml:1", "test: 3 | 'test' must hold keys and values"})
    void aFileThatIsNoConfigIsOneSentence(String text, String part) throws IOException {
        Path file = Files.writeString(folder.resolve("bad.yaml"), text);
        if (part.equals("none")) {
            assertThat(Config.load(file.toString()).epochs()).isEqualTo(1);
            return;
        }
        assertThatThrownBy(() -> Config.load(file.toString())).isInstanceOf(TrainException.class).hasMessageContaining(part).message().hasLineCount(1);
    }

    @Test
    void modeTestIsTheShortForm() {
        Config shortened = Config.load("mnist", "mode=test");
        assertThat(shortened.steps()).isEqualTo(60);
        assertThat(shortened.data().trainLimit()).isEqualTo(4000);
        assertThat(Config.load("mnist", "mode=test", "steps=3").steps()).isEqualTo(3);
        assertThat(Config.load("mnist").with("mode", "test").steps()).isEqualTo(60);
        assertThat(Config.load("mnist").steps()).isZero();
    }

    @Test
    void anotherOptimizerDropsTheOptionsOfTheOneBefore() {
        Config config = Config.load("mnist", "optimizer=sgd", "optimizer.momentum=0.5");
        assertThat(config.flat()).containsEntry("optimizer.momentum", 0.5).containsEntry("optimizer.learning-rate", 0.002).doesNotContainKey("optimizer.beta1");
        assertThat(config.newOptimizer()).isEqualTo(new SGD(0.002, 0.5, false, 0.0));
    }

    private static void wrong(String sentence, String name, String... settings) {
        assertThatThrownBy(() -> Config.load(name, settings)).isInstanceOf(TrainException.class).hasMessage(sentence);
    }
}
