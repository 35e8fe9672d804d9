package dev.loam.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The exact messages: what was asked, what was found, what to do.
class ErrorsTest {
    private final Tensor x = Tensor.input("x", DType.F32, Shape.of(2, 3));
    private final Tensor w = Tensor.input("w", DType.F32, Shape.of(4, 3));
    private final Tensor n = Tensor.input("n", DType.I32, Shape.of(3));
    private final Tensor b = Tensor.input("b", DType.BOOL, Shape.of(2, 3));
    private final Tensor images = Tensor.input("images", DType.F32, Shape.of(1, 5, 5, 4));
    private final Tensor filters = Tensor.input("filters", DType.F32, Shape.of(3, 3, 4, 6));
    private final Tensor rows = Tensor.input("rows", DType.F32, Shape.of(List.of(Dim.of(new Var("batch", 8)), Dim.of(3))));

    @AfterEach
    void noLocator() {
        Sources.install(null, false);
    }

    private static void says(String message, ThrowingCallable doing) {
        assertThatThrownBy(doing).isInstanceOf(TensorException.class).hasMessage(message);
    }

    @Test
    void elementwise() {
        says("add: the shapes do not fit together: x f32[2,3] and w f32[4,3]; aligned at the last axis, sizes must be equal or 1", () -> x.add(w));
        says("mul: the dtypes differ: x f32[2,3] and n i32[3]; cast one of them", () -> x.mul(n));
        says("lt: the dtypes differ: x f32[2,3] and n i32[3]; cast one of them", () -> x.lt(n));
        says("exp: a float dtype is needed; cast it first: n i32[3]", n::exp);
        says("neg: bool has no sign; cast it first: b bool[2,3]", b::neg);
        says("not: floats have no bits to invert: x f32[2,3]", x::not);
        says("add: bool has no arithmetic; cast it first: b bool[2,3], b bool[2,3]", () -> b.add(b));
        says("pow: a float dtype is needed; cast it first: n i32[3], n i32[3]", () -> n.pow(n));
        says("and: floats have no bits to combine: x f32[2,3], x f32[2,3]", () -> x.and(x));
        says("shl: only whole numbers can be shifted: x f32[2,3], x f32[2,3]", () -> x.shiftLeft(x));
        says("select: the condition must be bool: x f32[2,3]", () -> x.where(x, x));
        says("0.5 is not a whole number, as n i32[3] holds; cast the tensor first", () -> n.mul(0.5));
    }

    @Test
    void reductions() {
        says("sum: there is no axis 2 in [2,3]; its axes are 0 to 1, or -2 to -1 from the end", () -> x.sum(2));
        says("argmax: there is no axis -3 in [2,3]; its axes are 0 to 1, or -2 to -1 from the end", () -> x.argmax(-3));
        says("sum: there is no axis 0 in [], a scalar", () -> x.sum().sum(0));
        says("sum: bool has no sum or product; cast it first: b bool[2,3]", b::sum);
        says("mean: a float dtype is needed; cast it first: n i32[3]", n::mean);
        says("argmax: an axis of size 0 has no greatest element: f32[0]", () -> Tensor.zeros(DType.F32, Shape.of(0)).argmax(0));
        says("max: axes [1, 0] must exist, each once and in order: x f32[2,3]", () -> Node.of(new Op.Reduce(Op.ReduceFn.MAX, x.node(), List.of(1, 0))));
    }

