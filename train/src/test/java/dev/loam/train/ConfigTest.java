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
import org.junit.jupiter.params.provider.MethodSource;

class ConfigTest {
    static List<String> builtIn() {
        return ConfigFile.BUILT_IN;
    }

    @ParameterizedTest
    @MethodSource("builtIn")
    void everyBuiltInConfigSurvivesYamlAndJson(String name) {
        Config config = Config.load(name);

        assertThat(Config.parse(name, config.yaml())).isEqualTo(config);
        assertThat(Config.parse(name, Json.pretty(config.tree()))).isEqualTo(config);
        assertThat(Config.parse(name, config.canonical()).hash()).isEqualTo(config.hash());
    }

    @ParameterizedTest
    @MethodSource("builtIn")
    void everyBuiltInConfigHasAShortForm(String name) {
        Config config = Config.load(name, "mode=test");

        assertThat(config.mode()).isEqualTo("test");
        assertThat(config.hash()).isNotEqualTo(Config.load(name).hash());
        assertThat(config.with("seed", 5).steps()).isEqualTo(config.steps());
    }

    @Test
    void theHashDoesNotDependOnHowAConfigIsWritten() {
        Config yaml = Config.parse("a", "epochs: 2\nmodel:\n  name: mlp\n  widths: [8]\noptimizer: {learning-rate: 1e-3}\n");
        Config json = Config.parse("a", "{\"optimizer.learning-rate\": 0.001, \"model\": {\"widths\": 8, \"name\": \"mlp\"}, \"epochs\": 2.0}");

        assertThat(json.hash()).isEqualTo(yaml.hash());
        assertThat(yaml.with("seed", 2).hash()).isNotEqualTo(yaml.hash());
        assertThat(Config.parse("a", "", "epochs=2").hash()).isNotEqualTo(yaml.hash());
    }

