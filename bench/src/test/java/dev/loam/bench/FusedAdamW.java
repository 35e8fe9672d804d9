package dev.loam.bench;

import dev.loam.nn.AdamW;
import java.util.List;
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

/// LibTorch's fused AdamW for the CPU, which Python reaches as `torch.optim.AdamW(fused=True)`; weight decay for matrices.
final class FusedAdamW {
    private static final OperatorHandle OPERATOR = Dispatcher.singleton().findSchemaOrThrow("aten::_fused_adamw_", "");

    private final AdamW settings;
    private final List<Tensor> all;
    private final Group[] groups = {new Group(), new Group()};

    private static final class Group {
        final TensorVector parameters = new TensorVector();
        final TensorVector first = new TensorVector();
        final TensorVector second = new TensorVector();
        final TensorVector steps = new TensorVector();
    }

    FusedAdamW(AdamW settings, List<Tensor> parameters) {
        this.settings = settings;
        this.all = parameters;
        for (Tensor p : parameters) {
            Group g = groups[p.dim() >= 2 ? 0 : 1];
            g.parameters.push_back(p);
            g.first.push_back(torch.zeros_like(p.detach()));
            g.second.push_back(torch.zeros_like(p.detach()));
            g.steps.push_back(torch.zeros(1).squeeze());
        }
    }

    void zeroGradients() {
        for (Tensor t : all) {
            t.mutable_grad().reset();
        }
    }

    void step() {
        try (NoGradGuard _ = new NoGradGuard()) {
            for (Group g : groups) {
                if (g.parameters.size() > 0) {
                    step(g);
                }
            }
        }
    }

    private void step(Group g) {
        var gradients = new TensorVector();
        for (long i = 0; i < g.parameters.size(); i++) {
            gradients.push_back(g.parameters.get(i).grad());
            g.steps.get(i).add_(new Scalar(1.0));
        }
        var stack = new IValueVector();
        for (TensorVector t : List.of(g.parameters, gradients, g.first, g.second, new TensorVector(), g.steps)) {
            stack.push_back(list(t));
        }
        double decay = g == groups[0] ? settings.weightDecay() : 0;
        for (double d : new double[] {settings.learningRate(), settings.beta1(), settings.beta2(), decay, settings.epsilon()}) {
            stack.push_back(new IValue(d));
        }
        // amsgrad, maximize, gradient scale, found infinity
        stack.push_back(new IValue(false));
        stack.push_back(new IValue(false));
        stack.push_back(new IValue());
        stack.push_back(new IValue());
        OPERATOR.callBoxed(stack);
    }

    private static IValue list(TensorVector t) {
        var l = new GenericList(new Type.TypePtr(TensorType.get()));
        for (long i = 0; i < t.size(); i++) {
            l.push_back(new IValue(t.get(i)));
        }
        return new IValue(l);
    }
}
