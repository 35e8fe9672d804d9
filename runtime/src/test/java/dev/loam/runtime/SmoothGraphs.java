package dev.loam.runtime;

import dev.loam.tensor.DType;
import dev.loam.tensor.Gradients;
import dev.loam.tensor.Graph;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Node;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import dev.loam.tensor.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// Random graphs as training makes them: functions of states and inputs, a loss, its gradients, and states moved against these.
final class SmoothGraphs {
    private final Cases c;
    private final DType dtype;
    /// the greatest size of an axis
    private final int most;
    private final List<Tensor> values = new ArrayList<>();
    private final List<Tensor> states = new ArrayList<>();

    private SmoothGraphs(Cases c, DType dtype, int most) {
        this.c = c;
        this.dtype = dtype;
        this.most = most;
    }

    static Graph make(Cases c, DType dtype, int most) {
        var g = new SmoothGraphs(c, dtype, most);
        g.values.add(c.input(c.values(dtype, Shape.of(g.size(), g.size()))));
        g.values.add(g.weights(Shape.of(g.size())));
        for (int i = c.between(5, 20); i > 0; i--) {
            g.values.add(g.operation(c.coin() ? g.values.getLast() : c.pick(g.values)));
        }
        Tensor loss = g.values.getLast().square().mean();
        for (int i = 0; i < 2; i++) {
            loss = loss.add(c.pick(g.values).square().mean());
        }
        List<Tensor> gradients = Gradients.of(loss, g.states);
        var outputs = new LinkedHashMap<String, Node>();
        outputs.put("loss", loss.node());
        outputs.put("last", g.values.getLast().node());
        var updates = new LinkedHashMap<String, Node>();
        Tensor norm = null;
        for (int i = 0; i < g.states.size(); i++) {
            Tensor gradient = gradients.get(i);
            Tensor s = gradient.square().sum();
            norm = norm == null ? s : norm.add(s);
            outputs.put("gradient" + i, gradient.node());
            updates.put(g.states.get(i).node().label(), g.states.get(i).sub(gradient.mul(0.05)).node());
        }
        outputs.put("norm", norm.sqrt().node());
        return Graph.of(outputs, updates);
    }

    private int size() {
        return c.rarely(5) ? 1 : c.between(2, most);
    }

    private Tensor weights(Shape s) {
        NDArray v = c.values(dtype, s);
        for (int i = 0; i < v.size(); i++) {
            v.setDouble(i, v.getDouble(i) * 0.5);
        }
        Tensor w = c.state("w" + states.size(), v);
        states.add(w);
        return w;
    }

    private Tensor operation(Tensor x) {
        return switch (c.between(0, 17)) {
            case 0 -> x.tanh();
            case 1 -> x.sigmoid().add(x.mul(0.5));
            case 2 -> c.pick(x.gelu(), x.silu(), x.relu(), x.sin(), x.erf());
            case 3 -> x.tanh().exp().sub(1);
            case 4 -> x.square().add(1).log();
            case 5 -> x.div(x.square().add(1).sqrt());
            case 6 -> x.rank() == 0 ? x.cos() : c.pick(x.softmax(), x.tanh().logSoftmax());
            case 7 -> normalised(x);
            case 8 -> x.mul(fit(c.pick(values), x.shape()).tanh());
            case 9 -> x.add(fit(weights(Shape.of(size())), x.shape()));
            case 10, 11 -> linear(x);
            case 12 -> image(x);
            case 13 -> dropout(x);
            case 14 -> attention(x);
            case 15 -> gained(x);
            case 16 -> x.rank() == 0 ? x : c.pick(x.mean(c.axes(x.rank())), x.amax(c.axes(x.rank())));
            default -> x.rank() > 0 && x.rank() < 4 ? Families.view(c, x, 1) : x.add(0.5);
        };
    }

    private Tensor normalised(Tensor x) {
        if (x.rank() == 0) {
            return x;
        }
        Tensor mean = x.mean(-1).unsqueeze(-1);
        Tensor centred = x.sub(mean);
        return centred.div(centred.square().mean(-1).unsqueeze(-1).add(0.1).sqrt());
    }

    /// A norm with gain and bias.
    private Tensor gained(Tensor x) {
        return x.rank() == 0 ? x : normalised(x).mul(weights(Shape.of(x.size(-1)))).add(weights(Shape.of(x.size(-1))));
    }

    /// Attention of several heads with a causal mask, as a transformer block has it.
    private Tensor attention(Tensor x) {
        int batch = c.between(1, 2);
        int heads = c.between(1, 3);
        int size = c.pick(1, 3, 4, 16);
        int time = c.pick(1, 3, 8, 17);
        Tensor rows = fit(x, Shape.of(batch * time, 5)).tanh();
        Tensor all = rows.matmul(weights(Shape.of(5, 3 * heads * size))).reshape(batch, time, 3, heads, size).permute(2, 0, 3, 1, 4);
        Tensor q = all.slice(0, 0, 1).squeeze(0);
        Tensor k = all.slice(0, 1, 2).squeeze(0);
        Tensor v = all.slice(0, 2, 3).squeeze(0);
        Tensor scores = q.matmul(k.transpose()).mul(1 / Math.sqrt(size));
        Tensor sees = Tensor.iota(DType.I32, scores.shape(), 2).ge(Tensor.iota(DType.I32, scores.shape(), 3));
        Tensor masked = sees.where(scores, Tensor.fill(dtype, scores.shape(), Double.NEGATIVE_INFINITY));
        return masked.softmax().matmul(v).permute(0, 2, 1, 3).reshape(batch, time, heads * size);
    }

    /// The first elements in another shape, repeated or filled up with zeros where there are too few.
    private static Tensor fit(Tensor x, Shape to) {
        int have = (int) x.shape().maxElements();
        int want = (int) to.maxElements();
        Tensor flat = x.reshape(have);
        flat = have > want ? flat.slice(0, have - want, have) : have < want ? flat.pad(0, 0, want - have) : flat;
        return flat.reshape(to);
    }

    private Tensor linear(Tensor x) {
        int k = size();
        int n = size();
        Tensor rows = fit(x, Shape.of(Math.clamp(x.shape().maxElements() / k, 1, most), k));
        Tensor y = rows.matmul(weights(Shape.of(k, n))).mul(1 / Math.sqrt(k)).add(weights(Shape.of(n)));
        return c.coin() ? y.relu() : y;
    }

    private Tensor image(Tensor x) {
        int channels = c.between(1, 4);
        int edge = c.between(3, 8);
        Tensor images = fit(x, Shape.of(c.between(1, 3), edge, edge, channels));
        Tensor y = images.conv2d(weights(Shape.of(3, 3, channels, c.between(1, 9))), Window.of(3, 3).padding(1).stride(c.between(1, 2)), 1).mul(0.3);
        return y.size(1) < 2 ? y : c.pick(y, y.maxPool2d(Window.of(2, 2)), y.averagePool2d(Window.of(2, 2).stride(2)));
    }

    private Tensor dropout(Tensor x) {
        Node zero = Tensor.fill(DType.I64, Shape.SCALAR, states.size()).node();
        Tensor draw = Tensor.uniform(dtype, x.shape(), c.between(0, 1000), Tensor.of(zero), Tensor.of(zero), Tensor.of(zero));
        return draw.lt(0.8).where(x.mul(1.25), x.mul(0));
    }
}
