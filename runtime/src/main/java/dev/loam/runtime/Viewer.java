package dev.loam.runtime;

import dev.loam.compiler.Inspection;
import dev.loam.compiler.Kernel;
import dev.loam.compiler.Program;
import dev.loam.tensor.Graph;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A page that shows a program from the graph to the machine: one HTML file that needs nothing else, neither files nor a network.
public final class Viewer {
    private static final String PLACE = "/*PROGRAM*/null";

    private Viewer() {
    }

    /// The page.
    ///
    /// @param title   what the program is, for people
    /// @param device  that runs it
    /// @param graph   the graph as it was given to [Device#compile]
    /// @param running the program after [Executable#timeKernels] and some runs; null where times are not asked for
    public static String page(String title, Device device, Graph graph, Executable running) {
        Inspection inspection = device.inspect(graph);
        double[] times = running == null ? new double[0] : running.kernelMilliseconds();
        Peak peak = times.length == 0 ? Peak.UNKNOWN : device.peak();
        var data = new JsonText().open('{')
            .key("title").text(title).key("device").text(device.description())
            .key("gflops").number(peak.gflops()).key("gigabytes").number(peak.gigabytes());
        stages(data.key("stages"), inspection.stages());
        groups(data.key("groups"), inspection.groups());
        program(data, inspection, times);
        kernels(data.key("kernels"), device, inspection.program());
        return template().replace(PLACE, data.close('}').toString());
    }

    private static String template() {
        try (InputStream in = Viewer.class.getResourceAsStream("viewer.html")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void stages(JsonText out, List<Inspection.Stage> stages) {
        out.open('[');
        for (Inspection.Stage s : stages) {
            out.open('{').key("name").text(s.name()).key("nodes").open('[');
            for (Inspection.Item n : s.nodes()) {
                out.open('{').key("n").number(n.number()).key("op").text(n.op()).key("at").text(n.attributes()).key("type").text(n.type())
                    .key("in").numbers(n.inputs()).key("label").text(n.label()).key("from").text(n.origin()).key("roles").texts(n.roles()).close('}');
            }
            out.close(']').close('}');
        }
        out.close(']');
    }

    private static void groups(JsonText out, List<Inspection.Group> groups) {
        out.open('[');
        for (Inspection.Group g : groups) {
            out.open('{').key("kind").text(g.kind()).key("note").text(g.note()).key("nodes").numbers(g.nodes()).key("out").numbers(g.outputs())
                .key("reads").numbers(g.reads()).key("why").texts(g.reasons()).key("work").number(g.work()).key("bytes").number(g.bytes()).close('}');
        }
        out.close(']');
    }

    private static void program(JsonText out, Inspection inspection, double[] times) {
        Program p = inspection.program();
        out.key("arena").number(p.arenaBytes()).key("buffers").open('[');
        int[][] lives = lives(p);
        for (int i = 0; i < p.buffers().size(); i++) {
            Program.Buffer b = p.buffers().get(i);
            out.open('{').key("label").text(b.label()).key("kind").text(b.kind().name().toLowerCase(java.util.Locale.ROOT)).key("type")
                .text("" + b.dtype() + b.shape()).key("bytes").number(b.maxBytes()).key("offset").number(b.offset()).key("first").number(lives[i][0])
                .key("last").number(lives[i][1]).close('}');
        }
        out.close(']').key("launches").open('[');
        for (int i = 0; i < p.launches().size(); i++) {
            Program.Launch l = p.launches().get(i);
            out.open('{').key("kernel").number(l.kernel()).key("group").number(inspection.launches().get(i).group()).key("buffers").numbers(l.buffers())
                .key("offsets").numbers(l.offsets()).key("arguments").numbers(l.arguments()).key("tiles").text(l.tiles().toString()).key("note").text(l.note())
                .key("ms").number(i < times.length ? times[i] : -1).close('}');
        }
        out.close(']');
    }

    /// The first and the last launch that touches each buffer; -1 where none does.
    private static int[][] lives(Program p) {
        int[][] lives = new int[p.buffers().size()][];
        for (int i = 0; i < lives.length; i++) {
            lives[i] = new int[] {-1, -1};
        }
        for (int i = 0; i < p.launches().size(); i++) {
            for (int b : p.launches().get(i).buffers()) {
                lives[b][0] = lives[b][0] < 0 ? i : lives[b][0];
                lives[b][1] = i;
            }
        }
        return lives;
    }

    private static void kernels(JsonText out, Device device, Program p) {
        out.open('[');
        for (int i = 0; i < p.kernels().size(); i++) {
            Kernel k = p.kernels().get(i);
            var params = new ArrayList<String>();
            k.params().forEach(param -> params.add((param.written() ? "writes " : "reads ") + param.name() + ": " + param.dtype()));
            out.open('{').key("params").texts(params).key("ir").text(k.code()).key("code").text(device.code(k, i)).close('}');
        }
        out.close(']');
    }

    /// JSON as it is put into a page.
    private static final class JsonText {
        private final StringBuilder out = new StringBuilder();
        private boolean first = true;

        private JsonText item() {
            if (!first) {
                out.append(',');
            }
            first = false;
            return this;
        }

        JsonText open(char bracket) {
            item().out.append(bracket);
            first = true;
            return this;
        }

        JsonText close(char bracket) {
            out.append(bracket);
            first = false;
            return this;
        }

        JsonText key(String name) {
            item().out.append('"').append(name).append("\":");
            first = true;
            return this;
        }

        JsonText number(double value) {
            item();
            if (value == Math.rint(value) && Math.abs(value) < 1e15) {
                out.append((long) value);
            } else {
                out.append(value);
            }
            return this;
        }

        JsonText numbers(List<? extends Number> values) {
            open('[');
            values.forEach(v -> number(v.doubleValue()));
            return close(']');
        }

        JsonText texts(List<String> values) {
            open('[');
            values.forEach(this::text);
            return close(']');
        }

        JsonText text(String value) {
            item().out.append('"');
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                switch (c) {
                    case '"' -> out.append("\\\"");
                    case '\\' -> out.append("\\\\");
                    case '\n' -> out.append("\\n");
                    // no text may end the script that it stands in
                    case '<' -> out.append("\\u003c");
                    default -> {
                        if (c < ' ' || c == '\u2028' || c == '\u2029') {
                            out.append("\\u").append(Integer.toHexString(0x10000 + c), 1, 5);
                        } else {
                            out.append(c);
                        }
                    }
                }
            }
            out.append('"');
            return this;
        }

        @Override
        public String toString() {
            return out.toString();
        }
    }
}
