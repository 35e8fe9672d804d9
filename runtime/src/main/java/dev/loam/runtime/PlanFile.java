package dev.loam.runtime;

import dev.loam.compiler.Axis;
import dev.loam.compiler.Index;
import dev.loam.compiler.Kernel;
import dev.loam.compiler.Program;
import dev.loam.tensor.DType;
import dev.loam.tensor.Dim;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Var;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// What a runtime needs of a program beside its code, as bytes: buffers, launches, the signatures of kernels, not their loops. It is kept
/// with the code, so that a known graph runs without being lowered. Labels and constants are written as their numbers in the [GraphKey].
final class PlanFile {
    /// @param program its kernels have no body
    /// @param code    the name of its code in the kernel cache
    record Plan(Program program, String code) {
    }

    private PlanFile() {
    }

    // ---- writing

    /// The bytes, or null where the program holds a constant that the graph does not.
    static byte[] write(Plan plan, GraphKey key) {
        var bytes = new ByteArrayOutputStream();
        Program p = plan.program();
        try (var out = new DataOutputStream(bytes)) {
            out.writeUTF(plan.code());
            out.writeLong(p.arenaBytes());
            out.writeInt(p.buffers().size());
            for (Program.Buffer b : p.buffers()) {
                out.writeByte(b.kind().ordinal());
                int number = number(b, key);
                if (number < 0) {
                    return null;
                }
                out.writeInt(number);
                out.writeByte(b.dtype().ordinal());
                dims(out, b.shape().dims());
                dims(out, List.of(b.elements()));
                out.writeLong(b.offset());
            }
            out.writeInt(p.kernels().size());
            for (Kernel k : p.kernels()) {
                out.writeInt(k.params().size());
                for (Kernel.Param q : k.params()) {
                    out.writeByte(q.dtype().ordinal());
                    out.writeBoolean(q.written());
                }
                out.writeLong(k.ownBytes());
                out.writeInt(k.arguments());
                out.writeInt(k.sizes().size());
                for (Index.Size s : k.sizes()) {
                    index(out, s);
                }
            }
            out.writeInt(p.launches().size());
            for (Program.Launch l : p.launches()) {
                out.writeInt(l.kernel());
                for (int i = 0; i < l.buffers().size(); i++) {
                    out.writeInt(l.buffers().get(i));
                    out.writeLong(l.offsets().get(i));
                }
                for (long a : l.arguments()) {
                    out.writeLong(a);
                }
                index(out, l.tiles());
                out.writeUTF(l.note());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static int number(Program.Buffer b, GraphKey key) {
        return switch (b.kind()) {
            case INPUT -> key.inputs().indexOf(b.label());
            case STATE -> key.states().indexOf(b.label());
            case OUTPUT -> key.outputs().indexOf(b.label());
            case SCRATCH -> 0;
            case CONSTANT -> identity(key.constants(), b.value());
        };
    }

    private static int identity(List<NDArray> list, NDArray value) {
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i) == value) {
                return i;
            }
        }
        return -1;
    }

    private static void dims(DataOutputStream out, List<Dim> dims) throws IOException {
        out.writeByte(dims.size());
        for (Dim d : dims) {
            out.writeLong(d.scale());
            out.writeUTF(d.var() == null ? "" : d.var().name());
            if (d.var() != null) {
                out.writeInt(d.var().max());
            }
        }
    }

    private static void index(DataOutputStream out, Index i) throws IOException {
        switch (i) {
            case Index.Const c -> {
                out.writeByte('c');
                out.writeLong(c.value());
            }
            case Index.Size s -> {
                out.writeByte('s');
                out.writeUTF(s.name());
                out.writeInt(s.max());
            }
            case Index.Add a -> pair(out, '+', a.a(), a.b());
            case Index.Mul m -> pair(out, '*', m.a(), m.b());
            case Index.Div d -> pair(out, '/', d.a(), d.b());
            case Index.Mod m -> pair(out, '%', m.a(), m.b());
            case Index.Min m -> pair(out, '<', m.a(), m.b());
            case Index.At a -> throw new IllegalStateException("a number of tiles depends on " + a);
            case Index.Value v -> throw new IllegalStateException("a number of tiles depends on " + v);
        }
    }

