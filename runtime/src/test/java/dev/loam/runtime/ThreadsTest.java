package dev.loam.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loam.tensor.DType;
import dev.loam.tensor.Graph;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The bits of a result depend on shapes and the machine, not on the number of threads nor on their timing.
class ThreadsTest {
    /// The outputs and states after three runs, as bytes.
    private static Map<String, byte[]> run(Device device, Graph graph, Map<String, NDArray> bindings) {
        var states = device.states();
        for (Node n : graph.nodes()) {
            if (n.op() instanceof Op.State s) {
                states.set(s.label(), bindings.get(s.label()));
            }
        }
        var out = new LinkedHashMap<String, byte[]>();
        try (Executable e = device.compile(graph, states)) {
            for (int i = 0; i < 3; i++) {
                for (Node n : graph.nodes()) {
                    if (n.op() instanceof Op.Input in) {
                        e.input(in.label()).write(bindings.get(in.label()));
                    }
                }
                e.run();
            }
            graph.outputs().keySet().forEach(name -> out.put(name, bytes(e.output(name))));
            graph.updates().keySet().forEach(label -> out.put("state " + label, bytes(states.get(label))));
        }
        return out;
    }

    private static byte[] bytes(Buffer b) {
        return b.segment().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
    }

    @Test
    void oneTwoAndFiveThreadsGiveTheSameBits() {
        try (Device one = Device.cpu(1); Device two = Device.cpu(2); Device five = Device.cpu(5)) {
            Cases.check("threads", Math.max(5, Cases.count() / 2), c -> {
                Graph g = SmoothGraphs.make(c, c.rarely(4) ? DType.F64 : DType.F32, 200);
                Map<String, byte[]> expected = run(one, g, c.bindings());
                for (Device d : new Device[] {one, two, five, two}) {
                    run(d, g, c.bindings()).forEach((name, b) -> assertThat(b).as(name + " with " + d.description()).isEqualTo(expected.get(name)));
                }
            });
        }
    }
}
