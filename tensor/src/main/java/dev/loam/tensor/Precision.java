package dev.loam.tensor;

import java.util.ArrayList;
import java.util.List;

/// A precision policy: the dtypes in which each class of operations stores its results and computes. A value, applied to a whole
/// graph by [#apply] once gradients have been taken.
///
/// Taken after the gradients, one rule serves forward and backward pass alike: a weight gradient leaves the sum in which it was kept
/// without another rounding, and no gradient rule ever meets two dtypes. What rounding does to the derivative is left out, as is
/// customary (the derivative of rounding counts as 1).
///
/// @param name        `"bf16"`
/// @param products    matrix products and convolutions: `storage` is the dtype of their operands and of what they leave in memory,
///                    `compute` that of their sums
/// @param reductions  sums, extremes, poolings; with the elementwise class they make up norms, softmax and losses
/// @param elementwise functions of single elements
/// @param parameters  weights, statistics and the optimiser's state, and the arithmetic on them
public record Precision(String name, Rule products, Rule reductions, Rule elementwise, DType parameters) {
    /// The dtypes of one class.
    ///
    /// @param storage of results where several operations or another class read them
    /// @param compute of the arithmetic and of sums; at least as wide
    public record Rule(DType storage, DType compute) {
        public Rule {
            if (!storage.isFloat() || !compute.isFloat() || compute.isHalf() || storage.bytes() > compute.bytes()) {
                throw new TensorException("precision: floats are computed in f32 or f64 and stored in a float dtype no wider, not stored in "
                    + storage + " and computed in " + compute);
            }
        }

        @Override
        public String toString() {
            return storage == compute ? compute.toString() : storage + " computed in " + compute;
        }
    }

    /// Everything in f32.
    public static final Precision F32 = uniform(DType.F32);
    /// Everything in f64, for checks.
    public static final Precision F64 = uniform(DType.F64);
    /// Products of bf16 summed in f32; everything else in f32. bf16 has the range of f32 and 8 bits of precision.
    public static final Precision BF16 = mixed(DType.BF16);
    /// Products of f16 summed in f32; everything else in f32. f16 has 11 bits of precision and ends at 65504 and 2^-24, so its
    /// gradients need a loss scale.
    public static final Precision F16 = mixed(DType.F16);

    public Precision {
        if (reductions.compute() != parameters || elementwise.compute() != parameters || products.compute() != parameters) {
            throw new TensorException("precision '" + name + "': parameters are in " + parameters + ", so all classes compute in it");
        }
    }

    private static Precision uniform(DType d) {
        var rule = new Rule(d, d);
        return new Precision(d.toString(), rule, rule, rule, d);
    }

    private static Precision mixed(DType half) {
        var rule = new Rule(DType.F32, DType.F32);
        return new Precision(half.toString(), new Rule(half, DType.F32), rule, rule, DType.F32);
    }

    /// The policies that have names.
    public static List<Precision> presets() {
        return List.of(F32, F64, BF16, F16);
    }

    /// The names of the presets.
    public static List<String> names() {
        var out = new ArrayList<String>();
        for (Precision p : presets()) {
            out.add(p.name);
        }
        return out;
    }

    /// The preset named `text`; the error lists the names.
    public static Precision of(String text) {
        for (Precision p : presets()) {
            if (p.name.equals(text)) {
                return p;
            }
        }
        throw new TensorException("unknown precision '" + text + "'; the policies are f32, f64, bf16 and f16");
    }

    /// True where some class stores a dtype narrower than it computes in.
    public boolean isMixed() {
        return products.storage() != products.compute() || reductions.storage() != reductions.compute()
            || elementwise.storage() != elementwise.compute();
    }

    /// True where a gradient may leave the range of a dtype in which it is stored though it is harmless in f32.
    public boolean needsLossScale() {
        return products.storage() == DType.F16 || reductions.storage() == DType.F16 || elementwise.storage() == DType.F16;
    }

    /// `graph`, written in the parameters' dtype, under this policy. Outputs and updates keep their dtypes.
    public Graph apply(Graph graph) {
        return isMixed() ? new MixPrecision(this, graph).apply() : graph;
    }

    /// Holds every operation of `graph` against this policy; `LOAM_DEBUG` does so for each step that is compiled.
    ///
    /// @throws TensorException that names the first operations which have other dtypes
    public void check(Graph graph) {
        List<String> wrong = CheckPrecision.violations(this, graph);
        if (!wrong.isEmpty()) {
            var text = new StringBuilder("precision: ").append(wrong.size()).append(wrong.size() == 1 ? " operation breaks" : " operations break")
                .append(" the policy ").append(this);
            for (String w : wrong.subList(0, Math.min(3, wrong.size()))) {
                text.append("\n  ").append(w);
            }
            throw new TensorException(text.toString());
        }
    }

    /// In one line: `"bf16: products bf16 computed in f32, reductions f32, elementwise f32, parameters f32"`.
    @Override
    public String toString() {
        return name + ": products " + products + ", reductions " + reductions + ", elementwise " + elementwise + ", parameters " + parameters;
    }
}
