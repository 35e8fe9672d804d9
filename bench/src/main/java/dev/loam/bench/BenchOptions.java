package dev.loam.bench;

import dev.loam.nn.LossScale;
import dev.loam.nn.Nearest;
import dev.loam.nn.TrainingStep;
import dev.loam.tensor.DType;
import dev.loam.tensor.Precision;
import java.util.List;

/// How a workload is run.
///
/// @param threads threads of the device; 0 for one per core
/// @param seconds how long each workload is timed, after warming up
/// @param batch   examples per step; 0 for the workload's own number
/// @param warmup  steps that are run first and not timed
/// @param steps   the most steps that are timed
/// @param seed    of weights and data
/// @param precision under which training steps compute: f32, bf16 or f16
public record BenchOptions(int threads, double seconds, int batch, int warmup, int steps, long seed, Precision precision) {
    private static final List<String> KEYS = List.of("threads", "seconds", "batch", "warmup", "steps", "seed", "precision");

    public BenchOptions {
        if (threads < 0 || !(seconds >= 0) || batch < 0 || warmup < 0 || steps < 1) {
            throw new BenchException("bench: threads, seconds, batch and warmup can not be negative and steps must be at least 1; got "
                + "threads=" + threads + " seconds=" + seconds + " batch=" + batch + " warmup=" + warmup + " steps=" + steps);
        }
    }

    /// One thread per core, six seconds, as many steps as fit.
    public static BenchOptions standard() {
        return new BenchOptions(0, 6, 0, 30, 100_000, 1337, Precision.F32);
    }

    public BenchOptions threads(int value) {
        return new BenchOptions(value, seconds, batch, warmup, steps, seed, precision);
    }

    public BenchOptions seconds(double value) {
        return new BenchOptions(threads, value, batch, warmup, steps, seed, precision);
    }

    public BenchOptions batch(int value) {
        return new BenchOptions(threads, seconds, value, warmup, steps, seed, precision);
    }

    public BenchOptions warmup(int value) {
        return new BenchOptions(threads, seconds, batch, value, steps, seed, precision);
    }

    public BenchOptions steps(int value) {
        return new BenchOptions(threads, seconds, batch, warmup, value, seed, precision);
    }

    public BenchOptions seed(long value) {
        return new BenchOptions(threads, seconds, batch, warmup, steps, value, precision);
    }

    public BenchOptions precision(Precision value) {
        if (value.parameters() != DType.F32) {
            throw new BenchException("bench: workloads have their parameters in f32; precision is f32, bf16 or f16, not " + value.name());
        }
        return new BenchOptions(threads, seconds, batch, warmup, steps, seed, value);
    }

    /// `step` under the precision, with the loss scale that it needs.
    TrainingStep under(TrainingStep step) {
        return step.task(step.task().precision(precision)).scale(precision.needsLossScale() ? LossScale.dynamic() : step.scale());
    }

    /// These options with one changed, as a command line has it: `batch=128`.
    ///
    /// @throws BenchException where there is no such option, or its value is no number
    public BenchOptions with(String assignment) {
        int equals = assignment.indexOf('=');
        if (equals < 0) {
            throw new BenchException("bench: an option is given as KEY=VALUE, not as '" + assignment + "'");
        }
        String key = assignment.substring(0, equals);
        String value = assignment.substring(equals + 1);
        try {
            return switch (key) {
                case "threads" -> threads(Integer.parseInt(value));
                case "seconds" -> seconds(Double.parseDouble(value));
                case "batch" -> batch(Integer.parseInt(value));
                case "warmup" -> warmup(Integer.parseInt(value));
                case "steps" -> steps(Integer.parseInt(value));
                case "precision" -> precision(Precision.of(value));
                case "seed" -> seed(Long.parseLong(value));
                default -> {
                    String near = Nearest.of(key, KEYS);
                    throw new BenchException("bench: there is no option '" + key + "'. "
                        + (near == null ? "" : "Did you mean '" + near + "'? ") + "Known: " + String.join(", ", KEYS));
                }
            };
        } catch (NumberFormatException e) {
            throw new BenchException("bench: " + key + " must be a number, not '" + value + "'");
        }
    }
}
