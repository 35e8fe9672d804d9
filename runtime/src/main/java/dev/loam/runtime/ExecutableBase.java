package dev.loam.runtime;

import dev.loam.compiler.Index;
import dev.loam.compiler.LlvmEmitter;
import dev.loam.compiler.Program;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What executables share: the slots of inputs and outputs, and the binding of states.
abstract class ExecutableBase implements Executable {
    private static final int INPUT_SLOTS = 2;

    private final Program program;
    private final Map<String, Integer> inputs = new HashMap<>();
    private final Map<String, Integer> outputs = new HashMap<>();
    /// per buffer of the program its slots: two for an input, four for an output, one else
    private final Buffer[][] slots;
    private final List<Index.Size> sizes;
    private long runs;

    /// @param scratch gives the memory of a scratch buffer
    ExecutableBase(Program program, States states, Device device, Scratch scratch) {
        this.program = program;
        this.slots = new Buffer[program.buffers().size()][];
        for (int i = 0; i < slots.length; i++) {
            Program.Buffer b = program.buffers().get(i);
            slots[i] = switch (b.kind()) {
                case STATE -> new Buffer[] {state(states, b)};
                case SCRATCH -> new Buffer[] {scratch.of(b)};
                case CONSTANT -> {
                    Buffer c = device.allocate(b.dtype(), Math.max(1, b.value().size()));
                    c.write(b.value());
                    yield new Buffer[] {c};
                }
                case INPUT -> allocate(device, b, INPUT_SLOTS);
                case OUTPUT -> allocate(device, b, OUTPUT_SLOTS);
            };
            if (b.kind() == Program.Kind.INPUT) {
                inputs.put(b.label(), i);
            } else if (b.kind() == Program.Kind.OUTPUT) {
                outputs.put(b.label(), i);
            }
        }
        this.sizes = LlvmEmitter.sizes(program);
    }

    /// Where a scratch buffer lies.
    interface Scratch {
        Buffer of(Program.Buffer b);
    }

    private static Buffer state(States states, Program.Buffer b) {
        Buffer s = states.get(b.label());
        if (s.dtype() != b.dtype() || s.elements() < b.elements().max()) {
            throw new IllegalArgumentException("state '" + b.label() + "' is " + s.dtype() + " with " + s.elements()
                + " elements; the program expects " + b.dtype() + b.shape());
        }
        return s;
    }

    private static Buffer[] allocate(Device device, Program.Buffer b, int count) {
        var out = new Buffer[count];
        for (int k = 0; k < count; k++) {
            out[k] = device.allocate(b.dtype(), Math.max(1, b.elements().max()));
        }
        return out;
    }

    /// The variable sizes the program needs, in the order in which its code takes them.
    final List<Index.Size> sizes() {
        return sizes;
    }

    /// The value of size number `i`.
    final int size(int i, Map<String, Integer> values) {
        Index.Size s = sizes.get(i);
        Integer n = values.get(s.name());
        if (n == null || n < 0 || n > s.max()) {
            throw new IllegalArgumentException("the size '" + s.name() + "' must be given, from 0 to " + s.max() + "; got " + n);
        }
        return n;
    }

    /// Fills the scratch memory with `value`; tests do so to show that nothing is read before it is written.
    final void poison(byte value) {
        for (int i = 0; i < slots.length; i++) {
            if (program.buffers().get(i).kind() == Program.Kind.SCRATCH) {
                bound(i).segment().fill(value);
            }
        }
    }

    /// The buffer that number `i` of the program has in the run that comes next.
    final Buffer bound(int i) {
        return slots[i][(int) (runs % slots[i].length)];
    }

    /// The number of slots of buffer `i`, and the buffer in one of them.
    final Buffer[] slots(int i) {
        return slots[i];
    }

    final long runs() {
        return runs;
    }

    final void ran() {
        runs++;
    }

    @Override
    public final Buffer input(String name) {
        return bound(number(inputs, name, "input"));
    }

    @Override
    public final Buffer output(String name) {
        if (runs == 0) {
            throw new IllegalStateException("output '" + name + "' was asked for before the first run");
        }
        Buffer[] s = slots[number(outputs, name, "output")];
        return s[(int) ((runs - 1) % s.length)];
    }

    private static int number(Map<String, Integer> map, String name, String what) {
        Integer i = map.get(name);
        if (i == null) {
            throw new IllegalArgumentException("the program has no " + what + " '" + name + "'; it has " + map.keySet());
        }
        return i;
    }

    @Override
    public final Program program() {
        return program;
    }
}
