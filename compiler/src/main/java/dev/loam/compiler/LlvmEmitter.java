package dev.loam.compiler;

import dev.loam.tensor.DType;
import java.util.List;

/// Writes a program as LLVM IR text: a function for each kernel and one, `run`, that carries out all launches. Every thread calls
/// `run`; the threads take the tiles of each launch from an atomic counter, and go on when all tiles are done. They need not
/// all arrive: a thread that the system has put aside, and that holds no tile, keeps nobody waiting.
public final class LlvmEmitter {
    /// What the code generator is told about the processor.
    ///
    /// @param triple   the LLVM target triple
    /// @param cpu      the processor's name, or empty
    /// @param features its features, or empty
    public record Machine(String triple, String cpu, String features, int vectorBytes) {
        boolean isX86() {
            return triple.startsWith("x86_64") || triple.startsWith("i686");
        }
    }

    /// How often a waiting thread looks before it lets others run.
    private static final int SPINS = 2048;

    private final Machine machine;

    private final boolean timed;

    public LlvmEmitter(Machine machine) {
        this(machine, false);
    }

    /// @param timed with a cycle counter between launches: `counters` then holds one i64 more per launch, and one at the end
    public LlvmEmitter(Machine machine, boolean timed) {
        this.machine = machine;
        this.timed = timed;
    }

    /// The signature of `run`: `(ptr buffers, ptr counters, ptr sizes)`. `buffers` holds an address
    /// per buffer of the program; `counters` two zeroed i64 per launch, for tiles taken and done; `sizes` the values of [#sizes], i64 each.
    public String emit(Program program) {
        var out = new StringBuilder();
        out.append("target triple = \"").append(machine.triple()).append("\"\n");
        out.append("@zeros = private constant [1024 x i8] zeroinitializer, align 64\n\n");
        for (int i = 0; i < program.kernels().size(); i++) {
            out.append(new KernelEmitter(program.kernels().get(i), "k" + i).emit()).append('\n');
        }
        run(out, program);
        out.append("\ndeclare i32 @sched_yield()\ndeclare i64 @llvm.readcyclecounter()\n");
        if (machine.isX86()) {
            out.append("declare void @llvm.x86.sse.stmxcsr(ptr)\ndeclare void @llvm.x86.sse.ldmxcsr(ptr)\n"
                + "declare void @llvm.x86.sse2.pause()\n");
        }
        out.append("\nattributes #0 = { nounwind \"no-trapping-math\"=\"true\" \"frame-pointer\"=\"none\"");
        if (!machine.cpu().isEmpty()) {
            out.append(" \"target-cpu\"=\"").append(machine.cpu()).append("\" \"target-features\"=\"").append(machine.features())
                .append("\" \"prefer-vector-width\"=\"").append(machine.vectorBytes() * 8).append('"');
        }
        return out.append(" }\n").toString();
    }

    /// The variable sizes of a program, in the order in which `run` takes them.
    public static List<String> sizes(Program program) {
        var names = new java.util.TreeSet<String>();
        for (Kernel k : program.kernels()) {
            names.addAll(k.sizes());
        }
        return List.copyOf(names);
    }

    private void run(StringBuilder out, Program program) {
        List<String> sizes = sizes(program);
        out.append("define void @run(ptr %buffers, ptr %counters, ptr %sizes) #0 {\n");
        if (machine.isX86()) {
            out.append("""
                  %mode = alloca i32
                  %flush = alloca i32
                  call void @llvm.x86.sse.stmxcsr(ptr %mode)
                  %m0 = load i32, ptr %mode
                  %m1 = or i32 %m0, 32832
                  store i32 %m1, ptr %flush
                  call void @llvm.x86.sse.ldmxcsr(ptr %flush)
                """);
        }
        for (int i = 0; i < sizes.size(); i++) {
            out.append("  %sp").append(i).append(" = getelementptr i64, ptr %sizes, i64 ").append(i).append('\n');
            out.append("  %").append(KernelEmitter.size(sizes.get(i))).append(" = load i64, ptr %sp").append(i).append('\n');
        }
        out.append("  br label %launch0\n");
        for (int i = 0; i < program.launches().size(); i++) {
            launch(out, program, i);
        }
        out.append("launch").append(program.launches().size()).append(":\n");
        stamp(out, program, program.launches().size());
        if (machine.isX86()) {
            out.append("  call void @llvm.x86.sse.ldmxcsr(ptr %mode)\n");
        }
        out.append("  ret void\n}\n");
    }

