package dev.loam.lang.learn;

import dev.loam.compiler.Program;
import dev.loam.data.Batches;
import dev.loam.lang.Builtins;
import dev.loam.lang.Pair;
import dev.loam.lang.Procedure;
import dev.loam.lang.SchemeError;
import dev.loam.lang.Symbol;
import dev.loam.lang.library.Ports;
import dev.loam.lang.library.TextOutput;
import dev.loam.lang.number.Arithmetic;
import dev.loam.lang.tensor.Options;
import dev.loam.nn.Context;
import dev.loam.nn.Loss;
import dev.loam.nn.LossScale;
import dev.loam.nn.Optimizer;
import dev.loam.nn.ParameterLayout;
import dev.loam.nn.Task;
import dev.loam.nn.TrainingStep;
import dev.loam.runtime.Device;
import dev.loam.runtime.Executable;
import dev.loam.runtime.Session;
import dev.loam.runtime.States;
import dev.loam.tensor.Graph;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Node;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// `train` and `evaluate`: a step is one compiled program, the same that the Java API runs.
final class Training {
    private Training() {}

    static void register(Builtins table) {
        table.define("train", 4, Procedure.ANY, a -> train(new Options("train", a, "epochs", "steps", "validation", "callback", "schedule", "clip", "seed", "quiet").between(4, 4)));
        table.define("evaluate", 3, Procedure.ANY, a -> {
            var o = new Options("evaluate", a).between(3, 3);
            Loader loader = Loader.of("evaluate", o.at(1));
            Model model = Layers.layer("evaluate", o.at(0));
            model.draw();
            Task task = task(model, loader, Criterion.of("evaluate", o.at(2)), null);
            return Model.checked(() -> {
                Device device = Session.device();
                States states = device.states();
                initial(model, task.layout()).forEach(states::set);
                try (var run = new Evaluation(device, states, task, loader)) {
                    return run.score().list();
                }
            });
        });
    }

    private static Task task(Model model, Loader loader, Loss loss, Optimizer optimizer) {
        return new Task(model.layer(), model.layout(optimizer), loader.feature(0), loader.feature(1), loss);
    }

    /// The states of a layout with a model's values.
    private static Map<String, NDArray> initial(Model model, ParameterLayout layout) {
        var states = new LinkedHashMap<String, NDArray>();
        layout.sizes().keySet().forEach(label -> states.put(label, layout.initial(label, model.seed)));
        restore(model, states, layout.views());
        return states;
    }

    private static void restore(Model model, Map<String, NDArray> states, List<ParameterLayout.View> views) {
        for (ParameterLayout.View v : views) {
            NDArray value = model.values.get(v.name());
            if (value != null && value.size() == v.size()) {
                Model.put(states.get(v.state()), v, value);
            }
        }
    }

    private static Object train(Options o) {
        Model model = Layers.layer("train", o.at(0));
        Loader loader = Loader.of("train", o.at(1));
        Loss loss = Criterion.of("train", o.at(2));
        Optimizer optimizer = Optimising.of("train", o.at(3));
        int epochs = o.integer("epochs", -1, 0, 1);
        if (model.values.isEmpty()) {
            model.seed = o.integer("seed", -1, 0, 0);
        }
        double clip = o.real("clip", -1, 0);
        TrainingStep step = Model.checked(() -> TrainingStep.of(task(model, loader, loss, optimizer), optimizer, loader.batch()).clipNorm(clip).scale(LossScale.NONE));
        return Model.checked(() -> {
            try (var run = new Steps(model, loader, step)) {
                return run.epochs(epochs, o);
            }
        });
    }

    private static Set<String> labels(Executable program, Program.Kind kind) {
        return program.program().buffers().stream().filter(b -> b.kind() == kind).map(Program.Buffer::label).collect(Collectors.toSet());
    }

    /// Loss and accuracy over some examples.
    record Score(double loss, double accuracy) {
        Object list() {
            Object first = new Pair(Symbol.of("loss"), loss);
            return Double.isNaN(accuracy) ? Pair.list(first) : Pair.list(first, new Pair(Symbol.of("accuracy"), accuracy));
        }

        String text() {
            return String.format(Locale.ROOT, "loss %.4f", loss) + (Double.isNaN(accuracy) ? "" : String.format(Locale.ROOT, "  accuracy %.2f %%", 100 * accuracy));
        }
    }

    /// A model in training.
    private static final class Steps implements AutoCloseable {
        private final Model model;
        private final Loader loader;
        private final TrainingStep step;
        private final Device device = Session.device();
        private final States states = device.states();
        private final Executable program;
        private final Set<String> inputs;
        private final boolean counts;

        Steps(Model model, Loader loader, TrainingStep step) {
            this.model = model;
            this.loader = loader;
            this.step = step;
            Map<String, NDArray> initial = step.initial(model.seed);
            restore(model, initial, step.views());
            initial.forEach(states::set);
            program = device.compile(step.graph(), states);
            inputs = labels(program, Program.Kind.INPUT);
            counts = labels(program, Program.Kind.OUTPUT).contains("correct");
        }

