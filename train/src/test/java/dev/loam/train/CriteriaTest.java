package dev.loam.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loam.nn.CrossEntropy;
import dev.loam.nn.Focal;
import dev.loam.nn.Huber;
import dev.loam.nn.Loss;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Losses by name.
class CriteriaTest {
    @TempDir
    private Path runs;

    @Test
    void everyLossIsWhatItsConfigSays() {
        for (var e : Registries.standard().losses().entries()) {
            Config config = Runs.config(runs, Runs.MLP, "loss=" + e.name());
            assertThat(config.with(config.newLoss()).flat()).as(e.name()).isEqualTo(config.flat());
        }
        assertThat(Runs.config(runs, Runs.MLP).newLoss()).isNull();
        Config config = Runs.config(runs, Runs.MLP, "loss.name=cross-entropy", "loss.label-smoothing=0.1", "loss.ignore=-100");
        assertThat(config.newLoss()).isEqualTo(new CrossEntropy(0.1, -100));
        assertThat(Runs.config(runs, Runs.MLP).with(new Huber(0.3)).newLoss()).isEqualTo(new Huber(0.3));
        assertThat(Config.parse("again", config.yaml()).newLoss()).isEqualTo(config.newLoss());
    }

    @ParameterizedTest
    @CsvSource({"focal", "bce-with-logits"})
    void classesAreLearnedByLossesOfClassesAndOfValues(String loss) {
        Summary summary = Run.of(Runs.config(runs, Runs.MLP, "loss.name=" + loss, "steps=60", "optimizer.learning-rate=0.02")).train();
        assertThat(summary.validation().accuracy()).isGreaterThan(0.25);
    }

    @Test
    void aLossOfOnesOwnIsAddedToTheRegistry() {
        Loss cubed = (output, target) -> output.sub(target.to(output.dtype())).abs().pow(3).flatten().mean(1);
        Registries mine = Registries.standard().with(Criteria.Entry.of("cubed", "the cube of the error", Criteria.Targets.VALUES, cubed));
        Config config = Config.load("iris", List.of("loss=cubed", "steps=3", "device=java", "runs=" + runs), mine);
        assertThat(config.newLoss()).isSameAs(cubed);
        assertThat(Run.of(config).train().completed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "loss=crossentropy           | Did you mean 'cross-entropy'? Known: auto, cross-entropy",
        "loss.label-smoothing=0.1    | no key 'loss.label-smoothing'",
    })
    void mistakesAreNamed(String setting, String message) {
        assertThatThrownBy(() -> Runs.config(runs, Runs.MLP, setting)).isInstanceOf(TrainException.class).hasMessageContaining(message);
    }

    @Test
    void lossesThatDoNotFitTheDataAreRefused() {
        Config mixed = Runs.config(runs, Runs.CNN, "augment.mixup=0.2");
        assertThatThrownBy(() -> Run.of(mixed.with(new Focal())).train()).hasMessageContaining("loss.name=focal takes the numbers of classes");
    }
}
