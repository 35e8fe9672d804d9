package dev.loam.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// What a workload took.
public sealed interface Measurement {
    /// One line for people, in the form that the LibTorch peer prints too.
    String line();

    /// Every figure by its name.
    Map<String, Object> figures();

    /// The floating point operations of the products in a step.
    double flops();

    /// [#figures] as one line of JSON.
    default String json() {
        var text = new StringBuilder();
        for (var e : figures().entrySet()) {
            text.append(text.isEmpty() ? "{" : ", ").append('"').append(e.getKey()).append("\": ");
            switch (e.getValue()) {
                case Double d when !Double.isFinite(d) -> text.append("null");
                case Number n -> text.append(n);
                case Object o -> text.append('"').append(o.toString().replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
            }
        }
        return text.append('}').toString();
    }

    /// What a step does.
    ///
    /// @param flops floating point operations of its products
    /// @param items what it goes through
    /// @param unit  what those are, in the plural
    record Work(double flops, long items, String unit) {
    }

    /// Steps of training.
    ///
    /// @param device     what ran it, in words
    /// @param optimizer  its name
    /// @param parameters trained values
    record Training(String workload, String device, int threads, int batch, String optimizer, long parameters, int steps, double median,
                    double p10, double p90, double cpu, Work work, double firstLoss, double lastLoss) implements Measurement {
        static Training of(String workload, String device, int threads, int batch, String optimizer, long parameters, Work work, Samples s) {
            return new Training(workload, device, threads, batch, optimizer, parameters, s.count(), s.median(), s.p10(), s.p90(), s.cpu(), work,
                s.first(), s.last());
        }

        @Override
        public double flops() {
            return work.flops();
        }

        /// What a step goes through, per second at the median.
        public double rate() {
            return work.items() / median * 1e3;
        }

        /// 10⁹ floating point operations per second at the median.
        public double gflops() {
            return flops() / median / 1e6;
        }

        @Override
        public String line() {
            return String.format(Locale.ROOT, "%-9s threads=%d batch=%d opt=%s params=%d steps=%d ms/step median=%.3f p10=%.3f p90=%.3f "
                + "cpu=%.3f | %.0f %s/s | %.1f GFLOP/s", workload, threads, batch, optimizer, parameters, steps, median, p10, p90, cpu, rate(),
                work.unit(), gflops()) + (Double.isNaN(firstLoss) ? "" : String.format(Locale.ROOT, " | loss %.4f -> %.4f", firstLoss, lastLoss));
        }

        @Override
        public Map<String, Object> figures() {
            var out = new LinkedHashMap<String, Object>();
            out.put("workload", workload);
            out.put("device", device);
            out.put("threads", threads);
            out.put("batch", batch);
            out.put("optimizer", optimizer);
            out.put("parameters", parameters);
            out.put("steps", steps);
            out.put("median", median);
            out.put("p10", p10);
            out.put("p90", p90);
            out.put("cpu", cpu);
            out.put(work.unit() + "PerSecond", rate());
            out.put("gflops", gflops());
            out.put("firstLoss", firstLoss);
            out.put("lastLoss", lastLoss);
            return out;
        }
    }

    /// A matrix product.
    ///
    /// @param best the least time
    record Product(String device, int threads, GemmCase shape, int runs, double median, double p10, double p90, double best)
        implements Measurement {
        static Product of(String device, int threads, GemmCase shape, Samples s) {
            Samples each = s.dividedBy(shape.repeats());
            return new Product(device, threads, shape, s.count(), each.median(), each.p10(), each.p90(), each.best());
        }

        @Override
        public double flops() {
            return shape.flops();
        }

        /// 10⁹ floating point operations per second at the median.
        public double gflops() {
            return flops() / median / 1e6;
        }

        @Override
        public String line() {
            return String.format(Locale.ROOT, "%-9s threads=%d n=%s form=%s median=%.4f ms %.1f GFLOP/s (best %.1f)", "gemm", threads,
                shape.size(), shape.form(), median, gflops(), shape.flops() / best / 1e6);
        }

        @Override
        public Map<String, Object> figures() {
            var out = new LinkedHashMap<String, Object>();
            out.put("workload", "gemm");
            out.put("device", device);
            out.put("threads", threads);
            out.put("form", shape.form());
            out.put("m", shape.m());
            out.put("n", shape.n());
            out.put("k", shape.k());
            out.put("runs", runs);
            out.put("median", median);
            out.put("p10", p10);
            out.put("p90", p90);
            out.put("best", best);
            out.put("gflops", gflops());
            return out;
        }
    }
}
