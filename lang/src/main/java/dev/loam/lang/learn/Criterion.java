package dev.loam.lang.learn;

import dev.loam.lang.Builtins;
import dev.loam.lang.Procedure;
import dev.loam.lang.SchemeError;
import dev.loam.lang.ad.TensorCall;
import dev.loam.lang.tensor.TensorValue;
import dev.loam.nn.Loss;
import dev.loam.nn.Losses;
import dev.loam.tensor.DType;
import dev.loam.tensor.Functions;
import dev.loam.tensor.Tensor;
import java.util.Map;

/// The losses: procedures of a prediction and a target, `(cross-entropy pred target)`, and by themselves arguments of `train`. Any
/// procedure of the two that gives one number is a loss too.
final class Criterion {
    private Criterion() {}

    private interface Each {
        /// The loss of each example or element.
        Tensor of(Tensor prediction, Tensor target);
    }

    static void register(Builtins table) {
        define(table, "cross-entropy", Criterion::crossEntropy);
        for (String name : new String[] {"mse", "mean-squared-error"}) {
            define(table, name, (p, t) -> p.sub(like(t, p)).square());
        }
        for (String name : new String[] {"mae", "mean-absolute-error"}) {
            define(table, name, (p, t) -> p.sub(like(t, p)).abs());
        }
        // of logits: log(1 + e^p) - p t
        define(table, "binary-cross-entropy", (p, t) -> p.max(0).sub(p.mul(like(t, p))).add(p.abs().neg().exp().log1p()));
        define(table, "huber", (p, t) -> {
            Tensor d = p.sub(like(t, p)).abs();
            return d.le(1).where(d.square().mul(0.5), d.sub(0.5));
        });
        define(table, "hinge", (p, t) -> p.mul(like(t, p)).neg().add(1).max(0));
        // of logarithms of probabilities
        define(table, "kl-divergence", (p, t) -> like(t, p).mul(like(t, p).max(1e-12).log().sub(p)).sum(-1));
    }

    /// A target in the dtype of what is predicted, with its shape where only axes of size 1 are missing.
    private static Tensor like(Tensor target, Tensor prediction) {
        Tensor t = target.to(prediction.dtype());
        return t.rank() == prediction.rank() - 1 && prediction.shape().dim(-1).is(1) ? t.unsqueeze(-1)
            : t.rank() > prediction.rank() && t.shape().maxElements() == prediction.shape().maxElements() ? t.reshape(prediction.shape()) : t;
    }

    /// Of labels, or of shares of the classes.
    private static Tensor crossEntropy(Tensor p, Tensor t) {
        return t.rank() == p.rank() ? p.logSoftmax().mul(t.to(p.dtype())).sum(-1).neg() : Losses.crossEntropyEach(p, labels(t), 0);
    }

    private static Tensor labels(Tensor t) {
        return t.dtype().isFloat() ? t.to(DType.I32) : t;
    }

    private static void define(Builtins table, String name, Each each) {
        table.value(name, new Named(name, each));
    }

    /// A loss of the library.
    private static final class Named extends Procedure implements Loss {
        private final Each each;

        Named(String name, Each each) {
            super(name);
            this.each = each;
        }

        @Override
        public int least() {
            return 2;
        }

        @Override
        public int most() {
            return 2;
        }

        @Override
        public Object apply2(Object prediction, Object target) {
            return TensorCall.apply(name(), Functions.fn((p, t) -> each.of(p, t).mean()), Loader.tensor(prediction), Loader.tensor(target));
        }

        @Override
        public Tensor each(Tensor output, Tensor target) {
            return each.of(output, target);
        }

        @Override
        public Map<String, Tensor> metrics(Tensor output, Tensor target) {
            return correct(output, target);
        }
    }

    /// The number of right labels, where these are labels.
    private static Map<String, Tensor> correct(Tensor output, Tensor target) {
        boolean labels = !target.dtype().isFloat() && output.rank() == target.rank() + 1;
        return labels ? Map.of("correct", Losses.correct(output, target)) : Map.of();
    }

    /// A procedure of the program as a loss.
    private record Written(Procedure f) implements Loss {
        @Override
        public Tensor each(Tensor output, Tensor target) {
            Tensor mean = mean(output, target);
            return mean.rank() == 0 ? mean.reshape(1) : mean;
        }

        @Override
        public Tensor mean(Tensor output, Tensor target) {
            Object y = Procedure.call(f, TensorValue.unknown(output), TensorValue.unknown(target));
            if (!(y instanceof TensorValue t)) {
                throw SchemeError.error("train: the loss must give a number made of the prediction and the target, it gave", y);
            }
            return t.tensor().rank() == 0 ? t.tensor() : t.tensor().mean();
        }

        @Override
        public Map<String, Tensor> metrics(Tensor output, Tensor target) {
            return correct(output, target);
        }
    }

    static Loss of(String who, Object x) {
        return switch (x) {
            case Loss l -> l;
            case Procedure p when p.accepts(2) -> new Written(p);
            default -> throw SchemeError.error(who + ": the loss must be a procedure of prediction and target, such as cross-entropy or (lambda (pred target) …), found", x);
        };
    }
}
