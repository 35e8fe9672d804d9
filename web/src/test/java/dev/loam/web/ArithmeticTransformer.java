package dev.loam.web;

import org.teavm.model.BasicBlock;
import org.teavm.model.ClassHolder;
import org.teavm.model.ClassHolderTransformer;
import org.teavm.model.ClassHolderTransformerContext;
import org.teavm.model.Instruction;
import org.teavm.model.MethodHolder;
import org.teavm.model.MethodReference;
import org.teavm.model.Program;
import org.teavm.model.Variable;
import org.teavm.model.instructions.BinaryInstruction;
import org.teavm.model.instructions.BinaryOperation;
import org.teavm.model.instructions.CastNumberInstruction;
import org.teavm.model.instructions.DoubleConstantInstruction;
import org.teavm.model.instructions.FloatConstantInstruction;
import org.teavm.model.instructions.InvocationType;
import org.teavm.model.instructions.InvokeInstruction;
import org.teavm.model.instructions.NegateInstruction;
import org.teavm.model.instructions.NumericOperandType;

/// Gives Loam's classes Java's arithmetic where TeaVM 0.15.0 translates it inexactly. TeaVM makes one of the two subclasses by name.
///
/// | target | TeaVM | here |
/// |---|---|---|
/// | JavaScript | float operations are carried out in double precision | rounded by `Math.fround` |
/// | JavaScript | `a + (b - c)` and `a * (b / c)` are written without parentheses | the second operand is a call |
/// | JavaScript | `(long) x` throws for NaN and infinities and wraps, `(int) x` wraps | both saturate |
/// | WebAssembly | `-x` is `0 - x`, so that -0.0 is lost | `x * -1` |
/// | WebAssembly | `x % y` is `x - y * trunc(x / y)`, rounded three times | exact |
abstract class ArithmeticTransformer implements ClassHolderTransformer {
    /// For JavaScript.
    public static final class JavaScript extends ArithmeticTransformer {
        @Override
        void transform(Instruction i) {
            if (i instanceof BinaryInstruction b) {
                binary(b);
            } else if (i instanceof CastNumberInstruction c && c.getTargetType() == NumericOperandType.FLOAT) {
                c.setReceiver(roundInto(c, c.getReceiver()));
            } else if (i instanceof CastNumberInstruction c && isFloat(c.getSourceType())) {
                switch (c.getTargetType()) {
                    case LONG -> c.replace(call("toLong", double.class, c.getReceiver(), c.getValue()));
                    case INT -> c.replace(call("toInt", double.class, c.getReceiver(), c.getValue()));
                    default -> {
                    }
                }
            }
        }

        private static void binary(BinaryInstruction b) {
            boolean compares = b.getOperation() == BinaryOperation.COMPARE_GREATER || b.getOperation() == BinaryOperation.COMPARE_LESS;
            if (b.getOperandType() == NumericOperandType.FLOAT && !compares) {
                b.setReceiver(roundInto(b, b.getReceiver()));
            } else if (b.getOperandType() == NumericOperandType.DOUBLE
                && (b.getOperation() == BinaryOperation.ADD || b.getOperation() == BinaryOperation.MULTIPLY)) {
                Variable operand = b.getProgram().createVariable();
                b.insertPrevious(call("operand", double.class, operand, b.getSecondOperand()));
                b.setSecondOperand(operand);
            }
        }

        /// A variable whose value, rounded to a float, is in `receiver` behind `i`.
        private static Variable roundInto(Instruction i, Variable receiver) {
            Variable wide = i.getProgram().createVariable();
            i.insertNext(call("round", float.class, receiver, wide));
            return wide;
        }
    }

    /// For WebAssembly.
    public static final class Wasm extends ArithmeticTransformer {
        @Override
        void transform(Instruction i) {
            if (i instanceof NegateInstruction n && isFloat(n.getOperandType())) {
                n.replace(timesMinusOne(n));
            } else if (i instanceof BinaryInstruction b && isFloat(b.getOperandType()) && b.getOperation() == BinaryOperation.MODULO) {
                if (b.getOperandType() == NumericOperandType.FLOAT) {
                    remainderOfFloats(b);
                } else {
                    b.replace(call("remainder", double.class, b.getReceiver(), b.getFirstOperand(), b.getSecondOperand()));
                }
            }
        }

        private static Instruction timesMinusOne(NegateInstruction n) {
            Variable one = n.getProgram().createVariable();
            if (n.getOperandType() == NumericOperandType.FLOAT) {
                var constant = new FloatConstantInstruction();
                constant.setConstant(-1);
                constant.setReceiver(one);
                n.insertPrevious(constant);
            } else {
                var constant = new DoubleConstantInstruction();
                constant.setConstant(-1);
                constant.setReceiver(one);
                n.insertPrevious(constant);
            }
            var product = new BinaryInstruction(BinaryOperation.MULTIPLY, n.getOperandType());
            product.setFirstOperand(n.getOperand());
            product.setSecondOperand(one);
            product.setReceiver(n.getReceiver());
            return product;
        }

        /// By way of doubles: the remainder of two floats is a float.
        private static void remainderOfFloats(BinaryInstruction b) {
            Variable x = widen(b, b.getFirstOperand());
            Variable y = widen(b, b.getSecondOperand());
            Variable wide = b.getProgram().createVariable();
            b.insertPrevious(call("remainder", double.class, wide, x, y));
            var narrow = new CastNumberInstruction(NumericOperandType.DOUBLE, NumericOperandType.FLOAT);
            narrow.setValue(wide);
            narrow.setReceiver(b.getReceiver());
            b.replace(narrow);
        }

        private static Variable widen(Instruction before, Variable x) {
            var cast = new CastNumberInstruction(NumericOperandType.FLOAT, NumericOperandType.DOUBLE);
            cast.setValue(x);
            cast.setReceiver(before.getProgram().createVariable());
            before.insertPrevious(cast);
            return cast.getReceiver();
        }
    }

    abstract void transform(Instruction i);

    @Override
    public void transformClass(ClassHolder c, ClassHolderTransformerContext context) {
        if (!c.getName().startsWith("dev.loam.") || c.getName().equals(JavaArithmetic.class.getName())) {
            return;
        }
        for (MethodHolder m : c.getMethods()) {
            Program program = m.getProgram();
            for (int i = 0; program != null && i < program.basicBlockCount(); i++) {
                transform(program.basicBlockAt(i));
            }
        }
    }

    private void transform(BasicBlock block) {
        Instruction next;
        for (Instruction i = block.getFirstInstruction(); i != null; i = next) {
            next = i.getNext();
            transform(i);
        }
    }

    static boolean isFloat(NumericOperandType type) {
        return type == NumericOperandType.FLOAT || type == NumericOperandType.DOUBLE;
    }

    /// `receiver = JavaArithmetic.name(arguments)`, all of one type but for the conversions, which the name tells.
    static InvokeInstruction call(String name, Class<?> type, Variable receiver, Variable... arguments) {
        Class<?>[] signature = new Class<?>[arguments.length + 1];
        java.util.Arrays.fill(signature, type);
        signature[arguments.length] = switch (name) {
            case "toLong" -> long.class;
            case "toInt" -> int.class;
            default -> type;
        };
        var call = new InvokeInstruction();
        call.setType(InvocationType.SPECIAL);
        call.setMethod(new MethodReference(JavaArithmetic.class, name, signature));
        call.setArguments(arguments);
        call.setReceiver(receiver);
        return call;
    }
}
