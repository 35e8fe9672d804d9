package dev.loam.lang.compiler;

import dev.loam.lang.compiler.Node.Lambda;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A lambda expression on its way to a static method, whose first parameters are the variables it uses from outside.
final class Function {
    final Lambda lambda;
    /// Variables from outside, in the order of the method's parameters.
    final Set<Var> frees = new LinkedHashSet<>();
    /// Known functions that it calls, and those it calls with nothing left to do.
    final Set<Function> callees = new LinkedHashSet<>();
    final Set<Function> tailCallees = new LinkedHashSet<>();
    /// Functions whose variables it must have at hand: those it mentions and those inside it.
    final Set<Function> needs = new LinkedHashSet<>();
    final Set<Var> bound = new LinkedHashSet<>();
    /// Calls what the compiler does not know; such a call is in tail position.
    boolean unknownCalls;
    boolean unknownTailCalls;
    /// Whether a continuation may be captured while it runs; whether it may return a pending tail call.
    boolean captures;
    boolean pends;
    /// The strongly connected group of tail calls it is in.
    int group;
    ClassDesc owner;
    String method;

    Function(Lambda lambda) {
        this.lambda = lambda;
    }

    int params() {
        return frees.size() + lambda.params.size() + (lambda.rest == null ? 0 : 1);
    }

    MethodTypeDesc descriptor() {
        return MethodTypeDesc.of(ConstantDescs.CD_Object, Collections.nCopies(params(), ConstantDescs.CD_Object));
    }

    /// All parameters of the method.
    List<Var> variables() {
        var all = new ArrayList<>(frees);
        all.addAll(lambda.params);
        if (lambda.rest != null) {
            all.add(lambda.rest);
        }
        return all;
    }
}
