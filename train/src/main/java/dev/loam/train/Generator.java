package dev.loam.train;

import dev.loam.compiler.Program;
import dev.loam.nn.GenerationStep;
import dev.loam.nn.Layer;
import dev.loam.nn.PackedInput;
import dev.loam.nn.ParameterLayout;
import dev.loam.runtime.Buffer;
import dev.loam.runtime.Device;
import dev.loam.runtime.Executable;
import dev.loam.runtime.States;
import dev.loam.tensor.DType;
import dev.loam.tensor.Graph;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Precision;
import java.util.Arrays;

/// A model that reads sequences and says what may come next, with what it remembers of them: one program for single tokens and, where there is more to read, one
/// for many, whatever the places in the sequences. For one thread at a time.
///
/// An attention remembers only as much as its context. A sequence that goes on is then read again from the middle of what was remembered.
final class Generator implements AutoCloseable {
    private static final int CHUNK = 64;

    private final Device device;
    private final GenerationStep step;
    private final States states;
    private final Executable one;
    private final boolean limited;
    private Executable many;
    /// per sequence all its tokens, how many there are, with which the caches begin, and how many from there on they hold
    private final int[][] tokens;
    private final int[] size;
    private final int[] first;
    private final int[] remembered;
    private final float[] logits;

    /// @param vocabulary the number of logits
    Generator(Device device, Layer model, ParameterLayout layout, int batch, int context, int vocabulary, Precision precision) {
        this.device = device;
        this.step = new GenerationStep(model, layout.stored(precision.products().storage()), batch, 1, context, precision);
        this.states = device.states();
        this.tokens = new int[batch][64];
        this.size = new int[batch];
        this.first = new int[batch];
        this.remembered = new int[batch];
        this.logits = new float[batch * vocabulary];
        layout.sizes().forEach((label, n) -> states.set(label, NDArray.zeros(step.layout().dtype(label), n)));
        Graph graph = step.graph();
        var caches = GenerationStep.caches(graph);
        caches.forEach(states::set);
        limited = caches.keySet().stream().anyMatch(c -> c.endsWith("/keys") || c.endsWith("/tokens"));
        one = device.compile(graph, states);
    }

    /// The model of a run; [#weights] gives it its weights.
    static Generator of(Device device, Problem problem, int batch, Precision precision) {
        Layer model = problem.task().model() instanceof PackedInput packed ? packed.model() : problem.task().model();
        return new Generator(device, model, problem.task().layout(), batch, Math.toIntExact(problem.objective().input().maxElements()), problem.source().classes(), precision);
    }

    /// Takes these weights, rounded where they are stored in fewer bits.
    void weights(States from) {
        for (String label : step.layout().sizes().keySet()) {
            Buffer source = from.get(label);
            Buffer to = states.get(label);
            if (source.dtype() == to.dtype()) {
                to.segment().copyFrom(source.segment());
            } else {
                NDArray values = NDArray.zeros(to.dtype(), (int) source.elements());
                for (int i = 0; i < values.size(); i++) {
                    values.setDouble(i, source.getDouble(i));
                }
                to.write(values);
            }
        }
    }

    /// Forgets all sequences.
    void reset() {
        states.labels().stream().filter(label -> label.startsWith("cache/")).forEach(label -> states.get(label).segment().fill((byte) 0));
        Arrays.fill(size, 0);
        Arrays.fill(first, 0);
        Arrays.fill(remembered, 0);
    }

    /// The tokens of a sequence so far; the first [#size] of the array.
    int[] tokens(int sequence) {
        return tokens[sequence];
    }

    int size(int sequence) {
        return size[sequence];
    }

    /// Adds a token to a sequence; [#read] reads it.
    void add(int sequence, int token) {
        if (size[sequence] == tokens[sequence].length) {
            tokens[sequence] = Arrays.copyOf(tokens[sequence], 2 * size[sequence]);
        }
        tokens[sequence][size[sequence]++] = token;
    }

    /// Reads what was added to the sequences, and gives the logits behind each, one sequence's after the other's. The array is the same at each call; where
    /// nothing was added to a sequence, its logits mean nothing.
    float[] read() {
        for (int row = 0; row < size.length; row++) {
            if (limited && size[row] - first[row] > step.context()) {
                // what comes before half of the context is given up
                first[row] = size[row] - Math.max(1, step.context() / 2);
                remembered[row] = 0;
            }
        }
        while (true) {
            int most = 0;
            for (int row = 0; row < size.length; row++) {
                most = Math.max(most, size[row] - first[row] - remembered[row]);
            }
            if (most == 0) {
                return logits;
            }
            run(most == 1 ? one : many(), most == 1 ? 1 : chunk());
        }
    }

    private int chunk() {
        return Math.min(CHUNK, step.context());
    }

    private Executable many() {
        if (many == null) {
            many = device.compile(new GenerationStep(step.model(), step.layout(), step.batch(), chunk(), step.context(), step.precision()).graph(), states);
        }
        return many;
    }

    private static Buffer reads(Executable program, String input) {
        return program.program().buffers().stream().anyMatch(b -> b.kind() == Program.Kind.INPUT && b.label().equals(input)) ? program.input(input) : null;
    }

    private void run(Executable program, int width) {
        Buffer x = program.input("x");
        // what a model does not ask for is no input of its program
        Buffer read = reads(program, "read");
        Buffer count = reads(program, "count");
        for (int row = 0; row < size.length; row++) {
            int from = first[row] + remembered[row];
            int n = Math.min(width, size[row] - from);
            for (int i = 0; i < width; i++) {
                x.set((long) row * width + i, i < n ? tokens[row][from + i] : 0);
            }
            if (read != null) {
                read.set(row, remembered[row]);
            }
            if (count != null) {
                count.set(row, n);
            }
        }
        program.run();
        int vocabulary = logits.length / size.length;
        Buffer out = program.output("logits");
        for (int row = 0; row < size.length; row++) {
            int n = Math.min(width, size[row] - first[row] - remembered[row]);
            remembered[row] += n;
            for (int i = 0; i < vocabulary && n > 0; i++) {
                logits[row * vocabulary + i] = out.dtype() == DType.F32 ? out.getFloat((long) row * vocabulary + i) : (float) out.getDouble((long) row * vocabulary + i);
            }
        }
    }

    @Override
    public void close() {
        one.close();
        if (many != null) {
            many.close();
        }
    }
}