    private void launch(StringBuilder out, Program program, int i) {
        Program.Launch l = program.launches().get(i);
        Kernel k = program.kernels().get(l.kernel());
        out.append("launch").append(i).append(":\n");
        stamp(out, program, i);
        var arguments = new StringBuilder();
        for (int p = 0; p < l.buffers().size(); p++) {
            String at = "%a" + i + "_" + p;
            long offset = l.offsets().get(p) * k.params().get(p).dtype().bytes();
            out.append("  ").append(at).append("s = getelementptr ptr, ptr %buffers, i64 ").append(l.buffers().get(p)).append('\n');
            out.append("  ").append(at).append("b = load ptr, ptr ").append(at).append("s\n");
            out.append("  ").append(at).append(" = getelementptr i8, ptr ").append(at).append("b, i64 ").append(offset).append('\n');
            arguments.append("ptr ").append(at).append(", ");
        }
        for (long value : l.arguments()) {
            arguments.append("i64 ").append(value).append(", ");
        }
        for (String size : k.sizes()) {
            arguments.append("i64 %").append(KernelEmitter.size(size)).append(", ");
        }
        var tiles = new KernelEmitter(k, "tiles" + i + ".");
        String count = tiles.scalarIndex(k.tiles());
        out.append(tiles.text());
        out.append("  %c").append(i).append(" = getelementptr i64, ptr %counters, i64 ").append(2 * i).append('\n');
        out.append("  %d").append(i).append(" = getelementptr i64, ptr %counters, i64 ").append(2 * i + 1).append('\n');
        out.append("  br label %take").append(i).append('\n');
        out.append("take").append(i).append(":\n");
        out.append("  %t").append(i).append(" = atomicrmw add ptr %c").append(i).append(", i64 1 monotonic\n");
        out.append("  %has").append(i).append(" = icmp slt i64 %t").append(i).append(", ").append(count).append('\n');
        out.append("  br i1 %has").append(i).append(", label %tile").append(i).append(", label %done").append(i).append('\n');
        out.append("tile").append(i).append(":\n  call void @k").append(l.kernel()).append('(').append(arguments).append("i64 %t")
            .append(i).append(")\n");
        out.append("  %f").append(i).append(" = atomicrmw add ptr %d").append(i).append(", i64 1 release\n");
        out.append("  br label %take").append(i).append('\n');
        out.append("done").append(i).append(":\n");
        await(out, i, count);
    }

    /// Notes the time; whichever thread passes last leaves its.
    private void stamp(StringBuilder out, Program program, int i) {
        if (timed) {
            String n = Integer.toString(i);
            out.append("  %now").append(n).append(" = call i64 @llvm.readcyclecounter()\n  %stamp").append(n)
                .append(" = getelementptr i64, ptr %counters, i64 ").append(2 * program.launches().size() + i)
                .append("\n  store atomic i64 %now").append(n).append(", ptr %stamp").append(n).append(" monotonic, align 8\n");
        }
    }

    /// Waits until all tiles of launch `i` are done.
    private void await(StringBuilder out, int i, String tiles) {
        String wait = """
              br label %spin#
            spin#:
              %spins# = phi i64 [0, %done#], [%more#, %again#]
              %there# = load atomic i64, ptr %d# acquire, align 8
              %all# = icmp sge i64 %there#, TILES
              br i1 %all#, label %launch$, label %wait#
            wait#:
              %more# = add i64 %spins#, 1
              PAUSE
              %long# = icmp sgt i64 %more#, SPINS
              br i1 %long#, label %yield#, label %again#
            yield#:
              %y# = call i32 @sched_yield()
              br label %again#
            again#:
              br label %spin#
            """;
        out.append(wait.replace("#", Integer.toString(i)).replace("$", Integer.toString(i + 1)).replace("TILES", tiles)
            .replace("SPINS", Integer.toString(SPINS)).replace("PAUSE", machine.isX86() ? "call void @llvm.x86.sse2.pause()" : ""));
    }

    /// The LLVM type of a dtype in a register. The 16-bit floats are only loaded, stored and converted; bf16 is kept as bits.
    static String type(DType d) {
        return switch (d) {
            case F32 -> "float";
            case F64 -> "double";
            case F16 -> "half";
            case BF16 -> "i16";
            case I8, U8 -> "i8";
            case I32, U32 -> "i32";
            case I64 -> "i64";
            case BOOL -> "i1";
        };
    }
}
