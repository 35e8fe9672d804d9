package dev.loam.bench;

import dev.loam.nn.Adam;
import dev.loam.nn.AdamW;
import dev.loam.nn.Optimizer;
import dev.loam.nn.Parameter;
import dev.loam.nn.ParameterLayout;
import dev.loam.nn.SGD;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Type;
import org.bytedeco.pytorch.global.torch;

/// LibTorch's optimisers: as its C++ interface has them, several kernels per parameter, or by ATen's fused kernels, which are what
/// `torch.optim.Adam(fused=True)` calls.
interface PeerOptimizer {
    void forgetGradients();

    void step();

    /// @param parameters finds a parameter by its name
    static PeerOptimizer plain(Optimizer optimizer, ParameterLayout layout, Function<String, Tensor> parameters) {
        var twin = TorchOptimizer.of(optimizer, layout, parameters);
        return new PeerOptimizer() {
            @Override
            public void forgetGradients() {
                twin.zero_grad(true);
            }

            @Override
            public void step() {
                twin.step();
            }
        };
    }

    /// @param parameters finds a parameter by its name
    static PeerOptimizer fused(Optimizer optimizer, ParameterLayout layout, Function<String, Tensor> parameters) {
        var groups = new ArrayList<Group>();
        for (ParameterLayout.Group g : layout.groups()) {
            var group = new Group(new ArrayList<>(), new TensorVector(), new TensorVector(), new TensorVector(), g.decay());
            for (Parameter p : g.parameters()) {
                Tensor value = parameters.apply(p.name());
                group.values.add(value);
                group.first.push_back(torch.zeros_like(value.detach()));
                group.second.push_back(torch.zeros_like(value.detach()));
                group.steps.push_back(torch.zeros(1).squeeze());
            }
            groups.add(group);
        }
        return new Fused(optimizer, groups);
    }

    /// @param first  momentum, or first moments
    /// @param second second moments
    /// @param steps  for each parameter how many steps were done
    record Group(List<Tensor> values, TensorVector first, TensorVector second, TensorVector steps, boolean decay) {
    }

    /// Calls the operators by name, since the C++ interface has no functions for them.
    final class Fused implements PeerOptimizer {
        private static final IValue NOTHING = new IValue();

        private final Optimizer optimizer;
        private final List<Group> groups;
        private final OperatorHandle operator;
        private boolean begun;

        private Fused(Optimizer optimizer, List<Group> groups) {
            this.optimizer = optimizer;
            this.groups = groups;
            this.operator = Dispatcher.singleton().findSchemaOrThrow(switch (optimizer) {
                case Adam _ -> "aten::_fused_adam_";
                case AdamW _ -> "aten::_fused_adamw_";
                case SGD _ -> "aten::_fused_sgd_";
                default -> throw new IllegalArgumentException("LibTorch has no fused " + optimizer);
            }, "");
        }

        @Override
        public void forgetGradients() {
            for (Group g : groups) {
                g.values.forEach(t -> t.mutable_grad().reset());
            }
        }

        @Override
        public void step() {
            try (NoGradGuard _ = new NoGradGuard()) {
                for (Group g : groups) {
                    var values = new TensorVector();
                    var gradients = new TensorVector();
                    for (Tensor t : g.values) {
                        values.push_back(t);
                        gradients.push_back(t.grad());
                    }
                    operator.callBoxed(arguments(g, values, gradients));
                }
            }
            begun = true;
        }

        private IValueVector arguments(Group g, TensorVector values, TensorVector gradients) {
            var stack = new IValueVector();
            stack.push_back(list(values));
            stack.push_back(list(gradients));
            stack.push_back(list(g.first));
            switch (optimizer) {
                case SGD s -> {
                    numbers(stack, g.decay ? s.weightDecay() : 0, s.momentum(), s.learningRate(), 0);
                    flags(stack, s.nesterov(), false, !begun);
                }
                case Adam a -> moments(stack, g, a.learningRate(), a.beta1(), a.beta2(), a.weightDecay(), a.epsilon());
                case AdamW a -> moments(stack, g, a.learningRate(), a.beta1(), a.beta2(), a.weightDecay(), a.epsilon());
                default -> throw new IllegalArgumentException("LibTorch has no fused " + optimizer);
            }
            stack.push_back(NOTHING);
            stack.push_back(NOTHING);
            return stack;
        }

        private static void moments(IValueVector stack, Group g, double rate, double beta1, double beta2, double decay, double epsilon) {
            for (long i = 0; i < g.steps.size(); i++) {
                g.steps.get(i).add_(new Scalar(1.0));
            }
            stack.push_back(list(g.second));
            stack.push_back(list(new TensorVector()));
            stack.push_back(list(g.steps));
            numbers(stack, rate, beta1, beta2, g.decay ? decay : 0, epsilon);
            flags(stack, false, false);
        }

        private static IValue list(TensorVector tensors) {
            var list = new GenericList(new Type.TypePtr(TensorType.get()));
            for (long i = 0; i < tensors.size(); i++) {
                list.push_back(new IValue(tensors.get(i)));
            }
            return new IValue(list);
        }

        private static void numbers(IValueVector stack, double... values) {
            for (double v : values) {
                stack.push_back(new IValue(v));
            }
        }

        private static void flags(IValueVector stack, boolean... values) {
            for (boolean v : values) {
                stack.push_back(new IValue(v));
            }
        }
    }
}