    @Test
    void views() {
        says("reshape: the elements do not fill [4,2] exactly: x f32[2,3]", () -> x.reshape(4, 2));
        says("reshape: 6 elements do not divide by 4: x f32[2,3]", () -> x.reshape(4, -1));
        says("reshape: sizes are positive and one of them may be -1, not [-1, -1]: x f32[2,3]", () -> x.reshape(-1, -1));
        says("reshape: sizes are positive and one of them may be -1, not [-2, 3]: x f32[2,3]", () -> x.reshape(-2, 3));
        says("permute: order [0, 0] must name each axis once: x f32[2,3]", () -> x.permute(0, 0));
        says("broadcast: can not be repeated to [4,3]: x f32[2,3]", () -> x.broadcastTo(Shape.of(4, 3)));
        says("broadcast: can not be repeated to [4]: f32[3]", () -> Tensor.zeros(DType.F32, Shape.of(3)).broadcastTo(Shape.of(4)));
        says("slice: 1 to 4 of axis 1 leaves the axis: x f32[2,3]", () -> x.slice(1, 1, 4));
        says("slice: axis 1: start 1, size 2, step 2 leaves the axis: x f32[2,3]", () -> x.slice(1, 1, 2, 2));
        says("slice: axis 1: the step can not be 0: x f32[2,3]", () -> x.slice(1, 1, 2, 0));
        says("slice: axis 0 has the variable size batch; it can only be taken whole: rows f32[batch,3]", () -> rows.slice(0, 0, 2, 1));
        says("pad: padding can not be negative: x f32[2,3]", () -> x.pad(0, -1, 0));
        says("pad: an axis of variable size can not be padded: rows f32[batch,3]", () -> rows.pad(0, 1, 0));
        says("concat: the shapes differ outside axis 1: x f32[2,3], w f32[4,3]", () -> Tensor.concat(List.of(x, w), 1));
        says("concat: the dtypes differ: x f32[2,3], b bool[2,3]", () -> Tensor.concat(List.of(x, b), 1));
        says("concat: needs at least one tensor", () -> Tensor.concat(List.of(), 0));
        says("unsqueeze: an axis can be added at 0 to 2 or at -1 to -3, not at 3: x f32[2,3]", () -> x.unsqueeze(3));
        says("squeeze: axis 0 has size 2, not 1: x f32[2,3]", () -> x.squeeze(0));
        says("flatten: needs an axis to keep: f32[]", () -> x.sum().flatten());
        says("transpose: there is no axis -2 in [3]; its axes are 0 to 0, or -1 to -1 from the end", n::transpose);
    }

    @Test
    void indices() {
        says("gather: indices must be i32 or i64: x f32[2,3]", () -> w.gather(x, 0));
        says("gather: axis 0 has no entries to take: f32[0], n i32[3]", () -> Tensor.zeros(DType.F32, Shape.of(0)).gather(n, 0));
        says("scatter-add: the updates must hold the indices' shape at axis 0: n i32[3], x f32[2,3]", () -> x.scatterAdd(n, 0, 5));
        says("scatter-add: size 0 has no entries to add to: n i32[3], w f32[4,3]", () -> w.scatterAdd(n, 1, 0));
    }

    @Test
    void products() {
        says("matmul: inner sizes differ: x f32[2,3] x w f32[4,3] (3 vs 4). Weights are [in, out]; did you mean w.transpose()?", () -> x.matmul(w));
        says("matmul: inner sizes differ: x f32[2,3] x x f32[2,3] (3 vs 2)"
            + ". Weights are [in, out]; did you mean x.transpose()?", () -> x.matmul(x));
        says("matmul: inner sizes differ: f32[5,2,3] x f32[2,7] (3 vs 2)",
            () -> Tensor.zeros(DType.F32, Shape.of(5, 2, 3)).matmul(Tensor.zeros(DType.F32, Shape.of(2, 7))));
        says("matmul: both operands need at least 2 axes: n i32[3] x n i32[3]", () -> n.matmul(n));
        says("matmul: the dtypes differ; cast one of them: x f32[2,3], f64[3,2]", () -> x.matmul(Tensor.zeros(DType.F64, Shape.of(3, 2))));
        says("conv: channels do not fit: images have 4, filters take 4 in each of 2 groups and make 6: images f32[1,5,5,4], filters f32[3,3,4,6]",
            () -> images.conv2d(filters, Window.of(3, 3), 2));
        says("conv: the filters' size differs from the window 2x2: images f32[1,5,5,4], filters f32[3,3,4,6]",
            () -> images.conv2d(filters, Window.of(2, 2), 1));
        says("conv: images must be [n, height, width, channels] and filters [height, width, channels / groups, filters]: x f32[2,3], filters f32[3,3,4,6]",
            () -> x.conv2d(filters, Window.of(3, 3), 1));
        says("conv: the window is larger than the padded image: images f32[1,5,5,4]",
            () -> images.conv2d(filters, Window.of(3, 3).dilation(3), 1));
        says("conv: both operands must have the same float dtype: images f32[1,5,5,4], f64[3,3,4,6]",
            () -> images.conv2d(filters.to(DType.F64), Window.of(3, 3), 1));
        says("max-pool: the padding is not smaller than the window: images f32[1,5,5,4]", () -> images.maxPool2d(Window.of(2, 2).padding(2)));
        says("max-pool: images must be [n, height, width, channels]: x f32[2,3]", () -> x.maxPool2d(Window.of(2, 2)));
        says("max-pool: a float dtype is needed; cast it first: i32[1,5,5,4]", () -> images.to(DType.I32).maxPool2d(Window.of(2, 2)));
        says("window: size, stride and dilation must be at least 1, got 0x2, stride 1x1, dilation 1x1", () -> Window.of(0, 2));
        says("window: padding can not be negative, got -1 -1 -1 -1", () -> Window.of(2, 2).padding(-1));
    }

