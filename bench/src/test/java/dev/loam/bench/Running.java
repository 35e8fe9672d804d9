package dev.loam.bench;

import dev.loam.compiler.Program;
import dev.loam.runtime.Device;
import dev.loam.runtime.Executable;
import dev.loam.runtime.States;
import dev.loam.tensor.Graph;
import dev.loam.tensor.Interpreter;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// A graph that can be run again and again and keeps its states meanwhile, on one target or by the interpreter.
interface Running extends AutoCloseable {
    /// Runs once; of `inputs` only those that the graph has are taken. Returns the outputs.
    Map<String, NDArray> run(Map<String, NDArray> inputs);

    NDArray state(String label);

    @Override
    default void close() {
    }

    /// Something that can run graphs: a device, or the interpreter.
    interface Target {
        Running start(Graph graph, Map<String, NDArray> states);
    }

    static Running interpreted(Graph graph, Map<String, NDArray> initial) {
        var states = new HashMap<>(initial);
        var roots = new ArrayList<Node>(graph.outputs().values());
        roots.addAll(graph.updates().values());
        return new Running() {
            @Override
            public Map<String, NDArray> run(Map<String, NDArray> inputs) {
                var bindings = new HashMap<>(states);
                bindings.putAll(inputs);
                Map<Node, NDArray> values = Interpreter.evaluate(roots, bindings, Map.of());
                graph.updates().forEach((label, node) -> states.put(label, values.get(node)));
                var out = new LinkedHashMap<String, NDArray>();
                graph.outputs().forEach((name, node) -> out.put(name, values.get(node)));
                return out;
            }

            @Override
            public NDArray state(String label) {
                return states.get(label);
            }
        };
    }

    static Running compiled(Device device, Graph graph, Map<String, NDArray> initial) {
        States states = device.states();
        initial.forEach(states::set);
        Executable program = device.compile(graph, states);
        return new Running() {
            @Override
            public Map<String, NDArray> run(Map<String, NDArray> inputs) {
                for (Program.Buffer b : program.program().buffers()) {
                    if (b.kind() == Program.Kind.INPUT) {
                        program.input(b.label()).write(inputs.get(b.label()));
                    }
                }
                program.run();
                var out = new LinkedHashMap<String, NDArray>();
                graph.outputs().forEach((name, node) -> out.put(name, program.output(name).read(node.shape().toArray())));
                return out;
            }

            @Override
            public NDArray state(String label) {
                return states.get(label).read((int) states.get(label).elements());
            }

            @Override
            public void close() {
                program.close();
            }
        };
    }
}
