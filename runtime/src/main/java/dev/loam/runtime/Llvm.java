package dev.loam.runtime;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.loam.compiler.LlvmEmitter;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// LLVM as a code generator and linker, called through its C interface (LLVM-C, ORC LLJIT) without any glue code. One object for
/// the process.
final class Llvm {
    private static Llvm instance;

    private final SymbolLookup symbols;
    private final Linker linker = Linker.nativeLinker();
    private final Arena arena = Arena.global();
    private final Map<String, MethodHandle> handles = new ConcurrentHashMap<>();
    private final MemorySegment target;
    private final MemorySegment triple;
    private final LlvmEmitter.Machine machine;
    /// the object of the module that all programs begin with, by its text
    private final Map<String, byte[]> first = new ConcurrentHashMap<>();

    /// LLVM for this process, loaded at the first call; a [DeviceException] where that fails.
    static synchronized Llvm get() {
        if (instance == null) {
            try {
                instance = new Llvm(SymbolLookup.libraryLookup(LlvmLibrary.locate(), Arena.global()));
            } catch (IllegalArgumentException e) {
                throw new DeviceException("the LLVM library could not be loaded: " + e.getMessage(), e);
            }
        }
        return instance;
    }

    /// True once this process has loaded LLVM.
    static synchronized boolean isLoaded() {
        return instance != null;
    }

    private Llvm(SymbolLookup symbols) {
        this.symbols = symbols;
        String arch = LlvmLibrary.platform().endsWith("arm64") ? "AArch64" : "X86";
        for (String part : new String[] {"TargetInfo", "Target", "TargetMC", "AsmPrinter", "AsmParser"}) {
            call("LLVMInitialize" + arch + part, null);
        }
        triple = pointer("LLVMGetDefaultTargetTriple");
        String cpu = text(pointer("LLVMGetHostCPUName"));
        String features = text(pointer("LLVMGetHostCPUFeatures"));
        machine = new LlvmEmitter.Machine(text(triple), cpu, features, vectorBytes(features));
        MemorySegment out = arena.allocate(ADDRESS);
        MemorySegment message = arena.allocate(ADDRESS);
        if ((int) call("LLVMGetTargetFromTriple", JAVA_INT, triple, out, message) != 0) {
            throw new DeviceException("LLVM does not know this machine: " + text(message.get(ADDRESS, 0)));
        }
        target = out.get(ADDRESS, 0);
    }

    private static int vectorBytes(String features) {
        return features.contains("+avx512f") ? 64 : features.contains("+avx2") || features.contains("+avx,") ? 32 : 16;
    }

    LlvmEmitter.Machine machine() {
        return machine;
    }

    // ---- compiling

    /// The object file of each module, compiled by `threads` threads. An object depends on its module alone; that of the first, which
    /// programs have in common, is remembered.
    List<byte[]> compile(List<String> modules, int threads) {
        // the long ones first, so that none is left over for one thread at the end
        int[] order = IntStream.range(0, modules.size()).boxed().sorted(Comparator.comparing(i -> -modules.get(i).length())).mapToInt(i -> i).toArray();
        var objects = new byte[modules.size()][];
        var next = new AtomicInteger();
        var failures = new ConcurrentHashMap<Integer, Throwable>();
        Runnable work = () -> {
            MemorySegment generator = generator();
            try {
                for (int i = next.getAndIncrement(); i < order.length; i = next.getAndIncrement()) {
                    String module = modules.get(order[i]);
                    objects[order[i]] = order[i] > 0 ? object(module, generator) : first.computeIfAbsent(module, m -> object(m, generator));
                }
            } catch (Throwable e) {
                failures.put(0, e);
            } finally {
                call("LLVMDisposeTargetMachine", null, generator);
            }
        };
        var helpers = new ArrayList<Thread>();
        for (int i = 1; i < Math.min(threads, modules.size()); i++) {
            helpers.add(Thread.ofPlatform().name("loam-compiler-" + i).daemon().start(work));
        }
        work.run();
        for (Thread t : helpers) {
            join(t);
        }
        if (!failures.isEmpty()) {
            throw new IllegalStateException("compiler: " + failures.get(0).getMessage(), failures.get(0));
        }
        return List.of(objects);
    }

