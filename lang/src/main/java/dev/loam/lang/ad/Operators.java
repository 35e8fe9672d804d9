package dev.loam.lang.ad;

import dev.loam.lang.Builtins;
import dev.loam.lang.Procedure;
import dev.loam.lang.SchemeError;
import dev.loam.lang.Unspecified;
import dev.loam.lang.Values;
import java.util.Arrays;
import java.util.List;

/// The operators of differentiation. Each call has a level of its own, so that perturbations of different calls never mix, in any nesting
/// of any modes (Siskind and Pearlmutter: Nesting forward-mode AD in a functional framework, 2008). Each can be given the function alone
/// and is then a procedure of the rest: `((gradient f) p)`.
public final class Operators {
    /// The names of all operators.
    public static final List<String> NAMES = List.of("derivative", "D", "derivative-n", "taylor", "gradient", "value-and-gradient", "jacobian",
        "hessian", "laplacian", "divergence", "curl", "directional-derivative", "jvp", "vjp", "hvp", "linearize", "stop-gradient", "custom-vjp",
        "checkpoint", "vmap", "ad-counters", "ad-reset-counters!");

    private Operators() {}

    public static void register(Builtins table) {
        operator(table, "derivative", Forward::derivative);
        table.alias("D", "derivative");
        operator(table, "gradient", (f, p) -> Reverse.valueAndGradient("gradient", f, p)[1]);
        operator(table, "value-and-gradient", (f, p) -> Values.of(Reverse.valueAndGradient("value-and-gradient", f, p)));
        operator(table, "jacobian", Reverse::jacobian);
        operator(table, "hessian", Reverse::hessian);
        operator(table, "laplacian", (f, p) -> Reverse.trace("laplacian", Reverse.hessian(f, p)));
        operator(table, "divergence", (f, p) -> Reverse.trace("divergence", Reverse.jacobian(f, p)));
        operator(table, "curl", Reverse::curl);
        operator(table, "linearize", (f, p) -> Values.of(Calls.call(f, p), Builtins.procedure("linearized", v -> Forward.jvp("linearize", f, p, v)[1])));
        operator(table, "vjp", Reverse::vjp);
        along(table, "derivative-n", (f, x, k) -> Forward.derivative(f, x, count("derivative-n", k)));
        along(table, "taylor", (f, x, k) -> Forward.taylor(f, x, count("taylor", k)));
        along(table, "directional-derivative", (f, p, v) -> Forward.jvp("directional-derivative", f, p, v)[1]);
        along(table, "jvp", (f, p, v) -> Values.of(Forward.jvp("jvp", f, p, v)));
        along(table, "hvp", (f, p, v) -> Forward.jvp("hvp", new Gradient(f), p, v)[1]);
        table.define("stop-gradient", Forward::stop);
        table.define("custom-vjp", Custom::vjp);
        table.define("checkpoint", f -> Custom.checkpoint(f));
        table.define("vmap", 1, Procedure.ANY, arguments -> arguments.length == 1 ? Mapped.vmap(arguments[0])
            : Procedure.callN(Mapped.vmap(arguments[0]), Arrays.copyOfRange(arguments, 1, arguments.length)));
        table.define("ad-counters", Levels::counters);
        table.define("ad-reset-counters!", () -> {
            Levels.reset();
            return Unspecified.UNSPECIFIED;
        });
    }

    /// An operator of a function and a point. Several numbers after the function, or given to the procedure that it makes, are one point.
    private static void operator(Builtins table, String name, Builtins.F2 f) {
        table.define(name, 1, Procedure.ANY, arguments -> {
            Procedure g = Procedure.of(arguments[0]);
            return arguments.length == 1 ? Builtins.procedure(name, 1, Procedure.ANY, point -> f.apply(g, point(point)))
                : f.apply(g, point(Arrays.copyOfRange(arguments, 1, arguments.length)));
        });
    }

    private static Object point(Object[] arguments) {
        return arguments.length == 1 ? arguments[0] : arguments;
    }

    /// An operator of a function, a point and something else: a direction, an order.
    private static void along(Builtins table, String name, Builtins.F3 f) {
        table.define(name, 1, 3, arguments -> {
            Procedure g = Procedure.of(arguments[0]);
            return switch (arguments.length) {
                case 1 -> Builtins.procedure(name, (p, v) -> f.apply(g, p, v));
                case 2 -> throw SchemeError.error(name + ": takes a function, a point and a " + (name.endsWith("n") || name.equals("taylor") ? "number" : "direction")
                    + ", or the function alone; was given two arguments");
                default -> f.apply(g, arguments[1], arguments[2]);
            };
        });
    }

    /// The gradient of a function as a function of the point, for a second differentiation.
    static final class Gradient extends Procedure {
        private final Object f;

        Gradient(Object f) {
            super("gradient");
            this.f = f;
        }

        @Override
        public int least() {
            return 1;
        }

        @Override
        public int most() {
            return 1;
        }

        @Override
        public Object apply1(Object p) {
            return Reverse.valueAndGradient("hessian", f, p)[1];
        }
    }

    private static int count(String who, Object k) {
        if (k instanceof Long n && n >= 0 && n <= 1000) {
            return (int) (long) n;
        }
        throw SchemeError.wrongType(who, 3, "an order from 0 to 1000", k);
    }
}
