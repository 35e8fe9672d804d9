package dev.loam.train;

import dev.loam.nn.LossScale;
import dev.loam.tensor.Precision;
import java.util.Map;
import java.util.function.BiConsumer;

/// What happens after the last step: the test examples with the last and with the best weights, the summary and the report.
final class Finish {
    private final Workbench bench;
    private final Problem problem;
    private final Course course;
    private final BiConsumer<String, Score> log;

    /// @param log writes a score under the name of its split into the metrics
    Finish(Workbench bench, Course course, BiConsumer<String, Score> log) {
        this.bench = bench;
        this.problem = bench.problem();
        this.course = course;
        this.log = log;
    }

    Summary summary(String resultKey) {
        double seconds = course.seconds();
        Map<String, Object> scaling = lossScale();
        Objective.Watcher watcher = problem.objective().watcher(problem);
        Evaluator evaluator = bench.evaluator();
        Score validation = course.validation != null ? course.validation : evaluator.score(Part.VALIDATION, course.step);
        // a text has one part that is set aside
        boolean same = problem.test() == problem.validation() && watcher == null;
        Score test = same ? validation : watcher == null ? evaluator.score(Part.TEST, course.step) : evaluator.score(Part.TEST, course.step, watcher);
        if (test != null) {
            log.accept("test", test);
        }
        Summary.Best best = best(test);
        if (best != null && best.test() != null && best.step() != course.step) {
            log.accept("test-best", best.test());
        }
        RunFolder folder = bench.folder();
        double rate = course.step * (double) problem.config().data().batchSize() / seconds;
        var summary = new Summary(folder.path(), folder.name(), true, course.step, course.lastEpoch, validation, test, best, seconds, rate,
            Memory.peak(), resultKey, environment(scaling));
        folder.write("summary.json", summary.json());
        folder.write("report.md", new Report(problem, folder, summary, MetricsLog.read(folder.metrics()), watcher).text());
        bench.listener().finish(summary);
        return summary;
    }

    /// The best step's scores; its weights are loaded for the test.
    private Summary.Best best(Score test) {
        Position.Best best = course.best;
        if (best == null) {
            return null;
        }
        Score validation = new Score(best.loss(), best.accuracy(), problem.validation().size(), best.figures());
        Score there = test;
        if (best.step() != course.step) {
            try {
                bench.checkpoints().load(best.step()).restore(bench.states());
                there = bench.evaluator().score(Part.TEST, best.step());
            } catch (Checkpoints.Damaged e) {
                bench.listener().notice(e.getMessage() + ". The best weights were not tested.");
                there = null;
            }
        }
        return new Summary.Best(best.step(), best.epoch(), validation, there);
    }

    /// The dtypes of each class of operations.
    private Map<String, Object> policy() {
        Precision p = problem.task().precision();
        return Json.of("products", rule(p.products()), "reductions", rule(p.reductions()), "elementwise", rule(p.elementwise()),
            "parameters", p.parameters().toString());
    }

    private static Map<String, Object> rule(Precision.Rule rule) {
        return Json.of("storage", rule.storage().toString(), "compute", rule.compute().toString());
    }

    /// How the loss was scaled, or null where it was not.
    private Map<String, Object> lossScale() {
        LossScale scale = problem.step().scale();
        return !scale.isOn() ? null : Json.of("kind", scale.kind().name().toLowerCase(java.util.Locale.ROOT), "scale", bench.lossScale(), "skipped-steps", course.skipped);
    }

    private Map<String, Object> environment(Map<String, Object> scaling) {
        var provenance = problem.source().provenance();
        return Json.of("device", bench.device().description(), "target", bench.device().resultClass(), "precision", problem.config().precision(),
            "precision-policy", policy(), "loss-scale", scaling,
            "parameters", problem.task().layout().parameterCount(),
            "data", Json.of("title", problem.source().title(), "content", provenance.contentHash(), "published", provenance.published(),
                "notice", problem.source().notice()),
            "loam", CodeVersion.current(), "java", System.getProperty("java.runtime.version"),
            "system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    }
}