    private static void join(Thread t) {
        boolean interrupted = false;
        while (true) {
            try {
                t.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// A target machine, which one thread at a time may use: code generation level 3 (aggressive), position independent, default code model.
    private MemorySegment generator() {
        try (Arena a = Arena.ofConfined()) {
            return (MemorySegment) call("LLVMCreateTargetMachine", ADDRESS, target, triple, a.allocateFrom(machine.cpu()),
                a.allocateFrom(machine.features()), 3, 2, 0);
        }
    }

    /// Parses, verifies and optimises a module and generates its object file.
    private byte[] object(String ir, MemorySegment generator) {
        MemorySegment context = pointer("LLVMContextCreate");
        try (Arena a = Arena.ofConfined()) {
            MemorySegment text = a.allocateFrom(ir);
            MemorySegment buffer = (MemorySegment) call("LLVMCreateMemoryBufferWithMemoryRangeCopy", ADDRESS, text, text.byteSize() - 1, a.allocateFrom("module"));
            MemorySegment out = a.allocate(ADDRESS);
            MemorySegment message = a.allocate(ADDRESS);
            if ((int) call("LLVMParseIRInContext", JAVA_INT, context, buffer, out, message) != 0) {
                throw new IllegalStateException("LLVM rejects the code: " + text(message.get(ADDRESS, 0)));
            }
            MemorySegment module = out.get(ADDRESS, 0);
            // action 2: report, do not abort
            if ((int) call("LLVMVerifyModule", JAVA_INT, module, 2, message) != 0) {
                throw new IllegalStateException("LLVM finds the code malformed: " + text(message.get(ADDRESS, 0)));
            }
            MemorySegment options = pointer("LLVMCreatePassBuilderOptions");
            check(call("LLVMRunPasses", ADDRESS, module, a.allocateFrom("default<O3>"), generator, options));
            call("LLVMDisposePassBuilderOptions", null, options);
            // file type 1: object
            if ((int) call("LLVMTargetMachineEmitToMemoryBuffer", JAVA_INT, generator, module, 1, message, out) != 0) {
                throw new IllegalStateException("LLVM could not generate code: " + text(message.get(ADDRESS, 0)));
            }
            MemorySegment object = out.get(ADDRESS, 0);
            long size = (long) call("LLVMGetBufferSize", JAVA_LONG, object);
            byte[] bytes = ((MemorySegment) call("LLVMGetBufferStart", ADDRESS, object)).reinterpret(size).toArray(JAVA_BYTE);
            call("LLVMDisposeMemoryBuffer", null, object);
            call("LLVMDisposeModule", null, module);
            return bytes;
        } finally {
            call("LLVMContextDispose", null, context);
        }
    }

    // ---- linking in memory

    /// The code of a program's objects, linked into this process's memory, where it stays.
    synchronized NativeCode link(List<byte[]> objects) {
        try (Arena a = Arena.ofConfined()) {
            // a linker of its own for each program, since all have functions of the same names
            MemorySegment jit = newJit();
            MemorySegment library = (MemorySegment) call("LLVMOrcLLJITGetMainJITDylib", ADDRESS, jit);
            for (byte[] object : objects) {
                MemorySegment bytes = a.allocateFrom(JAVA_BYTE, object);
                MemorySegment buffer = (MemorySegment) call("LLVMCreateMemoryBufferWithMemoryRangeCopy", ADDRESS, bytes, (long) object.length, a.allocateFrom("object"));
                check(call("LLVMOrcLLJITAddObjectFile", ADDRESS, jit, library, buffer));
            }
            return new NativeCode(address(jit, "run", a), address(jit, "kernels", a));
        }
    }

    private MemorySegment newJit() {
        MemorySegment out = arena.allocate(ADDRESS);
        check(call("LLVMOrcCreateLLJIT", ADDRESS, out, pointer("LLVMOrcCreateLLJITBuilder")));
        MemorySegment jit = out.get(ADDRESS, 0);
        check(call("LLVMOrcCreateDynamicLibrarySearchGeneratorForProcess", ADDRESS, out, (byte) 0, MemorySegment.NULL, MemorySegment.NULL));
        call("LLVMOrcJITDylibAddGenerator", null, call("LLVMOrcLLJITGetMainJITDylib", ADDRESS, jit), out.get(ADDRESS, 0));
        return jit;
    }

    private MemorySegment address(MemorySegment jit, String name, Arena a) {
        MemorySegment address = a.allocate(JAVA_LONG);
        check(call("LLVMOrcLLJITLookup", ADDRESS, jit, address, a.allocateFrom(name)));
        return MemorySegment.ofAddress(address.get(JAVA_LONG, 0));
    }

    // ---- calls

    private MemorySegment pointer(String name) {
        return (MemorySegment) call(name, ADDRESS);
    }

    /// Calls a C function; the layouts of the arguments follow from their Java types.
    private Object call(String name, MemoryLayout result, Object... arguments) {
        try {
            MethodHandle h = handles.get(name);
            if (h == null) {
                h = handle(name, result, arguments);
                handles.put(name, h);
            }
            return h.invokeWithArguments(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("calling " + name, e);
        }
    }

    private MethodHandle handle(String name, MemoryLayout result, Object... arguments) {
        var layouts = new MemoryLayout[arguments.length];
        for (int i = 0; i < layouts.length; i++) {
            layouts[i] = arguments[i] instanceof Integer ? JAVA_INT : arguments[i] instanceof Long ? JAVA_LONG
                : arguments[i] instanceof Byte ? JAVA_BYTE : ADDRESS;
        }
        MemorySegment symbol = symbols.find(name).orElseThrow(() -> new DeviceException("the LLVM library has no function " + name));
        return linker.downcallHandle(symbol, result == null ? FunctionDescriptor.ofVoid(layouts) : FunctionDescriptor.of(result, layouts));
    }

    private void check(Object error) {
        MemorySegment e = (MemorySegment) error;
        if (e.address() != 0) {
            throw new IllegalStateException("LLVM: " + text((MemorySegment) call("LLVMGetErrorMessage", ADDRESS, e)));
        }
    }

    private static String text(MemorySegment s) {
        return s.reinterpret(Long.MAX_VALUE).getString(0);
    }
}
