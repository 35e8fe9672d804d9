package dev.loam.compiler;

import dev.loam.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Writes a program as LLVM IR text, in modules that can be compiled at the same time: a function for each kernel, and one, `run`, that
/// carries out a list of launches. Every thread calls `run`; the threads take the tiles of each launch from an atomic counter, and go
/// on when all tiles are done. They need not all arrive: a thread that the system has put aside, and that holds no tile, keeps nobody
/// waiting.
public final class LlvmEmitter {
    /// Changes whenever the modules of a program mean something else to the runtime than before.
    public static final int VERSION = 3;

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
    /// Characters of a module, and how many modules there are at most where kernels are many: kernels share one, since each module costs
    /// the code generator six milliseconds of its own.
    private static final int MODULE = 64_000;
    private static final int MODULES = 12;

    private final Machine machine;

    public LlvmEmitter(Machine machine) {
        this.machine = machine;
    }

    /// The modules of a program: [#runner], which is the same for all programs, then [#table], then the kernels. Kernel number `n` of the program has the entry `e<n>`, with the signature
    /// `(ptr words, i64 tile, ptr own)`: `own` is the thread's own memory; the words are, 64 bits each, the addresses of the kernel's params, its arguments, and the values of its sizes.
    public List<String> modules(Program program) {
        var kernels = new ArrayList<String>();
        long length = 0;
        for (int i = 0; i < program.kernels().size(); i++) {
            kernels.add(kernel(program.kernels().get(i), i));
            length += kernels.get(i).length();
        }
        long most = Math.max(MODULE, length / MODULES);
        var out = new ArrayList<String>(List.of(runner()));
        var module = new StringBuilder();
        int first = 0;
        for (int i = 0; i <= kernels.size(); i++) {
            if (i == kernels.size() || i > first && module.length() + kernels.get(i).length() > most) {
                out.add(finish((first == 0 ? table(kernels.size(), i) : "") + module));
                module.setLength(0);
                first = i;
            }
            module.append(i == kernels.size() ? "" : kernels.get(i));
        }
        return out;
    }

    /// All modules, one after the other.
    public String emit(Program program) {
        return String.join("\n", modules(program));
    }

    /// The variable sizes of a program, by name.
    public static List<Index.Size> sizes(Program program) {
        var sizes = new TreeMap<String, Index.Size>();
        for (Kernel k : program.kernels()) {
            for (Index.Size s : k.sizes()) {
                sizes.put(s.name(), s);
            }
        }
        return List.copyOf(sizes.values());
    }

    /// The functions of kernel number `number`: the kernel and its entry.
    public static String kernel(Kernel k, int number) {
        var out = new StringBuilder(new KernelEmitter(k, "k" + number).emit());
        out.append("\ndefine hidden void @e").append(number).append("(ptr %words, i64 %tile, ptr %own) #0 {\n");
        var arguments = new StringBuilder();
        for (int i = 0; i < k.params().size() + k.arguments() + k.sizes().size(); i++) {
            String type = i < k.params().size() ? "ptr" : "i64";
            out.append("  %p").append(i).append(" = getelementptr i64, ptr %words, i64 ").append(i).append('\n');
            out.append("  %w").append(i).append(" = load ").append(type).append(", ptr %p").append(i).append('\n');
            arguments.append(type).append(" %w").append(i).append(", ");
        }
        return out.append("  call void @k").append(number).append('(').append(arguments).append("i64 %tile, ptr %own)\n  ret void\n}\n\n").toString();
    }

    private String finish(String functions) {
        var out = new StringBuilder("target triple = \"").append(machine.triple()).append("\"\n");
        if (functions.contains("@zeros")) {
            out.append("@zeros = private constant [1024 x i8] zeroinitializer, align 64\n");
        }
        out.append('\n').append(functions).append("attributes #0 = { nounwind \"no-trapping-math\"=\"true\" \"frame-pointer\"=\"none\"");
        if (!machine.cpu().isEmpty()) {
            out.append(" \"target-cpu\"=\"").append(machine.cpu()).append("\" \"target-features\"=\"").append(machine.features())
                .append("\" \"prefer-vector-width\"=\"").append(machine.vectorBytes() * 8).append('"');
        }
        return out.append(" }\n").toString();
    }

