package dev.loam.runtime;

import dev.loam.tensor.DType;
import dev.loam.tensor.NDArray;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Named memory that lives from run to run and is shared by the programs of a device: parameters, optimiser moments,
/// statistics. A training program changes it in place; an evaluation program compiled against the same states sees the change.
public final class States {
    private final Device device;
    private final Map<String, Buffer> buffers = new LinkedHashMap<>();

    States(Device device) {
        this.device = device;
    }

    /// Adds a state with its first values, or replaces the values of one that is there.
    public Buffer set(String label, NDArray values) {
        Buffer b = buffers.get(label);
        if (b == null) {
            b = device.allocate(values.dtype(), values.size());
            buffers.put(label, b);
        } else if (b.elements() != values.size()) {
            throw new IllegalArgumentException("state '" + label + "' has " + b.elements() + " elements, given " + values.size());
        }
        b.write(values);
        return b;
    }

    /// Adds a state of zeros.
    public Buffer zeros(String label, DType dtype, int elements) {
        return set(label, NDArray.zeros(dtype, elements));
    }

    /// The memory of a state; an error that lists the known ones where there is none of that label.
    public Buffer get(String label) {
        Buffer b = buffers.get(label);
        if (b == null) {
            throw new IllegalArgumentException("no state '" + label + "'; there are " + buffers.keySet());
        }
        return b;
    }

    public Set<String> labels() {
        return Set.copyOf(buffers.keySet());
    }
}
