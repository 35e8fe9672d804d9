package dev.loam.train;

import java.util.Map;

/// What happens after the last step: the last checkpoint, the test examples with the last and with the best weights,
/// the summary and the report.
final class Finish {
    private final Trainer trainer;
    private final Problem problem;

    Finish(Trainer trainer) {
        this.trainer = trainer;
        this.problem = trainer.problem();
    }

    Summary summary(String resultKey) {
        double seconds = trainer.trainingSeconds();
        trainer.save();
        int classes = problem.source().classes();
        Predictions predictions = classes == 0 ? null : new Predictions(problem.test(), classes);
        Score test = predictions == null ? trainer.evaluator().score(problem.test()) : trainer.evaluator().score(problem.test(), predictions);
        Score validation = trainer.validation() != null ? trainer.validation() : trainer.evaluator().score(problem.validation());
        if (test != null) {
            trainer.log("test", test);
        }
        Summary.Best best = best(test);
        if (best != null && best.test() != null && best.step() != trainer.step()) {
            trainer.log("test-best", best.test());
        }
        trainer.metrics().flush(true);
        RunFolder folder = trainer.folder();
        double rate = trainer.step() * (double) problem.config().data().batchSize() / seconds;
        var summary = new Summary(folder.path(), folder.path().getFileName().toString(), true, trainer.step(), trainer.lastEpoch(), validation, test,
            best, seconds, rate, Memory.peak(), resultKey, environment(trainer));
        folder.write("summary.json", summary.json());
        folder.write("report.md", new Report(problem, summary, MetricsLog.read(folder.metrics()), predictions).text());
        trainer.listener().finish(summary);
        return summary;
    }

    /// The best step's scores; its weights are loaded for the test and the last ones put back.
    private Summary.Best best(Score test) {
        Position.Best best = trainer.best();
        if (best == null) {
            return null;
        }
        Score validation = new Score(best.loss(), best.accuracy(), problem.validation().size());
        if (best.step() == trainer.step()) {
            return new Summary.Best(best.step(), best.epoch(), validation, test);
        }
        Score there = null;
        try {
            trainer.checkpoints().load(best.step()).restore(trainer.states());
            there = trainer.evaluator().score(problem.test());
            trainer.checkpoints().load(trainer.step()).restore(trainer.states());
        } catch (Checkpoints.Damaged e) {
            trainer.listener().notice(e.getMessage() + ". The best weights were not tested.");
        }
        return new Summary.Best(best.step(), best.epoch(), validation, there);
    }

    private static Map<String, Object> environment(Trainer trainer) {
        Config config = trainer.problem().config();
        var provenance = trainer.problem().source().provenance();
        return Json.of("device", trainer.device().description(), "target", trainer.device().resultClass(), "precision", config.precision(),
            "parameters", trainer.problem().task().layout().parameterCount(),
            "data", Json.of("title", trainer.problem().source().title(), "content", provenance.contentHash(), "published", provenance.published(),
                "notice", trainer.problem().source().notice()),
            "loam", CodeVersion.current(), "java", System.getProperty("java.runtime.version"),
            "system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    }
}
