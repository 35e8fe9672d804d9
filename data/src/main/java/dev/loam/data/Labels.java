package dev.loam.data;

import dev.loam.tensor.DType;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// Labels, field 1 of a [Dataset], seen in other ways, and how often each class is there.
public final class Labels {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private Labels() {
    }

    /// How many examples each class has.
    public static long[] counts(Dataset data) {
        Field label = classes(data);
        long[] counts = new long[label.categories().size()];
        int[] one = new int[1];
        for (long i = 0; i < data.size(); i++) {
            data.read(i, 1, one, 0);
            counts[one[0]]++;
        }
        return counts;
    }

    /// The weight of each class by which all count the same: `examples / (classes · examples of the class)`, 0 for a class without any.
    public static double[] balance(long[] counts) {
        long all = 0;
        int present = 0;
        for (long count : counts) {
            all += count;
            present += count > 0 ? 1 : 0;
        }
        double[] weights = new double[counts.length];
        for (int c = 0; c < counts.length; c++) {
            weights[c] = counts[c] == 0 ? 0 : (double) all / ((double) present * counts[c]);
        }
        return weights;
    }

    /// The class numbers as shares of classes, f32 `[classes]`: 1 (or the class's weight) for the class, 0 for the others.
    ///
    /// @param weights one for each class, or null for 1
    public static Dataset shares(Dataset data, double[] weights) {
        Field label = classes(data);
        int n = label.categories().size();
        var to = new Field(label.name(), Field.Role.LABEL, Field.Kind.CATEGORICAL, DType.F32, List.of(n), label.categories(), Field.Missing.ERROR);
        return data.map(1, to, (origin, from, out) -> {
            int own = from.get(ValueLayout.JAVA_INT_UNALIGNED, 0);
            for (int c = 0; c < n; c++) {
                out.set(FLOAT, (long) Float.BYTES * c, c == own ? weights == null ? 1 : (float) weights[c] : 0);
            }
        });
    }

    private static Field classes(Dataset data) {
        Field label = data.fields().get(1);
        if (label.kind() != Field.Kind.CATEGORICAL || label.dtype() != DType.I32 || label.elements() != 1) {
            throw new DataException("field " + label + " is no class number, so there are no classes to count or weigh");
        }
        return label;
    }
}
