package dev.loam.data;

import dev.loam.data.split.Permutation;
import dev.loam.tensor.Philox;
import java.util.ArrayList;
import java.util.List;

/// Orders of a dataset in which each class comes equally often: an epoch is as long as the dataset, rare classes come
/// several times in it, of frequent ones it has a part, another in each epoch.
public final class Balance {
    private static final int STREAM = Philox.stream("data.balance");

    private final Dataset data;
    /// of each class that is there, its examples
    private final List<long[]> classes = new ArrayList<>();

    private Balance(Dataset data) {
        this.data = data;
    }

    /// @throws DataException where field 1 is no class number
    public static Balance of(Dataset data) {
        var balance = new Balance(data);
        long[] counts = Labels.counts(data);
        long[][] members = new long[counts.length][];
        for (int c = 0; c < counts.length; c++) {
            members[c] = new long[Math.toIntExact(counts[c])];
        }
        int[] filled = new int[counts.length];
        int[] one = new int[1];
        for (long i = 0; i < data.size(); i++) {
            data.read(i, 1, one, 0);
            members[one[0]][filled[one[0]]++] = i;
        }
        for (long[] of : members) {
            if (of.length > 0) {
                balance.classes.add(of);
            }
        }
        return balance;
    }

    /// The examples in the order of epoch `epoch`, a pure function of (seed, epoch, index).
    public Dataset epoch(long seed, int epoch) {
        return epoch(data, seed, epoch);
    }

    /// [#epoch(long, int)] of other values of the same examples, such as their labels as shares.
    public Dataset epoch(Dataset same, long seed, int epoch) {
        Permutation places = Permutation.of(data.size(), seed, STREAM, epoch);
        int count = classes.size();
        var orders = new ArrayList<Permutation>();
        for (int c = 0; c < count; c++) {
            orders.add(Permutation.of(classes.get(c).length, seed, STREAM + 1 + c, epoch));
        }
        return Views.reorder(same, data.size(), index -> {
            long place = places.at(index);
            int c = (int) (place % count);
            long[] of = classes.get(c);
            return of[(int) orders.get(c).at(place / count % of.length)];
        });
    }
}
