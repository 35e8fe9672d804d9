package dev.loam.tensor;

import java.util.List;

/// The derivatives of a function with rules of its own (see [Functions#custom]). The rule is a function of what it is given
/// and of constants: it must not use tensors of a function around it.
public sealed interface CustomRule {

    /// A reverse rule: the vector-Jacobian products.
    non-sealed interface Reverse extends CustomRule {
        /// For each argument its gradient, in its dtype and shape (ignored for arguments that are not floats), given that of
        /// the result; linear in `cotangent`.
        List<Tensor> vjp(List<Tensor> arguments, Tensor result, Tensor cotangent);
    }

    /// A forward rule: the Jacobian-vector product.
    non-sealed interface Forward extends CustomRule {
        /// The tangent of the result, in its dtype and shape, given those of the arguments (zeros for those that do not change
        /// or are not floats); linear in `tangents`.
        Tensor jvp(List<Tensor> arguments, Tensor result, List<Tensor> tangents);
    }

    /// Both, each where it is the better one.
    ///
    /// @param reverse the rule for gradients
    /// @param forward the rule for tangents
    record Both(Reverse reverse, Forward forward) implements CustomRule {
    }
}
