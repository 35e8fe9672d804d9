package dev.loam.nn;

import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// An elementwise function between layers, by the name a config gives it. Those with a parameter have PyTorch's default here; for another
/// write a layer: `(x, c) -> Activations.leakyRelu(x, 0.2)`.
public enum Activation implements Layer {
    RELU("relu", Tensor::relu),
    RELU6("relu6", Activations::relu6),
    LEAKY_RELU("leaky-relu", x -> Activations.leakyRelu(x, 0.01)),
    ELU("elu", x -> Activations.elu(x, 1)),
    SELU("selu", Activations::selu),
    CELU("celu", x -> Activations.celu(x, 1)),
    GELU("gelu", Tensor::gelu),
    GELU_TANH("gelu-tanh", Activations::geluTanh),
    SILU("silu", Tensor::silu),
    MISH("mish", Activations::mish),
    HARD_SWISH("hard-swish", Activations::hardSwish),
    TANH("tanh", Tensor::tanh),
    HARD_TANH("hard-tanh", x -> Activations.hardTanh(x, -1, 1)),
    TANH_SHRINK("tanh-shrink", Activations::tanhShrink),
    SOFT_SHRINK("soft-shrink", x -> Activations.softShrink(x, 0.5)),
    SIGMOID("sigmoid", Tensor::sigmoid),
    LOG_SIGMOID("log-sigmoid", Activations::logSigmoid),
    HARD_SIGMOID("hard-sigmoid", Activations::hardSigmoid),
    SOFTPLUS("softplus", Activations::softplus),
    SOFTSIGN("softsign", Activations::softsign),
    IDENTITY("identity", x -> x);

    private final String text;
    private final UnaryOperator<Tensor> function;

    Activation(String text, UnaryOperator<Tensor> function) {
        this.text = text;
        this.function = function;
    }

    /// The activation named `text` (`"relu"`).
    ///
    /// @throws ModelException where there is none; it names the nearest
    public static Activation of(String text) {
        for (Activation a : values()) {
            if (a.text.equals(text)) {
                return a;
            }
        }
        throw Nearest.unknown("no activation", text, names());
    }

    /// The names that [#of] knows.
    public static List<String> names() {
        var names = new ArrayList<String>();
        for (Activation a : values()) {
            names.add(a.text);
        }
        return names;
    }

    @Override
    public Tensor apply(Tensor x, Context c) {
        return function.apply(x);
    }

    @Override
    public String toString() {
        return text;
    }
}
