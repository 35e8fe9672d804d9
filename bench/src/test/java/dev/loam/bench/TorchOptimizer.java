package dev.loam.bench;

import dev.loam.nn.Adagrad;
import dev.loam.nn.Adam;
import dev.loam.nn.AdamW;
import dev.loam.nn.Optimizer;
import dev.loam.nn.Parameter;
import dev.loam.nn.ParameterLayout;
import dev.loam.nn.RMSprop;
import dev.loam.nn.SGD;
import java.util.function.Function;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.pytorch.AdagradOptions;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.OptimizerOptions;
import org.bytedeco.pytorch.OptimizerParamGroup;
import org.bytedeco.pytorch.RMSpropOptions;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/// The LibTorch twin of a Loam optimiser, with its groups: weight decay for some parameters and none for the others.
final class TorchOptimizer {
    private TorchOptimizer() {
    }

    /// @param model finds a parameter by its name
    static org.bytedeco.pytorch.Optimizer of(Optimizer optimizer, ParameterLayout layout, Function<String, Tensor> model) {
        var first = layout.groups().getFirst();
        var twin = switch (options(optimizer, first.decay())) {
            case SGDOptions o -> new org.bytedeco.pytorch.SGD(members(first, model), o);
            case AdamOptions o -> new org.bytedeco.pytorch.Adam(members(first, model), o);
            case RMSpropOptions o -> new org.bytedeco.pytorch.RMSprop(members(first, model), o);
            case AdagradOptions o -> new org.bytedeco.pytorch.Adagrad(members(first, model), o);
            case AdamWOptions o -> new org.bytedeco.pytorch.AdamW(members(first, model), o);
            case OptimizerOptions o -> throw new IllegalArgumentException("no optimiser takes " + o);
        };
        for (ParameterLayout.Group g : layout.groups().subList(1, layout.groups().size())) {
            twin.add_param_group(new OptimizerParamGroup(members(g, model), options(optimizer, g.decay())));
        }
        return twin;
    }

    private static TensorVector members(ParameterLayout.Group g, Function<String, Tensor> model) {
        var members = new TensorVector();
        for (Parameter p : g.parameters()) {
            members.push_back(model.apply(p.name()));
        }
        return members;
    }

    private static OptimizerOptions options(Optimizer optimizer, boolean decay) {
        switch (optimizer) {
            case SGD s -> {
                var o = new SGDOptions(s.learningRate());
                o.momentum().put(s.momentum());
                o.nesterov().put(s.nesterov());
                o.weight_decay().put(decay ? s.weightDecay() : 0);
                return o;
            }
            case Adam a -> {
                var o = new AdamOptions(a.learningRate());
                betas(o.betas(), a.beta1(), a.beta2());
                o.eps().put(a.epsilon());
                o.weight_decay().put(decay ? a.weightDecay() : 0);
                return o;
            }
            case AdamW a -> {
                var o = new AdamWOptions(a.learningRate());
                betas(o.betas(), a.beta1(), a.beta2());
                o.eps().put(a.epsilon());
                o.weight_decay().put(decay ? a.weightDecay() : 0);
                return o;
            }
            case RMSprop r -> {
                var o = new RMSpropOptions(r.learningRate());
                o.alpha().put(r.alpha());
                o.eps().put(r.epsilon());
                o.momentum().put(r.momentum());
                o.centered().put(r.centered());
                o.weight_decay().put(decay ? r.weightDecay() : 0);
                return o;
            }
            case Adagrad a -> {
                var o = new AdagradOptions(a.learningRate());
                o.lr_decay().put(a.rateDecay());
                o.initial_accumulator_value().put(a.initial());
                o.eps().put(a.epsilon());
                o.weight_decay().put(decay ? a.weightDecay() : 0);
                return o;
            }
            default -> throw new IllegalArgumentException("no twin in LibTorch for " + optimizer);
        }
    }

    /// The pair is a `std::tuple`, which GNU's library stores in reverse; the default, 0.9 and 0.999, tells which way round it is.
    private static void betas(DoublePointer pair, double first, double second) {
        int at = pair.get(0) < pair.get(1) ? 0 : 1;
        pair.put(at, first);
        pair.put(1 - at, second);
    }
}
