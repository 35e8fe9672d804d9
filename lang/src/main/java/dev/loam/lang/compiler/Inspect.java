package dev.loam.lang.compiler;

import dev.loam.lang.Printer;
import dev.loam.lang.compiler.Node.Label;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the compiler makes of a form, for people: the core language, and the instructions.
public final class Inspect {
    private Inspect() {}

    /// The core language of forms, after the optimiser, as data.
    public static String core(List<Node> forms) {
        var text = new StringBuilder();
        for (Node form : forms) {
            text.append(text.isEmpty() ? "" : "\n").append(show(new Contify().run(new Simplify(Map.of()).run(form))));
        }
        return text.toString();
    }

    private static String show(Node n) {
        return switch (n) {
            case Node.Const x -> x.value() instanceof dev.loam.lang.Symbol || x.value() instanceof dev.loam.lang.Pair || x.value() == dev.loam.lang.Nil.NIL
                ? "'" + Printer.write(x.value()) : Printer.write(x.value());
            case Node.Ref x -> x.var().name;
            case Node.GlobalRef x -> x.global().name();
            case Node.SetVar x -> "(set! " + x.var().name + " " + show(x.value()) + ")";
            case Node.SetGlobal x -> "(" + (x.define() ? "define " : "set! ") + x.global().name() + " " + show(x.value()) + ")";
            case Node.If x -> "(if " + show(x.test()) + " " + show(x.then()) + " " + show(x.otherwise()) + ")";
            case Node.Lambda x -> "(lambda " + (x.rest == null ? names(x.params) : "(" + inner(x.params) + " . " + x.rest.name + ")") + " " + show(x.body) + ")";
            case Node.CaseLambda x -> "(case-lambda" + all(x.clauses()) + ")";
            case Node.Call x -> "(" + show(x.operator()) + all(x.args()) + ")";
            case Node.PrimCall x -> "(%" + x.prim().name() + all(x.args()) + ")";
            case Node.Let x -> "(let ((" + x.var().name + " " + show(x.init()) + ")) " + show(x.body()) + ")";
            case Node.Fix x -> {
                var bindings = new StringBuilder();
                for (int i = 0; i < x.vars().size(); i++) {
                    bindings.append(i == 0 ? "" : " ").append("(").append(x.vars().get(i).name).append(" ").append(show(x.lambdas().get(i))).append(")");
                }
                yield "(letrec (" + bindings + ") " + show(x.body()) + ")";
            }
            case Node.Seq x -> "(begin " + show(x.first()) + " " + show(x.second()) + ")";
            case Node.Labels x -> {
                var labels = new StringBuilder();
                for (Label l : x.labels()) {
                    labels.append(" ((").append(l.name).append(l.vars.isEmpty() ? "" : " ").append(inner(l.vars)).append(") ").append(show(l.body)).append(")");
                }
                yield "(labels" + labels + " " + show(x.entry()) + ")";
            }
            case Node.Jump x -> "(goto " + x.target().name + all(x.args()) + ")";
        };
    }

    private static String names(List<Var> vars) {
        return "(" + inner(vars) + ")";
    }

    private static String inner(List<Var> vars) {
        return String.join(" ", vars.stream().map(v -> v.name).toList());
    }

    private static String all(List<? extends Node> nodes) {
        var text = new StringBuilder();
        nodes.forEach(x -> text.append(' ').append(show(x)));
        return text.toString();
    }

    // ---- instructions ------------------------------------------------------------------------------------------------------

    /// The instructions of the procedures of forms.
    public static String bytecode(List<Node> forms) {
        Ahead.Unit unit = UnitCompiler.ahead(forms, false, Ahead.FIRST_UNIT);
        var text = new StringBuilder();
        unit.loader().classes().forEach((name, bytes) -> {
            ClassModel c = ClassFile.of().parse(bytes);
            for (MethodModel m : c.methods()) {
                if (m.methodName().stringValue().startsWith("m") && m.code().isPresent()) {
                    String procedure = unit.loader().info(name, true).names().get(m.methodName().stringValue());
                    text.append(text.isEmpty() ? "" : "\n").append(procedure == null ? "(no name)" : procedure).append(' ')
                        .append(m.methodType().stringValue()).append('\n');
                    instructions(m, text);
                }
            }
        });
        return text.toString().stripTrailing();
    }

    private static void instructions(MethodModel m, StringBuilder text) {
        var labels = new HashMap<Object, String>();
        for (CodeElement e : m.code().orElseThrow()) {
            if (e instanceof BranchInstruction b) {
                labels.computeIfAbsent(b.target(), k -> "L" + labels.size());
            }
        }
        for (CodeElement e : m.code().orElseThrow()) {
            if (e instanceof LabelTarget t && labels.containsKey(t.label())) {
                text.append(labels.get(t.label())).append(":\n");
            } else if (e instanceof Instruction i) {
                text.append("    ").append(i.opcode().name().toLowerCase(java.util.Locale.ROOT)).append(operand(i, labels)).append('\n');
            }
        }
    }

    private static String operand(Instruction i, Map<Object, String> labels) {
        return switch (i) {
            case BranchInstruction b -> " " + labels.get(b.target());
            case LoadInstruction l -> " " + l.slot();
            case StoreInstruction s -> " " + s.slot();
            case ConstantInstruction c -> " " + c.constantValue();
            case FieldInstruction f -> " " + simple(f.owner().asInternalName()) + "." + f.name().stringValue();
            case InvokeInstruction v -> " " + simple(v.owner().asInternalName()) + "." + v.name().stringValue() + v.type().stringValue();
            case TypeCheckInstruction t -> " " + simple(t.type().asInternalName());
            case NewObjectInstruction n -> " " + simple(n.className().asInternalName());
            default -> "";
        };
    }

    private static String simple(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }
}
