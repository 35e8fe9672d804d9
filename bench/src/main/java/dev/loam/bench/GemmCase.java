package dev.loam.bench;

import dev.loam.runtime.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A product `c[m, n] = a · b` over an inner size of `k`, in f32.
///
/// @param form `NN`; `NT` where b lies in memory as `[n, k]`; `TN` where a lies as `[k, m]`: what a layer's forward pass, its
///             input's gradient and its weight's gradient are
public record GemmCase(int m, int n, int k, Form form) implements Workload.Case {
    /// How the operands lie in memory.
    public enum Form { NN, NT, TN }

    /// Cubes, and the products of an MLP's and a transformer's layers.
    static List<GemmCase> all() {
        var out = new ArrayList<GemmCase>();
        for (int n : new int[] {64, 128, 256, 512, 1024}) {
            forms(out, n, n, n);
        }
        forms(out, 128, 256, 784);
        forms(out, 64, 1536, 384);
        return out;
    }

    private static void forms(List<GemmCase> out, int m, int n, int k) {
        for (Form form : Form.values()) {
            out.add(new GemmCase(m, n, k, form));
        }
    }

    /// The shape of `a` as it lies in memory.
    int[] a() {
        return form == Form.TN ? new int[] {k, m} : new int[] {m, k};
    }

    /// The shape of `b` as it lies in memory.
    int[] b() {
        return form == Form.NT ? new int[] {n, k} : new int[] {k, n};
    }

    double flops() {
        return 2.0 * m * n * k;
    }

    /// How many products are timed as one, so that a sample is far longer than a look at the clock.
    int repeats() {
        return (int) Math.ceil(2e7 / flops());
    }

    /// `256` for a cube, else `128x256x784`: rows, columns, inner size.
    String size() {
        return m == n && n == k ? Integer.toString(n) : m + "x" + n + "x" + k;
    }

    @Override
    public String key() {
        return "gemm " + size() + " " + form;
    }

    @Override
    public Set<PeerSetting.Choice> choices() {
        return Set.of();
    }

    @Override
    public Workload.Subject prepare(Device device, BenchOptions options) {
        return GemmWorkload.prepare(this, device, options);
    }

    @Override
    public Measurement measurement(String device, int threads, Samples samples) {
        return Measurement.Product.of(device, threads, this, samples);
    }
}
