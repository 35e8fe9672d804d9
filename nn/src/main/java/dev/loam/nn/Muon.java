package dev.loam.nn;

import dev.loam.tensor.DType;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Muon (Jordan et al. 2024): the momentum of each hidden weight matrix is replaced by the nearest matrix with orthogonal rows or
/// columns, found by five Newton-Schulz iterations, so that all directions move alike. Everything else (embeddings, output
/// layers, gains, biases) goes by [AdamW].
///
/// Filters of convolutions are matrices with a column per filter. The orthogonal matrix is multiplied by `0.2 · √max(rows, columns)`
/// (Liu et al., "Muon is Scalable for LLM Training", 2025, equation 4), which gives it the size of AdamW's steps: one learning rate
/// and one weight decay serve both.
///
/// @param momentum    the share of the past in the running mean of gradients, applied as Nesterov's
/// @param weightDecay decoupled
/// @param others      names of matrices that are not to be orthogonal, with `*` for any text: embeddings and output layers
/// @param rest        what moves all others; its learning rate is not used
public record Muon(double learningRate, double momentum, double weightDecay, List<String> others, AdamW rest) implements Optimizer {
    /// The coefficients of Jordan's quintic iteration, and how often it is done.
    private static final double A = 3.4445;
    private static final double B = -4.7750;
    private static final double C = 2.0315;
    private static final int ITERATIONS = 5;

    /// The kind of the parameters that are matrices.
    static final String MATRIX = "matrix";

    public Muon {
        others = List.copyOf(others);
    }

    /// Momentum 0.95, weight decay 0.1, AdamW with betas 0.9 and 0.95 for embeddings and output layers by their usual names.
    public static Muon of(double learningRate) {
        return new Muon(learningRate, 0.95, 0.1, List.of("wte.*", "wpe.*", "embedding.*", "positions.*", "output.*", "lm_head.*", "head.*"),
            AdamW.of(learningRate).betas(0.9, 0.95).weightDecay(0.1));
    }

    public Muon momentum(double value) {
        return new Muon(learningRate, value, weightDecay, others, rest);
    }

    /// Of matrices and of the rest.
    public Muon weightDecay(double value) {
        return new Muon(learningRate, momentum, value, others, rest.weightDecay(value));
    }

    /// The matrices that are not to be orthogonal.
    public Muon others(String... names) {
        return new Muon(learningRate, momentum, weightDecay, List.of(names), rest);
    }

    public Muon rest(AdamW other) {
        return new Muon(learningRate, momentum, weightDecay, others, other);
    }

    @Override
    public String kind(Parameter p) {
        boolean matrix = p.decay() && p.shape().rank() >= 2;
        for (String name : others) {
            matrix &= !ParameterRule.matches(name, p.name());
        }
        return matrix ? MATRIX : "";
    }

    @Override
    public List<String> slots() {
        return rest.slots();
    }

    @Override
    public List<String> slots(ParameterLayout.Group group) {
        return group.kind().equals(MATRIX) ? List.of("momentum") : rest.slots();
    }

    @Override
    public Update update(Step s) {
        if (!s.group().kind().equals(MATRIX)) {
            return rest.update(s);
        }
        Tensor m = s.slot(0).add(s.gradient().sub(s.slot(0)).mul(1 - momentum));
        Tensor direction = s.gradient().add(m.sub(s.gradient()).mul(momentum));
        var parts = new ArrayList<Tensor>();
        List<Parameter> members = s.group().parameters();
        int[] offsets = s.group().offsets();
        for (int i = 0; i < offsets.length; i++) {
            int columns = members.get(i).shape().size(-1);
            int rows = members.get(i).size() / columns;
            Tensor matrix = direction.slice(0, offsets[i], offsets[i] + rows * columns).reshape(rows, columns);
            parts.add(orthogonal(matrix, s.products()).mul(0.2 * Math.sqrt(Math.max(rows, columns))));
        }
        Tensor p = AdamW.decayed(s, weightDecay);
        return Update.of(p.sub(ParameterLayout.pack(parts).mul(s.learningRate().to(p.dtype()))), m);
    }

    /// Nearly the orthogonal factor of `g`, whose singular values all become about 1 (from 0.7 to 1.2): `x ← a·x + (b·s + c·s²)·x` with
    /// `s = x·xᵀ`, on the shorter side.
    ///
    /// @param operands the dtype of the products' operands
    static Tensor orthogonal(Tensor g, DType operands) {
        Tensor x = g.mul(g.square().sum().sqrt().add(1e-7).reciprocal());
        boolean wide = g.size(0) <= g.size(1);
        for (int i = 0; i < ITERATIONS; i++) {
            Tensor s = wide ? product(x, x.transpose(), operands) : product(x.transpose(), x, operands);
            Tensor by = s.mul(B).add(product(s, s, operands).mul(C));
            x = x.mul(A).add(wide ? product(by, x, operands) : product(x, by, operands));
        }
        return x;
    }

    private static Tensor product(Tensor a, Tensor b, DType operands) {
        return a.to(operands).matmul(b.to(operands), a.dtype());
    }
}