    private static void pair(DataOutputStream out, char kind, Index a, Index b) throws IOException {
        out.writeByte(kind);
        index(out, a);
        index(out, b);
    }

    // ---- reading

    /// The plan, with the labels and constants of `key`.
    static Plan read(byte[] bytes, GraphKey key) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            String code = in.readUTF();
            long arena = in.readLong();
            var buffers = new ArrayList<Program.Buffer>();
            for (int n = in.readInt(); n > 0; n--) {
                buffers.add(buffer(in, key, buffers.size()));
            }
            var kernels = new ArrayList<Kernel>();
            for (int n = in.readInt(); n > 0; n--) {
                kernels.add(kernel(in));
            }
            var launches = new ArrayList<Program.Launch>();
            for (int n = in.readInt(); n > 0; n--) {
                launches.add(launch(in, kernels));
            }
            return new Plan(new Program(List.copyOf(buffers), List.copyOf(kernels), List.copyOf(launches), arena), code);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Program.Buffer buffer(DataInputStream in, GraphKey key, int place) throws IOException {
        Program.Kind kind = KINDS[in.readByte()];
        int number = in.readInt();
        String label = switch (kind) {
            case INPUT -> key.inputs().get(number);
            case STATE -> key.states().get(number);
            case OUTPUT -> key.outputs().get(number);
            case SCRATCH -> "t" + place;
            case CONSTANT -> "c" + place;
        };
        DType dtype = DTYPES[in.readByte()];
        Shape shape = Shape.of(dims(in));
        Dim elements = dims(in).get(0);
        return new Program.Buffer(label, kind, dtype, shape, elements, in.readLong(), kind == Program.Kind.CONSTANT ? key.constants().get(number) : null);
    }

    private static Kernel kernel(DataInputStream in) throws IOException {
        var params = new ArrayList<Kernel.Param>();
        for (int n = in.readInt(); n > 0; n--) {
            params.add(new Kernel.Param("b" + params.size(), DTYPES[in.readByte()], Kernel.Space.GLOBAL, in.readBoolean()));
        }
        long ownBytes = in.readLong();
        int arguments = in.readInt();
        var sizes = new ArrayList<Index.Size>();
        for (int n = in.readInt(); n > 0; n--) {
            sizes.add((Index.Size) index(in));
        }
        // what is compiled needs no loops
        return new Kernel(List.copyOf(params), ownBytes, arguments, List.copyOf(sizes), new Axis("g0", Axis.Kind.GRID, 1), List.of(), "");
    }

    private static Program.Launch launch(DataInputStream in, List<Kernel> kernels) throws IOException {
        int number = in.readInt();
        Kernel kernel = kernels.get(number);
        var buffers = new ArrayList<Integer>();
        var offsets = new ArrayList<Long>();
        for (int i = 0; i < kernel.params().size(); i++) {
            buffers.add(in.readInt());
            offsets.add(in.readLong());
        }
        var arguments = new ArrayList<Long>();
        for (int i = 0; i < kernel.arguments(); i++) {
            arguments.add(in.readLong());
        }
        return new Program.Launch(number, buffers, offsets, arguments, index(in), in.readUTF());
    }

    private static List<Dim> dims(DataInputStream in) throws IOException {
        var dims = new ArrayList<Dim>();
        for (int n = in.readByte(); n > 0; n--) {
            long scale = in.readLong();
            String name = in.readUTF();
            dims.add(new Dim(scale, name.isEmpty() ? null : new Var(name, in.readInt())));
        }
        return dims;
    }

    private static Index index(DataInputStream in) throws IOException {
        int kind = in.readByte();
        return switch (kind) {
            case 'c' -> new Index.Const(in.readLong());
            case 's' -> new Index.Size(in.readUTF(), in.readInt());
            case '+' -> new Index.Add(index(in), index(in));
            case '*' -> new Index.Mul(index(in), index(in));
            case '/' -> new Index.Div(index(in), index(in));
            case '%' -> new Index.Mod(index(in), index(in));
            case '<' -> new Index.Min(index(in), index(in));
            default -> throw new IOException("no index of kind " + kind);
        };
    }

    private static final Program.Kind[] KINDS = Program.Kind.values();
    private static final DType[] DTYPES = DType.values();
}
