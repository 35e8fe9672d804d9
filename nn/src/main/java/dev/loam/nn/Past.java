package dev.loam.nn;

import static dev.loam.tensor.Functions.scan;

import dev.loam.tensor.DType;
import dev.loam.tensor.Fn;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// How much of each sequence earlier passes have read, and how layers go on from there. What they remember lies in the caches of the [Context]:
/// the keys and values of an attention, the state of a recurrent layer. Both lengths are values, not sizes, so that one program serves every
/// place in a sequence, and each sequence of a batch may be at another.
///
/// @param read    i32 `[batch]`: tokens of the sequence that were read before
/// @param count   i32 `[batch]`: how many of this pass's tokens belong to the sequence; what is computed for the rest means nothing, and is not
///                remembered
/// @param context the most tokens an attention remembers
public record Past(Tensor read, Tensor count, int context) {
    private static final int BATCH = 0;

    /// The places in their sequences of the next `time` tokens: i32 `[batch, time]`.
    Tensor places(int time) {
        return read.unsqueeze(1).add(Tensor.iota(DType.I32, Shape.of(1, time), 1));
    }

    private int batch() {
        return read.size(BATCH);
    }

    /// The attention of queries to the keys that are remembered and to new ones up to their own place, which are remembered too.
    ///
    /// @param name    of the layer; its caches are `NAME/keys` and `NAME/values`, `[batch, heads, context, size]`
    /// @param q, k, v `[batch, heads, time, size]`; there may be fewer heads in keys and values, each for several neighbouring ones of the queries
    /// @return `[batch, heads, time, size]`
    Tensor attend(String name, Tensor q, Tensor k, Tensor v, Context c) {
        int heads = k.size(1);
        int time = q.size(2);
        int group = q.size(1) / heads;
        Tensor keys = remember(name + "/keys", k, c);
        Tensor values = remember(name + "/values", v, c);
        // the queries of a group are rows of one product
        Tensor rows = group == 1 ? q : q.reshape(batch(), heads, group * time, q.size(-1));
        Tensor old = rows.matmul(keys.transpose());
        Tensor now = rows.matmul(k.transpose());
        double scale = 1 / Math.sqrt(q.size(-1));
        Tensor scores = Tensor.concat(List.of(masked(old.mul(scale), seen(old.shape())), masked(now.mul(scale), causal(now.shape(), time))), 3);
        Tensor weights = scores.softmax();
        Tensor out = weights.slice(3, 0, context).matmul(values).add(weights.slice(3, context, context + time).matmul(v));
        return group == 1 ? out : out.reshape(batch(), q.size(1), time, q.size(-1));
    }

    private static Tensor masked(Tensor scores, Tensor sees) {
        return sees.where(scores, Tensor.fill(scores.dtype(), scores.shape(), Double.NEGATIVE_INFINITY));
    }

    /// Which remembered keys there are.
    private Tensor seen(Shape scores) {
        return Tensor.iota(DType.I32, scores, 3).lt(read.reshape(batch(), 1, 1, 1));
    }

    /// Which of the new keys are not after the query, row by row of its group.
    private static Tensor causal(Shape scores, int time) {
        return Tensor.iota(DType.I32, scores, 2).rem(Tensor.fill(DType.I32, scores, time)).ge(Tensor.iota(DType.I32, scores, 3));
    }

    /// The cache as it is, with the new entries recorded for the passes after this one.
    private Tensor remember(String name, Tensor now, Context c) {
        int time = now.size(2);
        Shape shape = Shape.of(batch(), now.size(1), context, now.size(3));
        Tensor old = c.cache(name, now.dtype(), shape);
        // which of the new tokens belongs to each place of the cache
        Tensor number = Tensor.iota(DType.I32, Shape.of(1, 1, context, 1), 2).sub(read.reshape(batch(), 1, 1, 1));
        Tensor fresh = number.ge(0).and(number.lt(count.reshape(batch(), 1, 1, 1)));
        Tensor moved = time == 1 ? now : now.takeAlong(number.broadcastTo(shape), 2);
        c.update(name, fresh.where(moved, old));
        return old;
    }

    /// All tokens of the sequences as far as they are read, those of this pass included; 0 where there are none yet: `[batch, context]`.
    ///
    /// @param name of the model; its cache is `NAME/tokens`
    /// @param time how many tokens its sequences have
    /// @throws ModelException where that is not the context
    Tensor tokens(String name, Tensor now, int time, Context c) {
        if (context != time) {
            throw new ModelException("model '" + name + "' generates sequences of exactly " + time + " tokens, not " + context);
        }
        Tensor old = c.cache(name + "/tokens", now.dtype(), Shape.of(batch(), context));
        Tensor number = Tensor.iota(DType.I32, Shape.of(1, context), 1).sub(read.unsqueeze(1));
        Tensor fresh = number.ge(0).and(number.lt(count.unsqueeze(1)));
        Tensor all = fresh.where(now.takeAlong(number.broadcastTo(old.shape()), 1), old);
        c.update(name + "/tokens", all);
        return all;
    }

    /// Of values at all places, `[batch, context, size]`, those at the places of this pass's tokens: `[batch, time, size]`.
    Tensor at(Tensor all, int time) {
        return all.takeAlong(places(time).unsqueeze(-1).broadcastTo(Shape.of(batch(), time, all.size(-1))), 1);
    }

    /// [Recurrent#loop] from the carries that are remembered, which are left as they are after the last token that counts.
    ///
    /// @param name  of the layer; its caches are `NAME/0`, …
    /// @param shape of a carry
    Tensor loop(String name, Fn step, int carries, Shape shape, Tensor gates, Context c) {
        int time = gates.size(0);
        var first = new ArrayList<Tensor>();
        for (int i = 0; i < carries; i++) {
            first.add(c.cache(name + "/" + i, gates.dtype(), shape));
        }
        Fn kept = Fn.of(in -> {
            var out = new ArrayList<>(step.call(in.subList(0, carries + 1)));
            for (int i = 0; i < carries; i++) {
                out.set(i, in.get(carries + 1).where(out.get(i), in.get(i)));
            }
            return out;
        });
        Tensor counts = Tensor.iota(DType.I32, Shape.of(time, batch(), 1), 0).lt(count.reshape(1, batch(), 1));
        if (time == 1) {
            // a loop of one iteration written out
            first.add(gates.squeeze(0));
            first.add(counts.squeeze(0));
            List<Tensor> next = kept.call(first);
            record(name, next, carries, c);
            return next.get(carries).unsqueeze(0);
        }
        var scanned = scan(kept, first, List.of(gates, counts));
        record(name, scanned.carries(), carries, c);
        return scanned.each().get(0);
    }

    private static void record(String name, List<Tensor> next, int carries, Context c) {
        for (int i = 0; i < carries; i++) {
            c.update(name + "/" + i, next.get(i));
        }
    }
}
