package dev.loam.lang.learn;

import dev.loam.lang.SchemeError;
import dev.loam.nn.Context;
import dev.loam.nn.Layer;
import dev.loam.nn.ModelException;
import dev.loam.tensor.Dim;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import dev.loam.tensor.TensorException;

/// A layer that knows how it was written and where, and says so where what it is given does not fit.
///
/// @param text  `(linear 784 256)`
/// @param place `model.scm:3:12`, or null
/// @param fits  looks at the input before the layer does
record Placed(Layer layer, String text, String place, Check fits) implements Layer {
    /// Prepares the input of a layer, or complains.
    interface Check {
        Tensor prepared(Tensor x, Placed here);

        Check NONE = (x, here) -> x;
    }

    @Override
    public Tensor apply(Tensor x, Context c) {
        try {
            return layer.apply(fits.prepared(x, this), c);
        } catch (ModelException | TensorException e) {
            throw SchemeError.error(where() + " does not take " + shape(x.shape()) + ": " + e.getMessage());
        }
    }

    /// A complaint: what was expected and what was given.
    SchemeError misfit(String expected, Tensor given, String what) {
        return SchemeError.error(where() + " expects " + expected + ", was given " + what + ": " + shape(given.shape()));
    }

    private String where() {
        return "the layer " + text + (place == null ? "" : ", made at " + place + ",");
    }

    /// `(batch 28 28 1)`
    static String shape(Shape s) {
        var out = new StringBuilder("(");
        for (int i = 0; i < s.rank(); i++) {
            Dim d = s.dim(i);
            out.append(i == 0 ? "batch" : " " + d);
        }
        return out.append(')').toString();
    }

    /// The last axis must have `n` entries; what has more axes and `n` values per example is flattened.
    static Check values(int n) {
        return (x, here) -> {
            Shape s = x.shape();
            if (s.rank() > 0 && s.dim(-1).is(n)) {
                return x;
            }
            long each = each(s);
            if (s.rank() > 2 && each == n) {
                return x.flatten();
            }
            throw here.misfit(n + (n == 1 ? " value" : " values"), x, each + " per example");
        };
    }

    private static long each(Shape s) {
        long n = 1;
        for (int i = 1; i < s.rank(); i++) {
            n *= s.dim(i).max();
        }
        return n;
    }

    /// Images with `channels`, channels last.
    static Check images(int channels) {
        return (x, here) -> {
            Tensor image = x.rank() == 3 && channels == 1 ? x.unsqueeze(-1) : x;
            if (image.rank() != 4 || channels > 0 && !image.shape().dim(-1).is(channels)) {
                throw here.misfit(channels > 0 ? "images with " + channels + (channels == 1 ? " channel" : " channels") + ", (batch height width " + channels + ")"
                    : "images, (batch height width channels)", x, image.rank() == 4 ? image.shape().dim(-1) + " channels" : x.rank() + " axes");
            }
            return image;
        };
    }

    /// Sequences of `features`.
    static Check sequences(int features) {
        return (x, here) -> {
            if (x.rank() != 3 || !x.shape().dim(-1).is(features)) {
                throw here.misfit("sequences (batch time " + features + ")", x, x.rank() == 3 ? x.shape().dim(-1) + " features" : x.rank() + " axes");
            }
            return x;
        };
    }
}
