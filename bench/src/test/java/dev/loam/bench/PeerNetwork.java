package dev.loam.bench;

import static org.bytedeco.pytorch.global.torch.batch_norm;
import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.dropout;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.max_pool2d;

import dev.loam.nn.Activation;
import dev.loam.nn.BatchNorm;
import dev.loam.nn.Conv2d;
import dev.loam.nn.Dropout;
import dev.loam.nn.Flatten;
import dev.loam.nn.Layer;
import dev.loam.nn.Linear;
import dev.loam.nn.MaxPool2d;
import dev.loam.nn.Parameter;
import dev.loam.nn.Sequential;
import dev.loam.nn.TrainingStep;
import dev.loam.tensor.DType;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/// A Loam network as LibTorch runs it fastest, with copies of the same weights: images `[n, c, h, w]`, in memory in that order or with
/// the channels last, and flattened in the order in which they lie.
final class PeerNetwork {
    private interface Part {
        Tensor apply(Tensor x);
    }

    private final TorchModel weights;
    private final boolean channelsLast;
    private final Map<String, Tensor> parameters = new LinkedHashMap<>();
    private final List<Part> parts = new ArrayList<>();
    /// of one example where the walk through the layers stands, as Loam has it: `[h, w, c]` or `[features]`
    private Shape shape;
    /// the images' shape before they were flattened
    private Shape flattened;

    PeerNetwork(TrainingStep step, Map<String, NDArray> states, Shape input, boolean channelsLast) {
        this.weights = new TorchModel(step.task().model(), step.task().layout(), states);
        this.channelsLast = channelsLast;
        this.shape = input;
        add(step.task().model());
    }

    /// A parameter by its name, in the layout that it has here.
    Tensor parameter(String name) {
        return parameters.get(name);
    }

    /// @param x `[n, features]`, or `[n, c, h, w]` in the memory format of this network
    Tensor apply(Tensor x) {
        for (Part p : parts) {
            x = p.apply(x);
        }
        return x;
    }

    /// A batch of inputs, as Loam has it, for [#apply].
    Tensor input(NDArray x) {
        Tensor t = LibTorch.of(x, DType.F32);
        if (t.dim() != 4) {
            return t;
        }
        Tensor images = t.permute(0, 3, 1, 2);
        return channelsLast ? images.contiguous(torch.MemoryFormat.ChannelsLast) : images.contiguous();
    }

    private void add(Layer layer) {
        switch (layer) {
            case Sequential s -> s.layers().forEach(this::add);
            case Linear l -> linear(l);
            case Conv2d c -> convolution(images(weights.tensor(c.filters().name())), c.filters(), c.bias(), c.window(), c.groups());
            case Networks.FixedConv c -> {
                Tensor fixed = LibTorch.filtersFirst(LibTorch.of(c.filters(), DType.F32));
                convolution(channelsLast ? fixed.contiguous(torch.MemoryFormat.ChannelsLast) : fixed, null, c.bias(), c.window(), 1);
            }
            case BatchNorm b -> norm(b);
            case MaxPool2d p -> {
                Window w = p.window();
                parts.add(x -> TorchModel.maxPool(x, w));
                shape = Shape.of(w.outHeight(shape.size(0)), w.outWidth(shape.size(1)), shape.size(2));
            }
            case Dropout d -> parts.add(x -> dropout(x, d.rate(), true));
            case Networks.Scale s -> {
                var factor = new Scalar(s.factor());
                parts.add(x -> x.mul(factor));
            }
            case Flatten _ -> flatten();
            case Activation a -> parts.add(x -> TorchModel.activate(a, x));
            default -> throw new IllegalArgumentException("no twin in LibTorch for " + layer);
        }
    }

    private Tensor parameter(Parameter p, Tensor value) {
        Tensor leaf = value.detach().set_requires_grad(true);
        parameters.put(p.name(), leaf);
        return leaf;
    }

    private TensorOptional optional(Parameter p) {
        return LibTorch.optional(p == null ? null : parameter(p, weights.tensor(p.name())));
    }

    private Tensor images(Tensor t) {
        return channelsLast ? t.detach().contiguous(torch.MemoryFormat.ChannelsLast) : t;
    }

    /// @param trained the parameter that the filters are, or null
    private void convolution(Tensor value, Parameter trained, Parameter bias, Window w, int groups) {
        Tensor filters = trained == null ? value : parameter(trained, value);
        TensorOptional b = optional(bias);
        boolean even = w.top() == w.bottom() && w.left() == w.right();
        long[] stride = {w.strideHeight(), w.strideWidth()};
        long[] padding = {w.top(), w.left()};
        long[] dilation = {w.dilationHeight(), w.dilationWidth()};
        parts.add(even ? x -> conv2d(x, filters, b, stride, padding, dilation, groups)
            : x -> TorchModel.convolve(x, filters, b.has_value() ? b.get() : null, w, groups));
        shape = Shape.of(w.outHeight(shape.size(0)), w.outWidth(shape.size(1)), Math.toIntExact(filters.size(0)));
    }

    private void norm(BatchNorm b) {
        TensorOptional gain = optional(b.weight());
        TensorOptional bias = optional(b.bias());
        var mean = LibTorch.optional(weights.tensor(b.mean().name()));
        var variance = LibTorch.optional(weights.tensor(b.variance().name()));
        parts.add(x -> batch_norm(x, gain, bias, mean, variance, true, b.momentum(), b.epsilon(), false));
    }

    private void flatten() {
        if (shape.rank() == 3) {
            flattened = shape;
            shape = Shape.of(Math.toIntExact(shape.maxElements()));
            parts.add(channelsLast ? x -> x.permute(0, 2, 3, 1).reshape(x.size(0), -1) : x -> x.flatten(1, 3));
        }
    }

    /// Loam's weights behind a flattening are for pixels, then channels.
    private void linear(Linear l) {
        Tensor value = weights.tensor(l.weight().name());
        if (flattened != null && !channelsLast) {
            long out = value.size(0);
            value = value.detach().view(out, flattened.size(0), flattened.size(1), flattened.size(2)).permute(0, 3, 1, 2).contiguous().view(out, -1);
        }
        flattened = null;
        Tensor weight = parameter(l.weight(), value);
        TensorOptional bias = optional(l.bias());
        parts.add(x -> torch.linear(x, weight, bias));
    }
}
