package dev.loam.runtime;

import dev.loam.compiler.Axis;
import dev.loam.compiler.Expr;
import dev.loam.compiler.Index;
import dev.loam.compiler.Kernel;
import dev.loam.compiler.Local;
import dev.loam.compiler.Stmt;
import dev.loam.compiler.Walk;
import dev.loam.tensor.DType;
import dev.loam.tensor.Op;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Writes statements of a kernel as a JVM method: `(Object[] buffers, int[] where, int[] sizes, long[] frame, long tile)`, as
/// [JavaCode#run] describes them, `where` being that of the launch.
final class JvmKernel {
    private static final int BUFFERS = 0;
    private static final int WHERE = 1;
    private static final int SIZES = 2;
    private static final int FRAME = 3;
    private static final int TILE = 4;

    private final CodeBuilder code;
    private final Kernel kernel;
    private final List<String> sizeNames;
    private final boolean[] shifted;
    private final int memories;
    private final JvmSplit.Piece piece;
    private final JvmVariables variables;
    private final Map<Kernel.Param, JvmValues.Place> params = new IdentityHashMap<>();
    private final Map<Integer, Integer> arguments = new HashMap<>();
    private final Map<String, Integer> sizes = new HashMap<>();
    private final JvmValues values;

    /// @param sizeNames the names of the variable sizes, in the order of the argument `sizes`
    /// @param shifted   for each param whether a launch starts it after element 0
    /// @param memories  the number of the kernel's first memory among the buffers
    JvmKernel(CodeBuilder code, Kernel kernel, List<String> sizeNames, boolean[] shifted, int memories, JvmSplit.Piece piece,
            Map<Object, Integer> frame) {
        this.code = code;
        this.kernel = kernel;
        this.sizeNames = sizeNames;
        this.shifted = shifted;
        this.memories = memories;
        this.piece = piece;
        this.variables = new JvmVariables(code, FRAME, frame);
        this.values = new JvmValues(code, variables, params, arguments, sizes);
    }

    void emit() {
        prologue();
        initialise();
        block(piece.body());
        code.return_();
    }

    /// Loads what the statements use of the arguments into locals of their own.
    private void prologue() {
        Set<Kernel.Param> used = Collections.newSetFromMap(new IdentityHashMap<>());
        Walk.loads(piece.body(), l -> used.add(l.buffer()));
        Walk.statements(piece.body(), s -> {
            if (s instanceof Stmt.Store t) {
                used.add(t.buffer());
            }
        });
        for (int p = 0; p < kernel.params().size(); p++) {
            Kernel.Param param = kernel.params().get(p);
            if (used.contains(param)) {
                int array = code.allocateLocal(TypeKind.REFERENCE);
                code.aload(BUFFERS).aload(WHERE).loadConstant(2 * p).iaload().aaload();
                code.checkcast(arrayType(param.dtype())).astore(array);
                int offset = shifted[p] ? code.allocateLocal(TypeKind.INT) : -1;
                if (shifted[p]) {
                    code.aload(WHERE).loadConstant(2 * p + 1).iaload().istore(offset);
                }
                params.put(param, new JvmValues.Place(array, offset));
            }
        }
        for (Kernel.Param memory : kernel.own()) {
            if (used.contains(memory)) {
                int array = code.allocateLocal(TypeKind.REFERENCE);
                code.aload(BUFFERS).loadConstant(memories + kernel.own().indexOf(memory)).aaload();
                code.checkcast(arrayType(memory.dtype())).astore(array);
                params.put(memory, new JvmValues.Place(array, -1));
            }
        }
        for (int a = 0; a < kernel.arguments(); a++) {
            int slot = code.allocateLocal(TypeKind.LONG);
            arguments.put(a, slot);
            code.aload(WHERE).loadConstant(2 * (kernel.params().size() + a));
            code.invokestatic(JvmVariables.MATH, "argument", MethodTypeDesc.of(ConstantDescs.CD_long, ConstantDescs.CD_int.arrayType(), ConstantDescs.CD_int));
            code.lstore(slot);
        }
        Walk.indices(piece.body(), i -> {
            if (i instanceof Index.Size s && !sizes.containsKey(s.name())) {
                int slot = code.allocateLocal(TypeKind.INT);
                sizes.put(s.name(), slot);
                code.aload(SIZES).loadConstant(sizeNames.indexOf(s.name())).iaload().istore(slot);
            }
        });
        TypeKind kind = JvmVariables.kind(kernel.grid());
        code.lload(TILE);
        code.conversion(TypeKind.LONG, kind);
        code.storeLocal(kind, variables.allocate(kernel.grid(), kind));
    }

