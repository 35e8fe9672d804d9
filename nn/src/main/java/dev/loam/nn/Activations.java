package dev.loam.nn;

import dev.loam.tensor.CustomRule;
import dev.loam.tensor.Functions;
import dev.loam.tensor.Tensor;
import java.util.List;

/// The activations as plain functions, elementwise; those that [Tensor] has itself (`relu`, `gelu`, `silu`, `sigmoid`, `tanh`) are there.
/// Formulas and derivatives at kinks are PyTorch's.
public final class Activations {
    private static final double SELU_ALPHA = 1.6732632423543772848170429916717;
    private static final double SELU_SCALE = 1.0507009873554804934193349852946;
    private static final CustomRule SOFTPLUS = (CustomRule.Reverse) (in, _, cotangent) -> List.of(cotangent.mul(in.get(0).sigmoid()));

    private Activations() {
    }

    /// `min(max(x, 0), 6)`.
    public static Tensor relu6(Tensor x) {
        return hardTanh(x, 0, 6);
    }

    /// `x` where positive, else `slope · x` (Maas et al. 2013).
    public static Tensor leakyRelu(Tensor x, double slope) {
        return x.gt(0).where(x, x.mul(slope));
    }

    /// `x` where positive, else `alpha · (exp(x) - 1)` (Clevert et al. 2016).
    public static Tensor elu(Tensor x, double alpha) {
        return x.gt(0).where(x, negative(x).expm1().mul(alpha));
    }

    /// `scale · elu(x, alpha)` with the two numbers that keep mean 0 and variance 1 (Klambauer et al. 2017).
    public static Tensor selu(Tensor x) {
        return elu(x, SELU_ALPHA).mul(SELU_SCALE);
    }

    /// `x` where positive, else `alpha · (exp(x / alpha) - 1)` (Barron 2017), smooth at 0.
    public static Tensor celu(Tensor x, double alpha) {
        return x.gt(0).where(x, negative(x).div(alpha).expm1().mul(alpha));
    }

    /// `x` where it is not positive, else 0: what the branch that is not taken computes is then finite, and so is its derivative.
    private static Tensor negative(Tensor x) {
        return x.gt(0).where(Tensor.zeros(x.dtype(), x.shape()), x);
    }

    /// GELU by `tanh`, as GPT-2 has it: `0.5 · x · (1 + tanh(√(2/π) · (x + 0.044715 · x³)))` (Hendrycks and Gimpel 2016).
    public static Tensor geluTanh(Tensor x) {
        Tensor inner = x.add(x.mul(x).mul(x).mul(0.044715)).mul(Math.sqrt(2 / Math.PI));
        return x.mul(0.5).mul(inner.tanh().add(1));
    }

    /// `log(1 + exp(x))`, computed safely; its derivative is the sigmoid.
    public static Tensor softplus(Tensor x) {
        return Functions.custom(Functions.fn((Tensor t) -> t.max(0).add(t.abs().neg().exp().log1p())), SOFTPLUS).apply(x);
    }

    /// `log(sigmoid(x))`.
    public static Tensor logSigmoid(Tensor x) {
        return softplus(x.neg()).neg();
    }

    /// `x · tanh(softplus(x))` (Misra 2020).
    public static Tensor mish(Tensor x) {
        return x.mul(softplus(x).tanh());
    }

    /// `x / (1 + |x|)`.
    public static Tensor softsign(Tensor x) {
        return x.div(x.abs().add(1));
    }

    /// `min(max(x, low), high)`, whose derivative is 0 at both ends.
    public static Tensor hardTanh(Tensor x, double low, double high) {
        return x.gt(low).and(x.lt(high)).where(x, x.clip(low, high).detach());
    }

    /// `relu6(x + 3) / 6`, straight lines in the place of the sigmoid.
    public static Tensor hardSigmoid(Tensor x) {
        return relu6(x.add(3)).div(6);
    }

    /// `x · relu6(x + 3) / 6` (Howard et al., "Searching for MobileNetV3", 2019).
    public static Tensor hardSwish(Tensor x) {
        return x.mul(hardSigmoid(x));
    }

    /// `x - tanh(x)`.
    public static Tensor tanhShrink(Tensor x) {
        return x.sub(x.tanh());
    }

    /// Zero between `-lambda` and `lambda`, outside moved toward it by `lambda`.
    public static Tensor softShrink(Tensor x, double lambda) {
        return x.sub(hardTanh(x, -lambda, lambda));
    }

    /// The first half of the last axis times the sigmoid of the second (Dauphin et al. 2017): `[…, 2n]` becomes `[…, n]`.
    public static Tensor glu(Tensor x) {
        int n = x.size(-1);
        if (n % 2 != 0) {
            throw new ModelException("glu: the last axis must have an even size, not that of " + x.shape());
        }
        return x.slice(-1, 0, n / 2).mul(x.slice(-1, n / 2, n).sigmoid());
    }
}
