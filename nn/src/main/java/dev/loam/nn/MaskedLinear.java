package dev.loam.nn;

import dev.loam.tensor.DType;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// A linear layer of which an output sees an input only where the input's degree is not above its own (Germain et al. 2015): `[batch, in]` becomes
/// `[batch, out]`. The degrees of a layer's units rise with their numbers, in equal steps from 0 to `degrees - 1`: so most of what the mask leaves out
/// are whole blocks, which do not exist.
///
/// @param blocks  each the weights of neighbouring outputs, `[seen, outputs]`: as many inputs as the greatest of their degrees allows; what the mask
///                leaves out of them is drawn and never read
/// @param bias    `[out]`, or null for none
/// @param in      the number of inputs
/// @param degrees how many there are
public record MaskedLinear(List<Parameter> blocks, Parameter bias, int in, int degrees) implements Layer {
    private static final int BLOCKS = 8;

    public MaskedLinear {
        blocks = List.copyOf(blocks);
    }

    /// @param initializer of the weights; the bias starts at 0
    static MaskedLinear of(Scope scope, int in, int out, int degrees, boolean bias, Initializer initializer) {
        var blocks = new ArrayList<Parameter>();
        int count = Math.min(BLOCKS, out);
        for (int b = 0; b < count; b++) {
            int to = start(b + 1, count, out);
            int greatest = degree(to - 1, out, degrees);
            // the first input of a greater degree
            int seen = (int) Math.min(in, Math.ceilDiv((greatest + 1L) * in, degrees));
            blocks.add(scope.parameter("weight" + b, Shape.of(seen, to - start(b, count, out)), initializer));
        }
        return new MaskedLinear(blocks, bias ? scope.parameter("bias", Shape.of(out), Initializer.zeros()) : null, in, degrees);
    }

    private static int start(int block, int blocks, int out) {
        return (int) ((long) out * block / blocks);
    }

    private static int degree(int unit, int units, int degrees) {
        return (int) ((long) unit * degrees / units);
    }

    private int out() {
        int n = 0;
        for (Parameter p : blocks) {
            n += p.shape().size(1);
        }
        return n;
    }

    @Override
    public Tensor apply(Tensor x, Context c) {
        return c.tap(blocks.get(0).scope(), Tensor.concat(parts(x, c), 1));
    }

    /// The outputs of each block.
    List<Tensor> parts(Tensor x, Context c) {
        var parts = new ArrayList<Tensor>();
        int from = 0;
        for (Parameter p : blocks) {
            int to = from + p.shape().size(1);
            Tensor w = c.value(p);
            Tensor y = x.slice(1, 0, p.shape().size(0)).matmul(mask(p.shape(), from).where(w, w.mul(0)));
            parts.add(bias == null ? y : y.add(c.value(bias).slice(0, from, to)));
            from = to;
        }
        return parts;
    }

    private Tensor mask(Shape s, int from) {
        return degrees(Tensor.iota(DType.I32, s, 0), in).le(degrees(Tensor.iota(DType.I32, s, 1).add(from), out()));
    }

    private Tensor degrees(Tensor units, int count) {
        return count == degrees ? units : units.mul(degrees).div(count);
    }
}