    private static ClassDesc arrayType(DType d) {
        return JvmValues.elementKind(d).upperBound().arrayType();
    }

    /// Sets locals to 0 that are not set on every way to where they are read, which the JVM's verifier asks for.
    private void initialise() {
        for (Local l : JvmReads.unset(piece.body())) {
            if (!variables.isShared(l)) {
                TypeKind kind = JvmVariables.kind(l.dtype());
                switch (kind) {
                    case FLOAT -> code.fconst_0();
                    case DOUBLE -> code.dconst_0();
                    case LONG -> code.lconst_0();
                    default -> code.iconst_0();
                }
                variables.store(l);
            }
        }
    }

    private void block(List<Stmt> body) {
        for (Stmt s : body) {
            JvmSplit.Piece callee = piece.calls().get(s);
            if (callee != null) {
                code.aload(BUFFERS).aload(WHERE).aload(SIZES).aload(FRAME).lload(TILE);
                code.invokestatic(JvmEmitter.NAME, callee.name(), JvmEmitter.KERNEL);
                continue;
            }
            switch (s) {
                case Stmt.For f -> loop(f);
                case Stmt.If i -> when(i.condition(), () -> block(i.body()));
                case Stmt.Set v -> {
                    values.expr(v.value());
                    variables.store(v.local());
                }
                case Stmt.Store t when t.guard() == null -> store(t);
                case Stmt.Store t -> when(t.guard(), () -> store(t));
                case Stmt.Combine c -> {
                    variables.load(c.target());
                    values.expr(c.value());
                    values.arithmetic().binary(combine(c.fn()), c.target().dtype());
                    variables.store(c.target());
                }
                case Stmt.Transpose t -> {
                    // of one lane: nothing changes
                }
                case Stmt.Barrier b -> throw new IllegalStateException("a barrier on the JVM");
            }
        }
    }

    private void when(Expr condition, Runnable then) {
        Label end = code.newLabel();
        values.conditions().jump(condition, false, end);
        then.run();
        code.labelBinding(end);
    }

    private void store(Stmt.Store t) {
        values.address(t.buffer(), t.index());
        values.expr(t.value());
        code.arrayStore(JvmValues.elementKind(t.buffer().dtype()));
    }

    private static Op.BinaryFn combine(Op.ReduceFn fn) {
        return switch (fn) {
            case SUM -> Op.BinaryFn.ADD;
            case PROD -> Op.BinaryFn.MUL;
            case MAX -> Op.BinaryFn.MAX;
            case MIN -> Op.BinaryFn.MIN;
        };
    }

    private void loop(Stmt.For f) {
        Axis axis = f.axis();
        TypeKind kind = JvmVariables.kind(axis);
        if (axis.max() == 1) {
            // no index names such an axis
            if (Index.is(f.extent(), 1)) {
                block(f.body());
            } else {
                when(Expr.less(Index.ZERO, f.extent()), () -> block(f.body()));
            }
            return;
        }
        int at = variables.allocate(axis, kind);
        int limit = code.allocateLocal(kind);
        if (kind == TypeKind.INT) {
            values.indices().asInt(f.extent());
            code.istore(limit).iconst_0().istore(at);
        } else {
            values.indices().asLong(f.extent());
            code.lstore(limit).lconst_0().lstore(at);
        }
        Label head = code.newLabel();
        Label end = code.newLabel();
        code.labelBinding(head);
        if (kind == TypeKind.INT) {
            code.iload(at).iload(limit).if_icmpge(end);
        } else {
            code.lload(at).lload(limit).lcmp().ifge(end);
        }
        variables.publish(axis);
        block(f.body());
        if (kind == TypeKind.INT) {
            code.iinc(at, 1);
        } else {
            code.lload(at).lconst_1().ladd().lstore(at);
        }
        code.goto_(head).labelBinding(end);
    }
}
