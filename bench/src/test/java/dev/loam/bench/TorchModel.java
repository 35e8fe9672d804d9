package dev.loam.bench;

import static org.bytedeco.pytorch.global.torch.avg_pool2d;
import static org.bytedeco.pytorch.global.torch.batch_norm;
import static org.bytedeco.pytorch.global.torch.constant_pad_nd;
import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.max_pool2d;

import dev.loam.nn.Activation;
import dev.loam.nn.AveragePool2d;
import dev.loam.nn.BatchNorm;
import dev.loam.nn.Conv2d;
import dev.loam.nn.Flatten;
import dev.loam.nn.GPT;
import dev.loam.nn.Layer;
import dev.loam.nn.LearnedPositions;
import dev.loam.nn.LayerNorm;
import dev.loam.nn.Linear;
import dev.loam.nn.MaxPool2d;
import dev.loam.nn.ParameterLayout;
import dev.loam.nn.RMSNorm;
import dev.loam.nn.Recurrent;
import dev.loam.nn.RecurrentLayers;
import dev.loam.nn.RecurrentModel;
import dev.loam.nn.Sequential;
import dev.loam.nn.TransformerBlock;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Window;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// The LibTorch twin of a Loam model: the same layers with copies of the same weights, in LibTorch's own layouts (images
/// `[n, c, h, w]`, filters `[f, c, kh, kw]`, matrices `[out, in]`).
final class TorchModel {
    private final Layer model;
    private final Map<String, Tensor> values = new LinkedHashMap<>();
    private final Map<String, Shape> shapes = new LinkedHashMap<>();
    /// matrices that are looked up by row, which both keep the same way round
    private final Set<String> tables = new HashSet<>();

    /// @param states the values of the layout's states
    TorchModel(Layer model, ParameterLayout layout, Map<String, NDArray> states) {
        this.model = model;
        if (model instanceof GPT g) {
            tables.add(g.tokens().weight().name());
            if (g.positions() instanceof LearnedPositions p) {
                tables.add(p.weight().name());
            }
        }
        if (model instanceof RecurrentModel r) {
            tables.add(r.tokens().weight().name());
        }
        for (ParameterLayout.View v : layout.views()) {
            NDArray flat = states.get(v.state());
            NDArray part = NDArray.zeros(layout.dtype(), v.shape().toArray());
            for (int i = 0; i < part.size(); i++) {
                part.setDouble(i, flat.getDouble(v.offset() + i));
            }
            Tensor t = LibTorch.of(part, layout.dtype());
            Tensor twin = switch (v.shape().rank()) {
                case 2 -> tables.contains(v.name()) ? t : t.t().contiguous();
                case 4 -> LibTorch.filtersFirst(t);
                default -> t;
            };
            values.put(v.name(), twin.set_requires_grad(!v.state().equals(ParameterLayout.STATISTICS)));
            shapes.put(v.name(), v.shape());
        }
    }

    /// A parameter or statistic, in LibTorch's layout.
    Tensor tensor(String name) {
        return values.get(name);
    }

    /// A parameter or statistic, in the order in which Loam has it.
    double[] value(String name) {
        return inLoamsOrder(name, values.get(name));
    }

    double[] gradient(String name) {
        return inLoamsOrder(name, values.get(name).grad());
    }

    private double[] inLoamsOrder(String name, Tensor t) {
        return LibTorch.doubles(switch (shapes.get(name).rank()) {
            case 2 -> tables.contains(name) ? t : t.t();
            case 4 -> LibTorch.filtersLast(t);
            default -> t;
        });
    }

    /// The model in training.
    ///
    /// @param x as Loam takes it: images channels-last
    Tensor apply(Tensor x) {
        return apply(model, x.dim() == 4 ? LibTorch.channelsFirst(x) : x);
    }

