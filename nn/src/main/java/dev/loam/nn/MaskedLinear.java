package dev.loam.nn;

import dev.loam.tensor.DType;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// A linear layer of which an output sees an input only where the input's degree is not above its own (Germain et al. 2015): `[batch, in]` becomes
/// `[batch, out]`. The degrees of a layer's units rise with their numbers, in equal steps from 0 to `degrees - 1`: so most of what the mask leaves out
/// are whole blocks, which are not computed.
///
/// @param weight  `[in, out]`; what the mask leaves out is drawn and never read
/// @param bias    `[out]`, or null for none
/// @param degrees how many there are
public record MaskedLinear(Parameter weight, Parameter bias, int degrees) implements Layer {
    /// Parts of the outputs, each of which reads only as many inputs as its greatest degree allows.
    private static final int BLOCKS = 8;

    /// @param initializer of the weight; the bias starts at 0
    static MaskedLinear of(Scope scope, int in, int out, int degrees, boolean bias, Initializer initializer) {
        return new MaskedLinear(scope.parameter("weight", Shape.of(in, out), initializer),
            bias ? scope.parameter("bias", Shape.of(out), Initializer.zeros()) : null, degrees);
    }

    @Override
    public Tensor apply(Tensor x, Context c) {
        int in = weight.shape().size(0);
        int out = weight.shape().size(1);
        Tensor w = c.value(weight);
        var parts = new ArrayList<Tensor>();
        int blocks = Math.min(BLOCKS, out);
        for (int b = 0; b < blocks; b++) {
            int from = (int) ((long) out * b / blocks);
            int to = (int) ((long) out * (b + 1) / blocks);
            int seen = seen(in, out, to - 1);
            Tensor part = w.slice(0, 0, seen).slice(1, from, to);
            parts.add(x.slice(1, 0, seen).matmul(part.mul(mask(Shape.of(seen, to - from), in, out, from).to(w.dtype()))));
        }
        Tensor y = Tensor.concat(parts, 1);
        return c.tap(weight.scope(), bias == null ? y : y.add(c.value(bias)));
    }

    /// How many of the inputs output `unit` sees.
    private int seen(int in, int out, int unit) {
        int own = degree(unit, out);
        // the first input of a greater degree
        return (int) Math.min(in, Math.ceilDiv((long) (own + 1) * in, degrees));
    }

    private int degree(int unit, int units) {
        return (int) ((long) unit * degrees / units);
    }

    private Tensor mask(Shape s, int in, int out, int from) {
        Tensor inputs = degrees(Tensor.iota(DType.I64, s, 0), in);
        Tensor outputs = degrees(Tensor.iota(DType.I64, s, 1).add(from), out);
        return inputs.le(outputs);
    }

    private Tensor degrees(Tensor units, int count) {
        return count == degrees ? units : units.mul(degrees).div(count);
    }
}
