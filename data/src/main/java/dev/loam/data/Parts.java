package dev.loam.data;

import dev.loam.data.split.Split;
import java.util.Arrays;

/// Which examples are for training, validation and test: three arrays of their numbers.
final class Parts {
    static final int COUNT = 3;

    private Parts() {
    }

    /// Each class divided by the same shares (a stratified split). Examples are put in the order of one permutation, and each
    /// class's examples in that order are cut into consecutive runs: a pure function of the labels and the seed.
    ///
    /// @param classes of each example; all 0 where labels are numbers
    static int[][] stratified(int[] classes, Descriptor.Shares shares) {
        Split order = Split.of(classes.length, shares.seed(), 1.0);
        long[][] left = new long[Arrays.stream(classes).max().orElse(0) + 1][];
        int[] sizes = new int[left.length];
        for (int c : classes) {
            sizes[c]++;
        }
        for (int c = 0; c < left.length; c++) {
            left[c] = Split.counts(sizes[c], shares.array());
        }
        int[] partOf = new int[classes.length];
        int[] inOrder = new int[classes.length];
        for (int i = 0; i < classes.length; i++) {
            int row = (int) order.at(0, i);
            long[] counts = left[classes[row]];
            int part = counts[0] > 0 ? 0 : counts[1] > 0 ? 1 : 2;
            counts[part]--;
            partOf[i] = part;
            inOrder[i] = row;
        }
        return divide(partOf, inOrder);
    }

    /// Each example where its hash sends it (see [Split#part]): it stays there whatever is added or taken away; the shares hold
    /// only about.
    static int[][] hashed(long[] hashes, Descriptor.Shares shares) {
        int[] partOf = new int[hashes.length];
        int[] inOrder = new int[hashes.length];
        for (int i = 0; i < hashes.length; i++) {
            partOf[i] = Split.part(hashes[i], shares.seed(), shares.array());
            inOrder[i] = i;
        }
        return divide(partOf, inOrder);
    }

    /// The first examples for training, the last for test: for what comes one after the other in time.
    static int[][] ordered(int size, Descriptor.Shares shares) {
        long[] counts = Split.counts(size, shares.array());
        int[] partOf = new int[size];
        int[] inOrder = new int[size];
        for (int i = 0; i < size; i++) {
            partOf[i] = i < counts[0] ? 0 : i < counts[0] + counts[1] ? 1 : 2;
            inOrder[i] = i;
        }
        return divide(partOf, inOrder);
    }

    private static int[][] divide(int[] partOf, int[] inOrder) {
        int[][] parts = new int[COUNT][];
        int[] filled = new int[COUNT];
        for (int part : partOf) {
            filled[part]++;
        }
        for (int p = 0; p < COUNT; p++) {
            parts[p] = new int[filled[p]];
            filled[p] = 0;
        }
        for (int i = 0; i < partOf.length; i++) {
            parts[partOf[i]][filled[partOf[i]]++] = inOrder[i];
        }
        return parts;
    }

    static Dataset select(Dataset data, int[] numbers) {
        return data.select(Arrays.stream(numbers).asLongStream().toArray());
    }

    /// The shares with what the options say: `validation` is a share of what is not for testing.
    static Descriptor.Shares shares(Descriptor.Shares own, DataOptions options) {
        double learning = own.train() + own.validation();
        double validation = options.validation() == null ? own.validation() : learning * options.validation();
        return new Descriptor.Shares(learning - validation, validation, own.test(), options.splitSeed() == null ? own.seed() : options.splitSeed(), own.by(), own.key());
    }
}
