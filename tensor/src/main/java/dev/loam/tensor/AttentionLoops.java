package dev.loam.tensor;

import java.util.Arrays;
import java.util.List;

/// What the reference interpreter computes for an attention: row by row, all of a row's weights at once, in double.
final class AttentionLoops {
    private final Op.Attention op;
    private final List<NDArray> operands;
    private final NDArray out;
    private final int heads;
    private final int kvHeads;
    private final int time;
    private final int keys;
    private final int size;
    private final int first;
    /// of the row at hand
    private final double[] weight;
    private double logSumExp;

    private AttentionLoops(Op.Attention op, List<NDArray> operands, NDArray out) {
        this.op = op;
        this.operands = operands;
        this.out = out;
        int[] q = operands.get(0).shape();
        int[] k = operands.get(1).shape();
        int lead = q.length - 3;
        heads = q[lead];
        time = q[lead + 1];
        size = q[lead + 2];
        kvHeads = k[lead];
        keys = k[lead + 1];
        first = op.form().position() ? (int) operands.get(3).getLong(0) : keys - time;
        weight = new double[keys];
    }

    static NDArray compute(Op.Attention op, List<NDArray> operands, NDArray out) {
        new AttentionLoops(op, operands, out).run();
        return out;
    }

    private void run() {
        // sums of many rows, rounded once at the end
        double[] sums = new double[out.size()];
        int rows = operands.get(0).size() / Math.max(1, size);
        for (int row = 0; row < rows; row++) {
            int batch = row / (heads * time);
            int head = row / time % heads;
            int kv = (batch * kvHeads + head / (heads / kvHeads)) * keys;
            weigh(row, batch, head, kv);
            if (op.of() == Op.AttentionOf.LOG_SUM_EXP) {
                sums[row] = logSumExp;
            } else if (op.of() == Op.AttentionOf.OUTPUT) {
                for (int j = 0; j < keys; j++) {
                    add(sums, row, weight[j], operands.get(2), kv + j);
                }
            } else {
                gradient(sums, row, kv);
            }
        }
        for (int i = 0; i < sums.length; i++) {
            out.setDouble(i, sums[i]);
        }
    }

    /// Row `to` of the sums gets `factor` times row `from` of `x`.
    private void add(double[] sums, int to, double factor, NDArray x, int from) {
        for (int d = 0; d < size && factor != 0; d++) {
            sums[to * size + d] += factor * x.getDouble(from * size + d);
        }
    }

    private double product(NDArray x, int rowX, NDArray y, int rowY) {
        double sum = 0;
        for (int d = 0; d < size; d++) {
            sum += x.getDouble(rowX * size + d) * y.getDouble(rowY * size + d);
        }
        return sum;
    }

    private void weigh(int row, int batch, int head, int kv) {
        double greatest = Double.NEGATIVE_INFINITY;
        int at = first + row % time;
        for (int j = 0; j < keys; j++) {
            weight[j] = Double.NEGATIVE_INFINITY;
            if (sees(batch, row % time, at, j)) {
                weight[j] = product(operands.get(0), row, operands.get(1), kv + j) * op.form().scale();
                if (op.form().slopes()) {
                    weight[j] -= operands.get(op.form().slopesAt()).getDouble(head) * Math.abs(at - j);
                }
                greatest = Double.isNaN(weight[j]) ? weight[j] : Math.max(greatest, weight[j]);
            }
        }
        double sum = 0;
        for (int j = 0; j < keys; j++) {
            weight[j] = weight[j] == Double.NEGATIVE_INFINITY ? 0 : Elementary.exp(weight[j] - greatest);
            sum += weight[j];
        }
        logSumExp = sum == 0 ? Double.NEGATIVE_INFINITY : greatest + Elementary.log(sum);
        if (sum == 0) {
            Arrays.fill(weight, 0);
        }
        for (int j = 0; j < keys && sum != 0; j++) {
            weight[j] /= sum;
        }
    }

    private boolean sees(int batch, int query, int at, int key) {
        AttentionForm f = op.form();
        boolean in = !f.causal() || key <= at && (f.window() == 0 || key > at - f.window());
        return in && (!f.segments() || operands.get(f.segmentsAt()).getLong(batch * time + query)
            == operands.get(f.segmentsAt() + 1).getLong(batch * keys + key));
    }

    private void gradient(double[] sums, int row, int kv) {
        int n = op.form().operands();
        NDArray dy = operands.get(n + 2);
        double all = product(operands.get(n), row, dy, row);
        for (int j = 0; j < keys; j++) {
            if (op.of() == Op.AttentionOf.VALUE_GRADIENT) {
                add(sums, kv + j, weight[j], dy, row);
                continue;
            }
            double ds = weight[j] * (product(dy, row, operands.get(2), kv + j) - all) * op.form().scale();
            if (op.of() == Op.AttentionOf.QUERY_GRADIENT) {
                add(sums, row, ds, operands.get(1), kv + j);
            } else {
                add(sums, kv + j, ds, operands.get(0), row);
            }
        }
    }
}