        Object epochs(int count, Options o) {
            long perEpoch = loader.epoch(model.seed, model.epochs, true).count();
            long total = o.integer("steps", -1, 1, Math.toIntExact(Math.max(1, Math.multiplyExact(perEpoch, count))));
            Loader validation = o.has("validation") ? Loader.of("train", o.get("validation")) : null;
            boolean quiet = o.flag("quiet", -1, false);
            var history = new ArrayList<Object>();
            long done = 0;
            for (int e = 0; e < count && done < total; e++) {
                Score score = epoch(done, total, o.get("schedule"));
                done += Math.min(perEpoch, total - done);
                model.epochs++;
                Score checked = validation == null ? null : check(validation);
                history.add(score.loss());
                if (!quiet) {
                    var out = (TextOutput) Ports.CURRENT_OUTPUT.value();
                    out.write("epoch " + (e + 1) + "/" + count + "  " + score.text() + (checked == null ? "" : "  validation " + checked.text())
                        + "\n");
                    // whoever waits for the next epoch sees this one
                    out.flush();
                }
                if (o.has("callback")) {
                    keep();
                    Object answer = Procedure.call(o.get("callback"), (long) e + 1, checked == null ? score.list() : checked.list());
                    if (answer == Symbol.of("stop")) {
                        break;
                    }
                }
            }
            keep();
            return Pair.list(history.toArray());
        }

        private Score check(Loader validation) {
            try (var run = new Evaluation(device, states, step.task(), validation)) {
                return run.score();
            }
        }

        private Score epoch(long done, long total, Object schedule) {
            Batches batches = loader.epoch(model.seed, model.epochs, true);
            double sum = 0;
            long right = 0;
            long n = Math.min(batches.count(), total - done);
            for (int b = 0; b < n; b++) {
                feed(batches, b, rate(schedule, done + b, total));
                program.run();
                double loss = program.output("loss").getDouble(0);
                if (!program.output("finite").getBoolean(0)) {
                    throw SchemeError.error("train: the loss or its gradient is not finite at step " + model.steps + " (loss " + loss
                        + "); the weights are those before it. Try a smaller learning rate, or clip: 1.0");
                }
                sum += loss;
                right += counts ? program.output("correct").getInt(0) : 0;
                model.steps++;
            }
            return new Score(sum / n, counts ? (double) right / (n * batches.size()) : Double.NaN);
        }

        private double rate(Object schedule, long step, long total) {
            return schedule == null ? this.step.optimizer().learningRate() : Arithmetic.toDouble(Procedure.call(schedule, step, total));
        }

        private void feed(Batches batches, int b, double rate) {
            if (inputs.contains("x")) {
                batches.fill(b, 0, program.input("x").segment());
            }
            if (inputs.contains("y")) {
                batches.fill(b, 1, program.input("y").segment());
            }
            if (inputs.contains("learning-rate")) {
                program.input("learning-rate").setDouble(0, rate);
            }
            if (inputs.contains("step")) {
                program.input("step").set(0, model.steps);
            }
            if (inputs.contains("seed")) {
                program.input("seed").set(0, model.seed);
            }
            if (inputs.contains("base")) {
                program.input("base").set(0, 0L);
            }
        }

        /// Hands the values over to the model.
        private void keep() {
            for (ParameterLayout.View v : step.views()) {
                model.values.put(v.name(), states.get(v.state()).read(v.offset(), v.shape().toArray()));
            }
        }

        @Override
        public void close() {
            keep();
            program.close();
        }
    }

    /// A model being measured, batch by batch: a program for each size of batch, of which there are two at most.
    private static final class Evaluation implements AutoCloseable {
        private final Device device;
        private final States states;
        private final Task task;
        private final Loader loader;
        private final Map<Integer, Executable> programs = new LinkedHashMap<>();

        Evaluation(Device device, States states, Task task, Loader loader) {
            this.device = device;
            this.states = states;
            this.task = task;
            this.loader = loader;
        }

        private Graph graph(int rows) {
            Tensor x = loader.input("x", 0, rows);
            Tensor y = loader.input("y", 1, rows);
            Tensor output = task.model().apply(x, Context.evaluation(task.layout()));
            Map<String, Node> outputs = new LinkedHashMap<>();
            outputs.put("loss", task.loss().mean(output, y).node());
            task.loss().metrics(output, y).forEach((name, t) -> outputs.put(name, t.node()));
            return Graph.of(outputs, Map.of());
        }

        Score score() {
            Batches batches = loader.epoch(0, 0, false);
            double sum = 0;
            long examples = 0;
            long right = 0;
            boolean counts = false;
            for (int b = 0; b < batches.count(); b++) {
                int rows = batches.rows(b);
                Executable program = programs.computeIfAbsent(rows, n -> device.compile(graph(n), states));
                Set<String> inputs = labels(program, Program.Kind.INPUT);
                counts = labels(program, Program.Kind.OUTPUT).contains("correct");
                for (int field = 0; field < 2; field++) {
                    String name = field == 0 ? "x" : "y";
                    if (inputs.contains(name)) {
                        batches.fill(b, field, program.input(name).segment());
                    }
                }
                program.run();
                sum += program.output("loss").getDouble(0) * rows;
                examples += rows;
                right += counts ? program.output("correct").getInt(0) : 0;
            }
            return new Score(sum / examples, counts ? (double) right / examples : Double.NaN);
        }

        @Override
        public void close() {
            programs.values().forEach(Executable::close);
        }
    }
}
