package dev.loam.compiler;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loam.tensor.DType;
import dev.loam.tensor.Dim;
import dev.loam.tensor.Op;
import dev.loam.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Kernels and programs with one mistake each.
class VerifierTest {
    private final Kernel.Param x = new Kernel.Param("x", DType.F32, Kernel.Space.GLOBAL, false);
    private final Kernel.Param y = new Kernel.Param("y", DType.F32, Kernel.Space.GLOBAL, true);
    private final Axis grid = new Axis("g", Axis.Kind.GRID, 4);
    private final Axis i = new Axis("i", Axis.Kind.SERIAL, 8);
    private final Axis lane = new Axis("l", Axis.Kind.LANE, 8);
    private final Local v = new Local("v", DType.F32);
    private final Expr load = new Expr.Load(x, Index.of(i), null);

    private Kernel kernel(Stmt... body) {
        return new Kernel(List.of(x, y), 0, 0, List.of(), grid, List.of(body), "test");
    }

    private static Program.Buffer buffer(String label, Program.Kind kind, long offset) {
        return new Program.Buffer(label, kind, DType.F32, Shape.of(32), Dim.of(32), offset, null);
    }

    private static Program program(Kernel k) {
        return new Program(List.of(buffer("x", Program.Kind.INPUT, 0), buffer("y", Program.Kind.OUTPUT, 0)), List.of(k),
            List.of(new Program.Launch(0, List.of(0, 1), List.of(0L, 0L), List.of(), Index.of(4), "")), 0);
    }

    private void rejects(String what, Stmt... body) {
        assertThatThrownBy(() -> Verifier.check(program(kernel(body)))).isInstanceOf(IllegalStateException.class).hasMessageContaining(what);
    }

    private Stmt loop(Axis axis, Stmt... body) {
        return new Stmt.For(axis, Index.of(axis.max()), List.of(body));
    }

    private Stmt store(Expr value) {
        return new Stmt.Store(y, Index.of(i), value, null);
    }

    @Test
    void aSoundKernelPasses() {
        assertThatCode(() -> Verifier.check(program(kernel(loop(i, new Stmt.Set(v, load), store(new Expr.Read(v))))))).doesNotThrowAnyException();
    }

    @Test
    void anIndexOnALoopThatIsNotOpenIsRejected() {
        rejects("axis that is not open", store(Expr.of(DType.F32, 1)));
        rejects("axis that is not open", loop(i, store(load)), new Stmt.Set(v, load));
        rejects("open twice", loop(i, loop(i, store(load))));
    }

    @Test
    void lanesInsideLanesAreRejected() {
        rejects("lanes inside lanes", loop(lane, loop(new Axis("m", Axis.Kind.LANE, 8), loop(i, store(load)))));
    }

    @Test
    void localsMustBeSetBeforeTheyAreRead() {
        rejects("read before it is set", loop(i, store(new Expr.Read(v))));
        rejects("unset local", loop(lane, new Stmt.Combine(v, Op.ReduceFn.SUM, Expr.of(DType.F32, 1))));
    }

    @Test
    void dtypesMustAgree() {
        Expr whole = new Expr.FromIndex(Index.of(i));
        Expr half = Expr.of(DType.F16, 1);
        rejects("operands of ADD", loop(i, store(Expr.add(load, new Expr.Cast(load, DType.F64)))));
        rejects("operands of LT", loop(i, store(new Expr.Select(new Expr.Compare(Op.CompareFn.LT, load, whole), load, load))));
        rejects("select of", loop(i, store(new Expr.Select(Expr.less(Index.of(i), Index.ONE), load, whole))));
        rejects("select of", loop(i, store(new Expr.Select(load, load, load))));
        rejects("operands of MUL", loop(i, store(new Expr.Cast(Expr.mul(half, half), DType.F32))));
        rejects("arithmetic on f16", loop(i, store(new Expr.Cast(new Expr.Unary(Op.UnaryFn.NEG, half), DType.F32))));
        rejects("bitcast of", loop(i, store(new Expr.Cast(new Expr.Bitcast(load, DType.I64), DType.F32))));
        rejects("set to i64", loop(i, new Stmt.Set(v, whole)));
        rejects("store of i64 into f32", loop(i, store(whole)));
        rejects("condition is not bool", loop(i, new Stmt.If(load, List.of(store(load)))));
    }

    @Test
    void aParamThatIsReadOnlyIsNotWritten() {
        rejects("only read", loop(i, new Stmt.Store(x, Index.of(i), load, null)));
    }

    @Test
    void argumentsMustBeGiven() {
        rejects("argument0 is not given", loop(i, store(new Expr.Cast(new Expr.Argument(0), DType.F32))));
    }

    @Test
    void aBarrierNeedsThreads() {
        rejects("barrier without threads", new Stmt.Barrier());
    }

    @Test
    void launchesMustFitTheirKernelsAndBuffers() {
        Kernel k = kernel(loop(i, store(load)));
        var in = buffer("x", Program.Kind.INPUT, 0);
        var out = buffer("y", Program.Kind.OUTPUT, 0);
        var whole = new Program.Buffer("w", Program.Kind.OUTPUT, DType.I32, Shape.of(32), Dim.of(32), 0, null);
        rejectsLaunch("binds other params", k, List.of(in, out), List.of(0), List.of(0L));
        rejectsLaunch("binds i32 to f32", k, List.of(in, whole), List.of(0, 1), List.of(0L, 0L));
        rejectsLaunch("starts outside", k, List.of(in, out), List.of(0, 1), List.of(33L, 0L));
        rejectsLaunch("writes INPUT", k, List.of(in, out), List.of(1, 0), List.of(0L, 0L));
    }

    @Test
    void scratchBuffersThatLiveTogetherDoNotOverlap() {
        Kernel k = kernel(loop(i, store(load)));
        rejectsLaunch("overlap", k, List.of(buffer("a", Program.Kind.SCRATCH, 0), buffer("b", Program.Kind.SCRATCH, 64)), List.of(0, 1), List.of(0L, 0L));
        rejectsLaunch("leaves the arena", k, List.of(buffer("a", Program.Kind.SCRATCH, 0), buffer("b", Program.Kind.SCRATCH, 192)), List.of(0, 1), List.of(0L, 0L));
    }

    private static void rejectsLaunch(String what, Kernel k, List<Program.Buffer> memory, List<Integer> buffers, List<Long> offsets) {
        var program = new Program(memory, List.of(k), List.of(new Program.Launch(0, buffers, offsets, List.of(), Index.of(4), "")), 256);
        assertThatThrownBy(() -> Verifier.check(program)).isInstanceOf(IllegalStateException.class).hasMessageContaining(what);
    }
}