    @Test
    void anUnknownKeyNamesTheNearest() {
        assertThatThrownBy(() -> Config.load("mnist", "optimizer.learing-rate=3e-4")).isInstanceOf(TrainException.class).hasMessage(
            "config: no key 'optimizer.learing-rate'. Did you mean 'optimizer.learning-rate'? (mnist.yaml and its defaults: ./loam config mnist)");
        assertThatThrownBy(() -> Config.load("mnist", "model.chanels=8")).hasMessageContaining("Did you mean 'model.channels'?");
        assertThatThrownBy(() -> Config.load("mnist", "optimizer.zzzzzzzz=8")).hasMessageContaining("There are optimizer.name, optimizer.learning-rate");
        assertThatThrownBy(() -> Config.parse("own", "qqqqqqqqqqqqqq: 1")).hasMessageContaining("The first parts of keys are name, model, data");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "optimizer.learning-rate=fast | config: optimizer.learning-rate must be a number, not 'fast'",
        "epochs=1.5                   | config: epochs must be a whole number, not 1.5",
        "epochs=0                     | config: epochs must be from 1 to 1000000, not 0",
        "data.validation=1            | config: data.validation must be from 0 to below 1, not 1.0",
        "data.batch-size=[1, 2]       | config: data.batch-size must be a whole number, not [1, 2]",
        "device=gpu                   | config: device must be one of auto, cpu, java, not 'gpu'",
        "model.batch-norm=yess        | config: model.batch-norm must be true or false, not 'yess'",
        "run=../elsewhere             | config: run must be the name of a folder, not '../elsewhere'; runs=DIR says where it lies",
        "epochs                       | config: 'epochs' is no setting; settings have the form key=value, as in epochs=3",
        "model=cnnn                   | no model 'cnnn'. Did you mean 'cnn'? Known: linear, mlp, cnn, gpt, lstm, made, patches",
        "optimizer=adamv              | config: there is no optimizer 'adamv'. Did you mean 'adam'? Known: sgd, rmsprop, adagrad, adam, adamw, lion, muon, schedule-free",
        "schedule=cosin               | config: there is no schedule 'cosin'. Did you mean 'cosine'? Known: constant, cosine, linear, step, exponential, one-cycle, wsd",
        "precision=f8                 | config: precision must be one of f32, f64, bf16, f16, not 'f8'",
        "loss-scale=big               | config: loss-scale must be auto, dynamic, none or a number above 0, not 'big'",
        "loss-scale=-2                | config: loss-scale must be auto, dynamic, none or a number above 0, not '-2'",
    })
    void aWrongValueIsOneSentence(String setting, String sentence) {
        assertThatThrownBy(() -> Config.load("mnist", setting)).hasMessage(sentence);
    }

    @Test
    void settingsAreReadAsWhatTheyLookLike() {
        Config config = Config.load("mnist", "model.channels=[4, 8]", "optimizer.learning-rate=1e-4", "model.batch-norm=true", "data.path=12");

        assertThat(config.model().options()).containsEntry("channels", List.of(4L, 8L)).containsEntry("batch-norm", true);
        assertThat(config.optimizer().learningRate()).isEqualTo(1e-4);
        assertThat(config.data().path()).isEqualTo("12");
    }

    @Test
    void namingAnotherModelDropsTheOptionsOfTheFormer() {
        Config config = Config.load("mnist", "model=mlp", "optimizer=sgd");

        assertThat(config.model().name()).isEqualTo("mlp");
        assertThat(config.model().options()).containsKey("widths").doesNotContainKey("channels");
        assertThat(config.optimizer().options()).containsOnlyKeys("momentum", "nesterov", "weight-decay");
        assertThat(config.optimizer().learningRate()).isEqualTo(Config.load("mnist").optimizer().learningRate());
    }

    @Test
    void theLastWordOnTheLengthCounts() {
        assertThat(Config.load("mnist", "mode=test", "epochs=2").steps()).isZero();
        assertThat(Config.load("mnist", "steps=9").with("epochs", 2).steps()).isZero();
        assertThat(Config.load("mnist", "epochs=2", "steps=9").steps()).isEqualTo(9);
    }

    @Test
    void aBuilderSaysWhatAFileSays() {
        Config built = Config.load("mnist").with(AdamW.of(1e-3).weightDecay(0.1)).with(Cosine.from(2e-3).to(1e-5).warmup(100));
        Config file = Config.load("mnist", "optimizer.weight-decay=0.1", "optimizer.learning-rate=2e-3", "schedule.to=1e-5", "schedule.warmup=100");

        assertThat(built).isEqualTo(file);
        assertThat(built.newOptimizer()).isEqualTo(AdamW.of(2e-3).weightDecay(0.1));
        assertThat(built.newSchedule()).isEqualTo(Cosine.from(2e-3).to(1e-5).warmup(100));
        assertThat(built.with(SGD.of(0.1).momentum(0.9)).newOptimizer()).isEqualTo(SGD.of(0.1).momentum(0.9));
    }

    @Test
    void aScheduleOutsideTheRegistryIsRefusedInASentence() {
        assertThatThrownBy(() -> Config.load("mnist").with((long step, long total) -> 0.1)).isInstanceOf(TrainException.class)
            .hasMessageContaining("is no schedule of the registry (constant, cosine, linear, ");
    }

    @Test
    void whatSaysOnlyWhereAndHowFastDoesNotDetermineTheResult() {
        Config config = Config.load("mnist");

        assertThat(config.with("threads", 2).with("runs", "elsewhere").with("log-interval", 7).determining()).isEqualTo(config.determining());
        assertThat(config.with("seed", 9).determining()).isNotEqualTo(config.determining());
    }

    @Test
    void filesAreFoundReadAndNamedInErrors(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(dir.resolve("my.yaml"), "epochs: 7\n");
        assertThat(Config.load(file.toString()).name()).isEqualTo("my");
        assertThat(Config.load(file.toString()).epochs()).isEqualTo(7);

        assertThatThrownBy(() -> Config.load("mnits")).hasMessageStartingWith("config: there is no 'mnits'. Did you mean 'mnist'? Built in: mnist, mnist-mlp");
        assertThatThrownBy(() -> Config.load(dir.resolve("none.yaml").toString())).hasMessageContaining("there is no such file");
        assertThatThrownBy(() -> Config.parse("bad", "epochs: [1\nmodel: }")).isInstanceOf(TrainException.class).hasMessageStartingWith("bad:");
        assertThatThrownBy(() -> Config.parse("bad", "{\"epochs\": 1, \"epochs\": 2}")).isInstanceOf(TrainException.class);
        assertThatThrownBy(() -> Config.parse("bad", "- 1\n- 2\n")).hasMessage("bad: must hold keys and values, as in 'epochs: 3'");
    }
}