    private Tensor apply(Layer layer, Tensor x) {
        return switch (layer) {
            case Sequential s -> {
                for (Layer part : s.layers()) {
                    x = apply(part, x);
                }
                yield x;
            }
            case Linear l -> linear(x, tensor(l.weight().name()), LibTorch.optional(l.bias() == null ? null : tensor(l.bias().name())));
            case Conv2d c -> convolve(x, tensor(c.filters().name()), c.bias() == null ? null : tensor(c.bias().name()), c.window(),
                c.groups());
            case BatchNorm b -> batch_norm(x, LibTorch.optional(tensor(b.weight().name())), LibTorch.optional(tensor(b.bias().name())),
                LibTorch.optional(tensor(b.mean().name())), LibTorch.optional(tensor(b.variance().name())), true, b.momentum(), b.epsilon(),
                false);
            case MaxPool2d p -> maxPool(x, p.window());
            case AveragePool2d p -> averagePool(x, p.window());
            case Flatten _ -> x.dim() == 4 ? LibTorch.channelsLast(x).flatten(1, 3) : x;
            case GPT g -> new TorchTransformer(this, false).apply(g, x);
            case TransformerBlock b -> new TorchTransformer(this, false).apply(b, x);
            case RecurrentModel m -> new TorchRecurrent(this).apply(m, x);
            case RecurrentLayers l -> new TorchRecurrent(this).apply(l.layers(), x);
            case Recurrent r -> new TorchRecurrent(this).apply(java.util.List.of(r), x);
            case LayerNorm n -> new TorchTransformer(this, false).apply(n, x);
            case RMSNorm n -> {
                Tensor square = x.mul(x).mean(new long[] {-1}, true, new ScalarTypeOptional());
                yield x.mul(square.add(new Scalar(n.epsilon())).rsqrt()).mul(tensor(n.weight().name()));
            }
            case Activation a -> activate(a, x);
            default -> throw new IllegalArgumentException("no twin in LibTorch for " + layer);
        };
    }

    static Tensor activate(Activation a, Tensor x) {
        return switch (a) {
            case RELU -> torch.relu(x);
            case GELU -> torch.gelu(x);
            case SILU -> torch.silu(x);
            case RELU6 -> torch.relu6(x);
            case LEAKY_RELU -> torch.leaky_relu(x);
            case ELU -> torch.elu(x);
            case SELU -> torch.selu(x);
            case CELU -> torch.celu(x);
            case GELU_TANH -> torch.gelu(x, "tanh");
            case MISH -> torch.mish(x);
            case HARD_SWISH -> torch.hardswish(x);
            case HARD_TANH -> torch.hardtanh(x);
            case TANH_SHRINK -> x.sub(x.tanh());
            case SOFT_SHRINK -> torch.softshrink(x);
            case LOG_SIGMOID -> torch.log_sigmoid(x);
            // its own backward pass has a sixth of f32
            case HARD_SIGMOID -> torch.relu6(x.add(new Scalar(3))).div(new Scalar(6));
            case SOFTPLUS -> torch.softplus(x);
            case SOFTSIGN -> torch.softsign(x);
            case IDENTITY -> x;
            case TANH -> torch.tanh(x);
            case SIGMOID -> torch.sigmoid(x);
        };
    }

    /// LibTorch pads both sides alike, so the zeros are put there beforehand.
    static Tensor convolve(Tensor x, Tensor filters, Tensor bias, Window w, int groups) {
        return conv2d(padded(x, w), filters, LibTorch.optional(bias), new long[] {w.strideHeight(), w.strideWidth()}, new long[] {0, 0},
            new long[] {w.dilationHeight(), w.dilationWidth()}, groups);
    }

    static Tensor averagePool(Tensor x, Window w) {
        return avg_pool2d(padded(x, w), new long[] {w.height(), w.width()}, new long[] {w.strideHeight(), w.strideWidth()},
            new long[] {0, 0}, false, true, new LongOptional());
    }

    /// Padding must be the same at the top and bottom, and left and right: here it never wins.
    static Tensor maxPool(Tensor x, Window w) {
        return max_pool2d(x, new long[] {w.height(), w.width()}, new long[] {w.strideHeight(), w.strideWidth()},
            new long[] {w.top(), w.left()}, new long[] {w.dilationHeight(), w.dilationWidth()}, false);
    }

    private static Tensor padded(Tensor x, Window w) {
        boolean none = w.left() + w.right() + w.top() + w.bottom() == 0;
        return none ? x : constant_pad_nd(x, w.left(), w.right(), w.top(), w.bottom());
    }
}
