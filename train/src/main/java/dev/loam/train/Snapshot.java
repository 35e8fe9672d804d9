package dev.loam.train;

import dev.loam.nn.ParameterLayout.View;
import dev.loam.runtime.States;
import dev.loam.tensor.NDArray;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A copy of everything a run is at one moment: its position and all its states.
///
/// @param states by label, flat, padding included
record Snapshot(Position position, Map<String, NDArray> states) {
    /// Copies the states with these labels.
    static Snapshot take(Position position, States states, Iterable<String> labels) {
        var copies = new LinkedHashMap<String, NDArray>();
        for (String label : labels) {
            var buffer = states.get(label);
            copies.put(label, buffer.read(Math.toIntExact(buffer.elements())));
        }
        return new Snapshot(position, copies);
    }

    /// Puts the copies back.
    void restore(States into) {
        states.forEach(into::set);
    }

    /// The named tensors that `views` show, for writing.
    Map<String, Safetensors.Tensor> tensors(List<View> views) {
        var out = new LinkedHashMap<String, Safetensors.Tensor>();
        for (View v : views) {
            out.put(v.name(), Safetensors.Tensor.part(states.get(v.state()), v.offset(), v.shape().toArray()));
        }
        return out;
    }

    /// States filled from named tensors; what no view shows is zero.
    ///
    /// @param empty the states with their lengths
    /// @throws TrainException where a tensor is missing, left over or of another dtype or shape
    static Snapshot of(Position position, Map<String, NDArray> empty, List<View> views, Map<String, NDArray> tensors) {
        var states = new LinkedHashMap<String, NDArray>();
        empty.forEach((label, array) -> states.put(label, NDArray.zeros(array.dtype(), array.shape())));
        for (View v : views) {
            NDArray from = tensors.get(v.name());
            NDArray to = states.get(v.state());
            if (from == null) {
                throw new TrainException("it has no tensor '" + v.name() + "'");
            }
            if (from.dtype() != to.dtype() || !Arrays.equals(from.shape(), v.shape().toArray())) {
                throw new TrainException("its tensor '" + v.name() + "' is " + from.dtype() + Arrays.toString(from.shape()) + ", the model's is "
                    + to.dtype() + v.shape());
            }
            System.arraycopy(from.array(), 0, to.array(), v.offset(), v.size());
        }
        if (tensors.size() != views.size()) {
            var extra = new LinkedHashMap<>(tensors);
            views.forEach(v -> extra.remove(v.name()));
            throw new TrainException("the model has no tensor '" + extra.keySet().iterator().next() + "'");
        }
        return new Snapshot(position, states);
    }
}
