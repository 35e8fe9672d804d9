package dev.loam.runtime;

import dev.loam.tensor.Evaluation;
import dev.loam.tensor.Graph;
import dev.loam.tensor.Interpreter;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Sources;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What makes tensors quick and errors point at a line: installs the evaluator behind [dev.loam.tensor.Tensor#value] and the
/// locator of source lines.
///
/// A graph that is small is interpreted, which takes no compiling: a line typed at a prompt answers in milliseconds. One that comes
/// again and again, or is large, is compiled, with its constants as inputs, so that other values of the same shapes use the same code.
public final class Session implements Evaluation.Evaluator {
    /// Scalar operations below which interpreting is quicker than compiling.
    private static final long SMALL = 200_000;
    /// Work of interpreting one graph again and again that takes about as long as compiling it would have.
    private static final long WORTH_COMPILING = 1_000_000;
    /// Work of a node beside its elements.
    private static final long NODE = 50;
    private static final int COMPILED = 64;
    /// Graphs whose interpretations are counted.
    private static final int REMEMBERED = 4096;

    private static Session current;

    private final Device device;
    /// the work that went into interpreting each graph so far
    private final Map<String, Long> interpreted = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> e) {
            return size() > REMEMBERED;
        }
    };
    private final Map<String, Executable> compiled = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Executable> e) {
            if (size() > COMPILED) {
                e.getValue().close();
                return true;
            }
            return false;
        }
    };

    private Session(Device device) {
        this.device = device;
    }

    /// Makes `device` the one on which tensors are computed in this process.
    public static synchronized Session start(Device device) {
        var session = new Session(device);
        current = session;
        Evaluation.install(session);
        installLocator();
        return session;
    }

    /// The device on which tensors are computed; where no session was started, one is, on the best device there is.
    public static synchronized Device device() {
        return (current == null ? start(Device.best(0)) : current).device;
    }

    /// Makes shape errors name the source line; under `LOAM_DEBUG=5` every node remembers its own.
    public static void installLocator() {
        Sources.install(Session::line, Debug.LEVEL >= 5);
    }

    /// The nearest caller outside Loam, else the nearest outside the tensor module.
    private static String line() {
        return StackWalker.getInstance().walk(frames -> {
            String inside = null;
            for (var f : (Iterable<StackWalker.StackFrame>) frames::iterator) {
                String c = f.getClassName();
                if (c.startsWith("dev.loam.tensor.") || c.startsWith("dev.loam.runtime.") || c.startsWith("dev.loam.compiler.")) {
                    continue;
                }
                String at = f.getFileName() + ":" + f.getLineNumber();
                if (!c.startsWith("dev.loam.nn.") && !c.startsWith("dev.loam.train.")) {
                    return at;
                }
                inside = inside == null ? at : inside;
            }
            return inside;
        });
    }

    @Override
    public NDArray evaluate(Node node) {
        return evaluate(List.of(node)).get(0);
    }

    /// The values of several nodes that depend on constants alone, computed as one graph, by the session that is there or a new one.
    public static List<NDArray> values(List<Node> nodes) {
        device();
        return current.evaluate(nodes);
    }

    private synchronized List<NDArray> evaluate(List<Node> nodes) {
        var constants = new LinkedHashMap<String, NDArray>();
        var names = new java.util.IdentityHashMap<NDArray, Node>();
        var outputs = new LinkedHashMap<String, Node>();
        for (Node n : nodes) {
            outputs.put("value" + outputs.size(), n);
        }
        Graph graph = Graph.of(outputs, Map.of()).map(n -> {
            if (!(n.op() instanceof Op.Constant c)) {
                return n;
            }
            return names.computeIfAbsent(c.value(), v -> {
                String name = "constant" + constants.size();
                constants.put(name, v);
                return Node.of(new Op.Input(name, v.dtype(), Shape.of(v.shape())));
            });
        });
        String key = graph.toString();
        if (!compiled.containsKey(key) && staysInterpreted(key, work(graph))) {
            Map<Node, NDArray> found = Interpreter.evaluate(nodes, Map.of(), Map.of());
            return nodes.stream().map(found::get).toList();
        }
        interpreted.remove(key);
        Executable e = compiled.computeIfAbsent(key, k -> device.compile(graph, device.states()));
        constants.forEach((name, v) -> e.input(name).write(v));
        e.run();
        var values = new ArrayList<NDArray>();
        for (String name : outputs.keySet()) {
            values.add(e.output(name).read(nodes.get(values.size()).shape().toArray()));
        }
        return values;
    }

    /// Counts the work of interpreting once more. What counts is work, not time: whether a result comes from compiled code, whose last bits
    /// may differ, depends on what was asked before, never on how quick the machine was.
    private boolean staysInterpreted(String key, long work) {
        return work < SMALL && interpreted.merge(key, work, Long::sum) < WORTH_COMPILING;
    }

    /// A rough count of scalar operations, with some for each node.
    private static long work(Graph graph) {
        long sum = 0;
        for (Node n : graph.nodes()) {
            long size = n.shape().maxElements();
            long each = switch (n.op()) {
                case Op.MatMul m -> m.a().shape().size(m.transposeA() ? -2 : -1);
                case Op.Conv c -> c.a().shape().maxElements() * c.b().shape().maxElements() / Math.max(1, size);
                case Op.Attention a -> 2L * a.k().shape().dim(-2).max() * (a.of() == Op.AttentionOf.LOG_SUM_EXP ? a.q().shape().size(-1) : 1);
                case Op.Reduce r -> r.x().shape().maxElements() / Math.max(1, size);
                case Op.Scan c -> c.body().length() * work(c.body().graph(List.of(c.of()))) / Math.max(1, size);
                default -> 1;
            };
            sum += NODE + size * Math.max(1, each);
        }
        return sum;
    }
}
