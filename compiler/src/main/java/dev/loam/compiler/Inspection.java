package dev.loam.compiler;

import dev.loam.tensor.Graph;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What compiling makes of a graph, stage by stage, as plain data for people to look at. A node keeps its number from stage to stage
/// as long as no rule replaces it.
///
/// @param stages   the graph as written and after each pass
/// @param groups   the fused groups of the last stage
/// @param launches for each launch of the program what it is of
public record Inspection(List<Stage> stages, List<Group> groups, List<Launch> launches, Program program) {
    /// A graph.
    ///
    /// @param name what was done last
    public record Stage(String name, List<Item> nodes) {
    }

    /// A node.
    ///
    /// @param attributes what the operation has besides its inputs, or empty
    /// @param type       dtype and shape
    /// @param label      the name of an input or state, or empty
    /// @param origin     the source line that made it, or empty where none was recorded
    /// @param roles      the outputs it is, and the states whose new value it is
    public record Item(int number, String op, String attributes, String type, List<Integer> inputs, String label, String origin, List<String> roles) {
    }

    /// What one kernel computes.
    ///
    /// @param kind    `map`, `reduce`, `contract` …
    /// @param nodes   the numbers of the nodes it writes out, those it writes to memory included
    /// @param outputs the numbers of those it writes to memory
    /// @param reads   the numbers of those it reads from memory
    /// @param reasons for each of `nodes` why it is here, or empty
    /// @param work    operations, as [Work] counts them
    /// @param bytes   read and written, each value once
    public record Group(String kind, String note, List<Integer> nodes, List<Integer> outputs, List<Integer> reads, List<String> reasons, long work, long bytes) {
    }

    /// A launch.
    ///
    /// @param group its number, -1 for a copy
    public record Launch(int group) {
    }

    /// Compiles `graph` for `target` and keeps everything on the way.
    public static Inspection of(Graph graph, Target target) {
        var collector = new Collector();
        var origins = new ArrayList<FusedGraph.Group>();
        Program program = new Compiler(target, Switches.NONE_OFF, collector).compile(graph, origins);
        return collector.inspection(program, origins);
    }

    private static final class Collector implements Compiler.Listener {
        private final Map<Node, Integer> numbers = new IdentityHashMap<>();
        private final List<Stage> stages = new ArrayList<>();
        private FusedGraph fused;

        @Override
        public void reached(String stage, Object result) {
            if (result instanceof Graph g) {
                stages.add(new Stage(stage, items(g)));
            } else if (result instanceof FusedGraph f) {
                fused = f;
            }
        }

        private int number(Node n) {
            Integer known = numbers.get(n);
            if (known == null) {
                known = numbers.size();
                numbers.put(n, known);
            }
            return known;
        }

        private List<Integer> numbers(List<Node> nodes) {
            var out = new ArrayList<Integer>();
            for (Node n : nodes) {
                out.add(number(n));
            }
            return out;
        }

        private List<Item> items(Graph g) {
            Map<Node, List<String>> roles = new IdentityHashMap<>();
            for (var e : g.outputs().entrySet()) {
                roles.computeIfAbsent(e.getValue(), _ -> new ArrayList<>()).add("output " + e.getKey());
            }
            for (var e : g.updates().entrySet()) {
                roles.computeIfAbsent(e.getValue(), _ -> new ArrayList<>()).add("update " + e.getKey());
            }
            var out = new ArrayList<Item>();
            for (Node n : g.nodes()) {
                out.add(new Item(number(n), n.op().name(), Graph.attributes(n.op()), "" + n.dtype() + n.shape(), numbers(n.inputs()),
                    n.label() == null ? "" : n.label(), n.origin() == null ? "" : n.origin(), roles.getOrDefault(n, List.of())));
            }
            return out;
        }

        Inspection inspection(Program program, List<FusedGraph.Group> origins) {
            var groups = new ArrayList<Group>();
            Map<FusedGraph.Group, Integer> place = new IdentityHashMap<>();
            for (FusedGraph.Group g : fused.groups()) {
                place.put(g, groups.size());
                groups.add(group(g));
            }
            var launches = new ArrayList<Launch>();
            for (FusedGraph.Group g : origins) {
                launches.add(new Launch(g == null ? -1 : place.getOrDefault(g, -1)));
            }
            return new Inspection(stages, groups, launches, program);
        }

        private Group group(FusedGraph.Group g) {
            List<Node> inside = inside(g);
            Map<Integer, Long> read = new HashMap<>();
            var reasons = new ArrayList<String>();
            long work = 0;
            long bytes = 0;
            for (Node n : inside) {
                String why = fused.decisions().of(n);
                reasons.add(why == null ? "" : why);
                work += Work.operations(n);
                for (Node in : n.inputs()) {
                    if (fused.stored().contains(in) && !inside.contains(in)) {
                        // of a vector that is sliced or looked up the part that is used
                        Node used = n.op() instanceof Op.Slice || n.op() instanceof Op.Gather ? n : in;
                        read.merge(number(in), size(used), Math::max);
                    }
                }
            }
            for (Node n : g.outputs()) {
                bytes += size(n);
            }
            for (long b : read.values()) {
                bytes += b;
            }
            var reads = new ArrayList<>(read.keySet());
            Collections.sort(reads);
            return new Group(kind(g), fused.describe(g), numbers(inside), numbers(g.outputs()), reads, reasons, work, bytes);
        }

        private static long size(Node n) {
            return n.shape().maxElements() * n.dtype().bytes();
        }

        /// The nodes that a group writes out, inputs first.
        private List<Node> inside(FusedGraph.Group g) {
            Set<Node> mine = Collections.newSetFromMap(new IdentityHashMap<>());
            var stack = new ArrayList<>(g.outputs());
            mine.addAll(g.outputs());
            while (!stack.isEmpty()) {
                for (Node in : stack.remove(stack.size() - 1).inputs()) {
                    if (!fused.stored().contains(in) && mine.add(in)) {
                        stack.add(in);
                    }
                }
            }
            var out = new ArrayList<Node>();
            for (Node n : Graph.sort(g.outputs())) {
                if (mine.contains(n)) {
                    out.add(n);
                }
            }
            return out;
        }

        private static String kind(FusedGraph.Group g) {
            return g.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
