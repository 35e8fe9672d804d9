package dev.loam.runtime;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import dev.loam.compiler.Kernel;
import dev.loam.compiler.LlvmEmitter;
import dev.loam.compiler.Program;
import dev.loam.compiler.Index;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Writes a program as one JVM class: a method for a tile of each kernel, one that goes through the tiles of each, and `run`,
/// which goes through the launches.
final class JvmEmitter {
    static final ClassDesc NAME = ClassDesc.of("dev.loam.runtime.Kernels");
    private static final ClassDesc INTS = CD_int.arrayType();
    /// of a method for one tile, and of one for as many tiles
    static final MethodTypeDesc KERNEL = MethodTypeDesc.of(CD_void, CD_Object.arrayType(), INTS, INTS, CD_long.arrayType(), CD_long);
    private static final MethodTypeDesc RUN = MethodTypeDesc.of(CD_void, CD_Object.arrayType(), INTS.arrayType(), INTS, CD_long.arrayType());
    private static final int STATIC = ClassFile.ACC_STATIC;
    /// Launches in one method.
    private static final int CHUNK = 500;

    /// The class, the longs its kernels need as frame, and the arrays of kernels' own memory, which stand behind the program's buffers.
    record Code(byte[] bytes, int frame, List<Object> memories) {
    }

    private final Program program;
    private final List<String> sizes;
    private final int limit;
    private final List<Object> memories = new ArrayList<>();
    private int frame;

    private JvmEmitter(Program program, int limit) {
        this.program = program;
        this.limit = limit;
        this.sizes = LlvmEmitter.sizes(program).stream().map(Index.Size::name).toList();
    }

    /// @param limit bytes of a method
    static Code emit(Program program, int limit) {
        var emitter = new JvmEmitter(program, limit);
        byte[] bytes = ClassFile.of().build(NAME, emitter::write);
        return new Code(bytes, emitter.frame, emitter.memories);
    }

    private void write(ClassBuilder c) {
        c.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER | ClassFile.ACC_SYNTHETIC);
        c.withInterfaceSymbols(ClassDesc.of("dev.loam.runtime.JavaCode"));
        c.withMethodBody(INIT_NAME, MTD_void, 0, b -> b.aload(0).invokespecial(CD_Object, INIT_NAME, MTD_void).return_());
        for (int i = 0; i < program.kernels().size(); i++) {
            Kernel kernel = program.kernels().get(i);
            var split = new JvmSplit(kernel, "k" + i, limit);
            frame = Math.max(frame, split.frame().size());
            boolean[] shifted = shifted(i);
            int first = program.buffers().size() + memories.size();
            for (Kernel.Param own : kernel.own()) {
                // the end of each part is not known, that of all is
                memories.add(Buffer.heap(own.dtype(), (kernel.ownBytes() - own.start()) / own.dtype().bytes()).array());
            }
            for (JvmSplit.Piece piece : split.pieces()) {
                c.withMethodBody(piece.name(), KERNEL, STATIC, b -> new JvmKernel(b, kernel, sizes, shifted, first, piece, split.frame()).emit());
            }
            String name = split.pieces().getLast().name();
            c.withMethodBody("tiles" + i, KERNEL, STATIC, b -> tiles(b, name));
        }
        var chunks = new ArrayList<String>();
        for (int first = 0; first < program.launches().size(); first += CHUNK) {
            int from = first;
            chunks.add("launches" + from);
            c.withMethodBody("launches" + from, RUN, STATIC, b -> launches(b, from, Math.min(from + CHUNK, program.launches().size())));
        }
        c.withMethodBody("run", RUN, ClassFile.ACC_PUBLIC, b -> {
            for (String chunk : chunks) {
                b.aload(1).aload(2).aload(3).aload(4).invokestatic(NAME, chunk, RUN);
            }
            b.return_();
        });
    }

    /// For each param of a kernel whether a launch starts it after element 0 of its buffer.
    private boolean[] shifted(int kernel) {
        var out = new boolean[program.kernels().get(kernel).params().size()];
        for (Program.Launch l : program.launches()) {
            for (int p = 0; l.kernel() == kernel && p < out.length; p++) {
                out[p] |= l.offsets().get(p) != 0;
            }
        }
        return out;
    }

    private void launches(CodeBuilder b, int from, int to) {
        Map<String, Integer> slots = new HashMap<>();
        for (String name : sizes) {
            int slot = b.allocateLocal(TypeKind.INT);
            slots.put(name, slot);
            b.aload(2).loadConstant(sizes.indexOf(name)).iaload().istore(slot);
        }
        var indices = new JvmValues(b, new JvmVariables(b, 3, Map.of()), Map.of(), Map.of(), slots).indices();
        for (int i = from; i < to; i++) {
            Program.Launch launch = program.launches().get(i);
            b.aload(0).aload(1).loadConstant(i).aaload().aload(2).aload(3);
            indices.asLong(launch.tiles());
            b.invokestatic(NAME, "tiles" + launch.kernel(), KERNEL);
        }
        b.return_();
    }

    /// Runs a kernel, the method `method`, for as many tiles as its last parameter says.
    private static void tiles(CodeBuilder b, String method) {
        int count = b.parameterSlot(4);
        int tile = b.allocateLocal(TypeKind.LONG);
        b.lconst_0().lstore(tile);
        Label head = b.newLabel();
        Label end = b.newLabel();
        b.labelBinding(head).lload(tile).lload(count).lcmp().ifge(end);
        b.aload(0).aload(1).aload(2).aload(3).lload(tile).invokestatic(NAME, method, KERNEL);
        b.lload(tile).lconst_1().ladd().lstore(tile).goto_(head).labelBinding(end).return_();
    }
}
