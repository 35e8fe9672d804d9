package dev.loam.nn;

import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;

/// `y[k] = Σᵢⱼ a[i] · weight[i, j, k] · b[j] + bias[k]`: `[…, first]` and `[…, second]` become `[…, out]`.
///
/// @param weight `[first, second, out]`
/// @param bias   `[out]`, or null for none
public record Bilinear(Parameter weight, Parameter bias) {
    /// With a bias; both start uniform within `±1 / √first`, as PyTorch's do.
    public static Bilinear of(Scope scope, int first, int second, int out) {
        Initializer uniform = Initializer.uniform(1 / Math.sqrt(Math.max(1, first)));
        return new Bilinear(scope.parameter("weight", Shape.of(first, second, out), uniform), scope.parameter("bias", Shape.of(out), uniform));
    }

    /// @throws ModelException where the leading axes differ
    public Tensor apply(Tensor a, Tensor b, Context c) {
        if (!a.shape().without(-1).equals(b.shape().without(-1))) {
            throw new ModelException("bilinear '" + weight.scope() + "': the leading axes of " + a.shape() + " and " + b.shape() + " differ");
        }
        Tensor w = c.value(weight);
        int second = w.size(1);
        int out = w.size(2);
        Tensor left = a.matmul(w.reshape(w.size(0), second * out));
        Tensor rows = left.reshape(a.shape().without(-1).append(Shape.of(second, out)));
        Tensor y = b.unsqueeze(-2).matmul(rows).squeeze(-2);
        return c.tap(weight.scope(), bias == null ? y : y.add(c.value(bias)));
    }
}
