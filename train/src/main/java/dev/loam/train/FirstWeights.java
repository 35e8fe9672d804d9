package dev.loam.train;

import dev.loam.nn.ParameterLayout.View;
import dev.loam.tensor.NDArray;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Weights from a file as the first values of a run (`init=FILE`): of Loam's own checkpoints, or of PyTorch, whose names are the same and whose
/// axes lie otherwise: a linear layer's weights are `[out, in]` there and `[in, out]` here, a convolution's `[out, in, height, width]` and
/// `[height, width, in, out]`; running statistics are called `running_mean` and `running_var`.
///
/// Square weights tell nothing by their shape; they lie as the file's other weights do. The layer that follows flattened feature maps sees them
/// channels-last here: from PyTorch its rows come in another order, and no shape tells.
final class FirstWeights {
    private final Path file;
    private final Map<String, NDArray> tensors;
    private final Set<String> unused;

    private FirstWeights(Path file) {
        this.file = file;
        this.tensors = Shards.read(file);
        this.unused = new LinkedHashSet<>(tensors.keySet());
        unused.removeIf(name -> name.endsWith("num_batches_tracked") || name.startsWith("optimizer/"));
    }

    /// Puts the file's tensors into `states`.
    ///
    /// @param views  what the model has, by name
    /// @param states by label, flat
    /// @throws TrainException where a tensor is missing, left over or of a shape that does not fit
    static void load(Path file, List<View> views, Map<String, NDArray> states) {
        var from = new FirstWeights(file);
        boolean turned = views.stream().anyMatch(from::fitsTurnedAlone);
        for (View v : views) {
            from.put(v, turned, states.get(v.state()));
        }
        if (!from.unused.isEmpty()) {
            throw new TrainException("init: the model has no tensor '" + from.unused.iterator().next() + "', which is in " + file + "; its tensors are "
                + shown(views.stream().map(View::name).toList()));
        }
    }

    private static String shown(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(8, names.size()))) + (names.size() > 8 ? " …" : "");
    }

    private String name(View v) {
        for (String name : List.of(v.name(), other(v.name(), "mean", "running_mean"), other(v.name(), "variance", "running_var"))) {
            if (tensors.containsKey(name)) {
                return name;
            }
        }
        throw new TrainException("init: " + file + " has no tensor '" + v.name() + "'; it has " + shown(new ArrayList<>(tensors.keySet())));
    }

    private static String other(String name, String ending, String theirs) {
        return name.endsWith("." + ending) ? name.substring(0, name.length() - ending.length()) + theirs : name;
    }

    /// A matrix that fits only with its axes exchanged.
    private boolean fitsTurnedAlone(View v) {
        int[] have = tensors.get(name(v)).shape();
        int[] need = v.shape().toArray();
        return need.length == 2 && !Arrays.equals(have, need) && Arrays.equals(have, new int[] {need[1], need[0]});
    }

    private void put(View v, boolean turned, NDArray to) {
        String name = name(v);
        unused.remove(name);
        NDArray from = tensors.get(name);
        int[] need = v.shape().toArray();
        int[] order = order(from.shape(), need, turned);
        if (order == null || !from.dtype().isFloat()) {
            throw new TrainException("init: '" + name + "' is " + from.dtype() + Arrays.toString(from.shape()) + " in " + file + ", the model's is " + to.dtype() + v.shape());
        }
        int[] strides = strides(from.shape());
        int[] index = new int[need.length];
        for (int i = 0; i < v.size(); i++) {
            int at = 0;
            for (int d = 0; d < need.length; d++) {
                at += index[d] * strides[order[d]];
            }
            to.setDouble(v.offset() + i, from.getDouble(at));
            for (int d = need.length - 1; d >= 0 && ++index[d] == need[d]; d--) {
                index[d] = 0;
            }
        }
    }

    /// Which axis of the file is each axis of the model; null where the shapes do not fit.
    private static int[] order(int[] have, int[] need, boolean turned) {
        int[] same = new int[need.length];
        Arrays.setAll(same, i -> i);
        int[][] orders = need.length == 2 ? turned ? new int[][] {{1, 0}, same} : new int[][] {same}
            : need.length == 4 ? new int[][] {same, {2, 3, 1, 0}} : new int[][] {same};
        for (int[] order : orders) {
            boolean fits = have.length == need.length;
            for (int d = 0; fits && d < need.length; d++) {
                fits = have[order[d]] == need[d];
            }
            if (fits) {
                return order;
            }
        }
        return null;
    }

    private static int[] strides(int[] shape) {
        int[] strides = new int[shape.length];
        int step = 1;
        for (int d = shape.length - 1; d >= 0; d--) {
            strides[d] = step;
            step *= shape[d];
        }
        return strides;
    }
}
