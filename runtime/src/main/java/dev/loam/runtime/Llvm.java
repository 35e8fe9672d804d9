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
import java.util.HashMap;
import java.util.Map;

/// LLVM as a just-in-time compiler, called through its C interface (LLVM-C, ORC LLJIT) without any glue code. One object for the
/// process; compiling is serialised.
final class Llvm {
    private static Llvm instance;

    private final SymbolLookup symbols;
    private final Linker linker = Linker.nativeLinker();
    private final Arena arena = Arena.global();
    private final Map<String, MethodHandle> handles = new HashMap<>();
    private final MemorySegment targetMachine;
    private final KernelCache cache = new KernelCache();
    private final LlvmEmitter.Machine machine;

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

    private Llvm(SymbolLookup symbols) {
        this.symbols = symbols;
        String arch = LlvmLibrary.platform().endsWith("arm64") ? "AArch64" : "X86";
        for (String part : new String[] {"TargetInfo", "Target", "TargetMC", "AsmPrinter", "AsmParser"}) {
            call("LLVMInitialize" + arch + part, null);
        }
        MemorySegment tripleText = pointer("LLVMGetDefaultTargetTriple");
        String triple = text(tripleText);
        String cpu = text(pointer("LLVMGetHostCPUName"));
        String features = text(pointer("LLVMGetHostCPUFeatures"));
        machine = new LlvmEmitter.Machine(triple, cpu, features, vectorBytes(features));
        MemorySegment out = arena.allocate(ADDRESS);
        MemorySegment message = arena.allocate(ADDRESS);
        if ((int) call("LLVMGetTargetFromTriple", JAVA_INT, tripleText, out, message) != 0) {
            throw new DeviceException("LLVM does not know this machine: " + text(message.get(ADDRESS, 0)));
        }
        // code generation level 3 (aggressive), position independent, default code model
        targetMachine = (MemorySegment) call("LLVMCreateTargetMachine", ADDRESS, out.get(ADDRESS, 0), tripleText,
            arena.allocateFrom(cpu), arena.allocateFrom(features), 3, 2, 0);
    }

    private MemorySegment newJit() {
        MemorySegment out = arena.allocate(ADDRESS);
        check(call("LLVMOrcCreateLLJIT", ADDRESS, out, pointer("LLVMOrcCreateLLJITBuilder")));
        MemorySegment jit = out.get(ADDRESS, 0);
        check(call("LLVMOrcCreateDynamicLibrarySearchGeneratorForProcess", ADDRESS, out, (byte) 0, MemorySegment.NULL, MemorySegment.NULL));
        call("LLVMOrcJITDylibAddGenerator", null, call("LLVMOrcLLJITGetMainJITDylib", ADDRESS, jit), out.get(ADDRESS, 0));
        return jit;
    }

    private static int vectorBytes(String features) {
        return features.contains("+avx512f") ? 64 : features.contains("+avx2") || features.contains("+avx,") ? 32 : 16;
    }

    LlvmEmitter.Machine machine() {
        return machine;
    }

    /// Compiles a module of LLVM IR and returns the address of its function `name`, which stays valid for the process.
    synchronized MemorySegment compile(String ir, String name) {
        String cpu = LlvmLibrary.VERSION + " " + machine;
        byte[] object = cache.get(ir, cpu, () -> object(ir));
        try (Arena a = Arena.ofConfined()) {
            MemorySegment bytes = a.allocateFrom(JAVA_BYTE, object);
            MemorySegment buffer = (MemorySegment) call("LLVMCreateMemoryBufferWithMemoryRangeCopy", ADDRESS, bytes, (long) object.length, a.allocateFrom("object"));
            // a linker of its own for each module, since all have a function of the same name
            MemorySegment jit = newJit();
            check(call("LLVMOrcLLJITAddObjectFile", ADDRESS, jit, call("LLVMOrcLLJITGetMainJITDylib", ADDRESS, jit), buffer));
            MemorySegment address = a.allocate(JAVA_LONG);
            check(call("LLVMOrcLLJITLookup", ADDRESS, jit, address, a.allocateFrom(name)));
            return MemorySegment.ofAddress(address.get(JAVA_LONG, 0));
        }
    }

    /// Parses, verifies and optimises a module and generates its object file.
    private byte[] object(String ir) {
        MemorySegment context = pointer("LLVMContextCreate");
        try (Arena a = Arena.ofConfined()) {
            MemorySegment text = a.allocateFrom(ir);
            MemorySegment buffer = (MemorySegment) call("LLVMCreateMemoryBufferWithMemoryRangeCopy", ADDRESS, text, text.byteSize() - 1, a.allocateFrom("module"));
            MemorySegment out = a.allocate(ADDRESS);
            MemorySegment message = a.allocate(ADDRESS);
            if ((int) call("LLVMParseIRInContext", JAVA_INT, context, buffer, out, message) != 0) {
                throw new IllegalStateException("compiler: LLVM rejects the code: " + text(message.get(ADDRESS, 0)));
            }
            MemorySegment module = out.get(ADDRESS, 0);
            // action 2: report, do not abort
            if ((int) call("LLVMVerifyModule", JAVA_INT, module, 2, message) != 0) {
                throw new IllegalStateException("compiler: LLVM finds the code malformed: " + text(message.get(ADDRESS, 0)));
            }
            MemorySegment options = pointer("LLVMCreatePassBuilderOptions");
            check(call("LLVMRunPasses", ADDRESS, module, a.allocateFrom("default<O3>"), targetMachine, options));
            call("LLVMDisposePassBuilderOptions", null, options);
            // file type 1: object
            if ((int) call("LLVMTargetMachineEmitToMemoryBuffer", JAVA_INT, targetMachine, module, 1, message, out) != 0) {
                throw new IllegalStateException("compiler: LLVM could not generate code: " + text(message.get(ADDRESS, 0)));
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

    // ---- calls

    private MemorySegment pointer(String name) {
        return (MemorySegment) call(name, ADDRESS);
    }

    /// Calls a C function; the layouts of the arguments follow from their Java types.
    private Object call(String name, MemoryLayout result, Object... arguments) {
        try {
            MethodHandle h = handles.get(name);
            if (h == null) {
                var layouts = new MemoryLayout[arguments.length];
                for (int i = 0; i < layouts.length; i++) {
                    layouts[i] = arguments[i] instanceof Integer ? JAVA_INT : arguments[i] instanceof Long ? JAVA_LONG
                        : arguments[i] instanceof Byte ? JAVA_BYTE : ADDRESS;
                }
                MemorySegment symbol = symbols.find(name).orElseThrow(() -> new DeviceException("the LLVM library has no function " + name));
                h = linker.downcallHandle(symbol, result == null ? FunctionDescriptor.ofVoid(layouts) : FunctionDescriptor.of(result, layouts));
                handles.put(name, h);
            }
            return h.invokeWithArguments(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("calling " + name, e);
        }
    }

    private void check(Object error) {
        MemorySegment e = (MemorySegment) error;
        if (e.address() != 0) {
            throw new IllegalStateException("compiler: LLVM: " + text(pointerOf("LLVMGetErrorMessage", e)));
        }
    }

    private MemorySegment pointerOf(String name, MemorySegment argument) {
        return (MemorySegment) call(name, ADDRESS, argument);
    }

    private static String text(MemorySegment s) {
        return s.reinterpret(Long.MAX_VALUE).getString(0);
    }
}
