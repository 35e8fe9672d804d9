package dev.loam.bench;

import dev.loam.tensor.DType;
import dev.loam.tensor.NDArray;
import java.nio.DoubleBuffer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/// LibTorch as the tests use it: on one thread, with values copied in and out.
final class LibTorch {
    static {
        torch.set_num_threads(1);
    }

    private LibTorch() {
    }

    /// The values as a tensor of `dtype`: f32 or f64; whole numbers become i64, as labels are.
    static Tensor of(NDArray values, DType dtype) {
        long[] shape = java.util.Arrays.stream(values.shape()).asLongStream().toArray();
        if (!values.dtype().isFloat()) {
            long[] flat = new long[values.size()];
            for (int i = 0; i < flat.length; i++) {
                flat[i] = values.getLong(i);
            }
            return Tensor.create(flat, shape);
        }
        return Tensor.create(values.toDoubles(), shape).to(type(dtype));
    }

    static torch.ScalarType type(DType dtype) {
        return switch (dtype) {
            case F32 -> torch.ScalarType.Float;
            case F64 -> torch.ScalarType.Double;
            default -> throw new IllegalArgumentException("no comparison in " + dtype);
        };
    }

    /// All elements in row-major order.
    static double[] doubles(Tensor t) {
        Tensor plain = t.detach().to(torch.ScalarType.Double).contiguous();
        DoubleBuffer values = plain.createBuffer();
        double[] out = new double[(int) plain.numel()];
        values.get(out);
        return out;
    }

    static TensorOptional optional(Tensor t) {
        return t == null ? new TensorOptional() : new TensorOptional(t);
    }

    /// `[n, h, w, c]` as LibTorch has images: `[n, c, h, w]`.
    static Tensor channelsFirst(Tensor images) {
        return images.permute(0, 3, 1, 2).contiguous();
    }

    /// The reverse of [#channelsFirst].
    static Tensor channelsLast(Tensor images) {
        return images.permute(0, 2, 3, 1).contiguous();
    }

    /// `[kh, kw, c, f]` as LibTorch has filters: `[f, c, kh, kw]`.
    static Tensor filtersFirst(Tensor filters) {
        return filters.permute(3, 2, 0, 1).contiguous();
    }

    /// The reverse of [#filtersFirst].
    static Tensor filtersLast(Tensor filters) {
        return filters.permute(2, 3, 1, 0).contiguous();
    }
}