    @Test
    void gradients() {
        says("gradient: the loss must be a float scalar, not x f32[2,3]; take its mean or sum", () -> Gradients.of(x, List.of(x)));
        says("gradient: only floats have one, not n i32[3]", () -> Gradients.of(x.sum(), List.of(n)));
        says("gradient: the cotangent of x f32[2,3] must have its dtype and shape, not w f32[4,3]",
            () -> Gradients.vjp(List.of(x), List.of(w), List.of(x)));
    }

    @Test
    void valuesAndSizes() {
        says("the value depends on an input or a state of a function that is not running: x f32[2,3]", x::value);
        says("item: needs one element, has x f32[2,3]", x::item);
        says("the size batch is known only when the program runs; a constant is needed here", () -> rows.size(0));
        says("the size 'batch' has no value; give it when the program runs", () -> Dim.of(new Var("batch", 8)).value(Map.of()));
        says("the size 'batch' is 9, outside 0 to 8", () -> Dim.of(new Var("batch", 8)).value(Map.of("batch", 9)));
        says("no value was given for x f32[2,3]", () -> Interpreter.evaluate(List.of(x.node()), Map.of(), Map.of()));
        says("x f32[2,3] was given f64[2,3]", () -> Interpreter.evaluate(List.of(x.node()), Map.of("x", NDArray.zeros(DType.F64, 2, 3)), Map.of()));
        says("unknown dtype 'f8'; the dtypes are f32, f64, f16, bf16, i8, u8, i32, u32, i64, bool", () -> DType.of("f8"));
        says("Tensor.of: row 0 has 1 elements and row 1 has 2", () -> Tensor.of(new float[][] {{1}, {1, 2}}));
        says("an array of 3 elements can not have shape [2, 2]", () -> NDArray.wrap(DType.F32, new float[3], 2, 2));
        says("the array has not the Java type that holds i32; see NDArray", () -> NDArray.wrap(DType.I32, new float[3], 3));
        says("random-bits: bits are u32 and uniform draws a float dtype, not f32", () -> {
            Node zero = Tensor.zeros(DType.I64, Shape.SCALAR).node();
            Node.of(new Op.Random(Op.RandomFn.BITS, DType.F32, Shape.of(2), 0, zero, zero, zero));
        });
    }

    @Test
    void theSourceLineIsNamedWhereItIsKnown() {
        Sources.install(() -> "CharModel.java:41", false);
        says("matmul: inner sizes differ: x f32[2,3] x w f32[4,3] (3 vs 4), at CharModel.java:41. Weights are [in, out]; did you mean w.transpose()?",
            () -> x.matmul(w));
        says("exp: a float dtype is needed; cast it first: n i32[3], at CharModel.java:41", n::exp);
        says("sum: there is no axis 5 in [2,3]; its axes are 0 to 1, or -2 to -1 from the end, at CharModel.java:41", () -> x.sum(5));
        assertThat(x.exp().node().origin()).isNull();
        Sources.install(() -> "CharModel.java:42", true);
        assertThat(x.exp().node().origin()).isEqualTo("CharModel.java:42");
        assertThat(Graph.of(Map.of("y", x.exp().node()), Map.of()).toString()).contains("exp(%0) f32[2,3]  // CharModel.java:42");
    }
}