    /// `kernels`, the addresses of all entries, as the beginning of the module that holds the first kernels.
    ///
    /// @param here how many kernels that module holds
    private static String table(int kernels, int here) {
        var out = new StringBuilder("@kernels = constant [").append(kernels).append(" x ptr] [");
        for (int i = 0; i < kernels; i++) {
            out.append(i == 0 ? "" : ", ").append("ptr @e").append(i);
        }
        out.append("]\n\n");
        for (int i = here; i < kernels; i++) {
            out.append("declare hidden void @e").append(i).append("(ptr, i64, ptr)\n");
        }
        return out.append('\n').toString();
    }

    /// The module with `run`: `(ptr launches, i64 count, ptr counters, ptr stamps, ptr own)`. A launch is three words: the kernel's entry, the address
    /// of its words, the number of tiles. `counters` holds two zeroed i64 per launch, for tiles taken and done. `stamps` is null, or a
    /// place for this thread's cycle counter: two i64 per launch, when it comes to it and when it finds no more tiles, and one at the end. `own` is memory
    /// that no other thread has, as much as the greediest kernel wants.
    private String runner() {
        // the cycle counter of ARM may be the system's alone
        String run = RUN.replace("SPINS", Integer.toString(SPINS)).replace("COUNTER", machine.isX86() ? "readcyclecounter" : "readsteadycounter");
        return finish(machine.isX86() ? run.replace("PAUSE", "call void @llvm.x86.sse2.pause()").replace("ENTER", ENTER).replace("LEAVE", LEAVE)
            : run.replace("PAUSE\n", "\n").replace("ENTER", "").replace("LEAVE", ""));
    }

    /// Subnormal numbers are taken and given as zero while kernels run.
    private static final String ENTER = """
        %mode = alloca i32
          %flush = alloca i32
          call void @llvm.x86.sse.stmxcsr(ptr %mode)
          %m0 = load i32, ptr %mode
          %m1 = or i32 %m0, 32832
          store i32 %m1, ptr %flush
          call void @llvm.x86.sse.ldmxcsr(ptr %flush)""";
    private static final String LEAVE = "call void @llvm.x86.sse.ldmxcsr(ptr %mode)";

    private static final String RUN = """
        declare i32 @sched_yield()

        define void @run(ptr %launches, i64 %count, ptr %counters, ptr %stamps, ptr %own) #0 {
        entry:
          ENTER
          %timed = icmp ne ptr %stamps, null
          br label %next
        next:
          %i = phi i64 [0, %entry], [%i1, %spin]
          br i1 %timed, label %stamp, label %look
        stamp:
          %now = call i64 @llvm.COUNTER()
          %at = getelementptr [2 x i64], ptr %stamps, i64 %i
          store i64 %now, ptr %at
          br label %look
        look:
          %left = icmp slt i64 %i, %count
          br i1 %left, label %launch, label %end
        launch:
          %kernelp = getelementptr [3 x i64], ptr %launches, i64 %i
          %wordsp = getelementptr i64, ptr %kernelp, i64 1
          %tilesp = getelementptr i64, ptr %kernelp, i64 2
          %kernel = load ptr, ptr %kernelp
          %words = load ptr, ptr %wordsp
          %tiles = load i64, ptr %tilesp
          %taken = getelementptr [2 x i64], ptr %counters, i64 %i
          %done = getelementptr i64, ptr %taken, i64 1
          br label %take
        take:
          %tile = atomicrmw add ptr %taken, i64 1 monotonic
          %has = icmp slt i64 %tile, %tiles
          br i1 %has, label %compute, label %wait
        compute:
          call void %kernel(ptr %words, i64 %tile, ptr %own)
          %before = atomicrmw add ptr %done, i64 1 release
          br label %take
        wait:
          %i1 = add i64 %i, 1
          br i1 %timed, label %stampend, label %spin
        stampend:
          %then = call i64 @llvm.COUNTER()
          %slot = getelementptr [2 x i64], ptr %stamps, i64 %i, i64 1
          store i64 %then, ptr %slot
          br label %spin
        spin:
          %spins = phi i64 [0, %wait], [0, %stampend], [%more, %again]
          %there = load atomic i64, ptr %done acquire, align 8
          %all = icmp sge i64 %there, %tiles
          br i1 %all, label %next, label %pause
        pause:
          %more = add i64 %spins, 1
          PAUSE
          %long = icmp sgt i64 %more, SPINS
          br i1 %long, label %yield, label %again
        yield:
          %y = call i32 @sched_yield()
          br label %again
        again:
          br label %spin
        end:
          LEAVE
          ret void
        }

        """;

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
