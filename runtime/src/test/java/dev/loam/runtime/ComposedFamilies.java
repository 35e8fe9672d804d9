package dev.loam.runtime;

import static dev.loam.tensor.DType.F64;
import static dev.loam.tensor.DType.U8;

import dev.loam.runtime.Targets.Tolerance;
import dev.loam.tensor.DType;
import dev.loam.tensor.Packed;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import dev.loam.tensor.Window;
import java.util.List;

/// The part of the table of [Families] that holds operations made of others: packed numbers, resizing, transposed convolution.
final class ComposedFamilies {
    private ComposedFamilies() {
    }

    static void add(List<Families.Family> out) {
        out.add(new Families.Family("pack", Families.INTEGERS, (c, d) -> {
            Tensor x = c.input(c.specials(d, Shape.of(c.size(3), 8 * c.size(6))));
            return Families.Case.exact(Packed.of(x, c.pick(1, 2, 4), c.coin()).bytes());
        }));
        out.add(new Families.Family("unpack", Families.NUMBERS, (c, d) -> {
            Tensor bytes = c.input(c.specials(U8, Shape.of(c.size(3), c.size(40))));
            return Families.Case.exact(new Packed(bytes, c.pick(1, 2, 4), c.coin()).to(d));
        }));
        out.add(new Families.Family("resize nearest", Families.ALL, (c, d) ->
            Families.Case.exact(c.tensor(d, images(c)).resizeNearest(c.between(1, 12), c.between(1, 12)))));
        out.add(new Families.Family("resize bilinear", Families.FLOATS, (c, d) -> {
            Tensor x = c.tensor(d, images(c));
            int h = c.between(1, 12);
            int w = c.between(1, 12);
            boolean corners = c.coin();
            Tensor y = x.resizeBilinear(h, w, corners);
            // differences of neighbours are taken first, whose rounding is that of the greatest of all
            return new Families.Case(y, Tolerance.sum(8, x.to(F64).abs().amax().broadcastTo(y.shape())));
        }));
        out.add(new Families.Family("transposed conv", Families.FLOATS, ComposedFamilies::transposed));
    }

    private static Shape images(Cases c) {
        return Shape.of(c.between(1, 2), c.between(1, 6), c.between(1, 6), c.between(1, c.rarely(3) ? 20 : 3));
    }

    private static Families.Case transposed(Cases c, DType d) {
        int groups = c.pick(1, 1, 2);
        Window w = Window.of(c.between(1, 3), c.between(1, 3)).stride(c.between(1, 3)).dilation(c.between(1, 2));
        Shape images = images(c);
        int channels = groups * images.size(3);
        Tensor x = c.tensor(d, images.with(3, dev.loam.tensor.Dim.of(channels)));
        Tensor filters = c.tensor(d, Shape.of(w.height(), w.width(), c.between(1, 3), channels));
        int extra = c.between(0, w.strideHeight() - 1);
        return new Families.Case(x.convTranspose2d(filters, w, groups, extra), Tolerance.sum(w.height() * w.width() * channels,
            x.to(F64).abs().convTranspose2d(filters.to(F64).abs(), w, groups, extra)));
    }
}
