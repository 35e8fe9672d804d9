package dev.loam.lang.compiler;

import dev.loam.lang.Global;
import java.util.List;

/// The core language: what the expander makes and the optimiser rewrites. Nodes never change; variables and labels are compared by identity.
public sealed interface Node {
    /// A constant.
    record Const(Object value) implements Node {}

    /// The value of a local variable.
    record Ref(Var var, int position) implements Node {}

    /// Changes a local variable; gives nothing of interest.
    record SetVar(Var var, Node value) implements Node {}

    /// The value of a variable outside all procedures.
    record GlobalRef(Global global, int position) implements Node {}

    /// Defines or changes such a variable.
    record SetGlobal(Global global, Node value, boolean define, int position) implements Node {}

    record If(Node test, Node then, Node otherwise) implements Node {}

    /// A procedure. A class and no record: it is itself and equal to no other.
    final class Lambda implements Node {
        public final String name;
        public final List<Var> params;
        /// Gets the list of all further arguments; null where there are none.
        public final Var rest;
        public final Node body;
        public final int position;

        public Lambda(String name, List<Var> params, Var rest, Node body, int position) {
            this.name = name;
            this.params = params;
            this.rest = rest;
            this.body = body;
            this.position = position;
        }

        public boolean accepts(int count) {
            return rest == null ? count == params.size() : count >= params.size();
        }

        public Lambda withBody(Node given) {
            return given == body ? this : new Lambda(name, params, rest, given, position);
        }
    }

    /// A procedure with a body per number of arguments; the first that fits is taken.
    record CaseLambda(String name, List<Lambda> clauses) implements Node {}

    record Call(Node operator, List<Node> args, int position) implements Node {}

    /// An operation that compiled code does itself.
    record PrimCall(Prim prim, List<Node> args, int position) implements Node {}

    record Let(Var var, Node init, Node body) implements Node {}

    /// Procedures that see each other.
    record Fix(List<Var> vars, List<Node> lambdas, Node body) implements Node {}

    record Seq(Node first, Node second) implements Node {}

    /// Bodies that are only ever jumped to, and what runs first. A loop is one label and an entry that jumps to it.
    record Labels(List<Label> labels, Node entry) implements Node {}

    /// Goes on at a label with new values for its variables. Stands only where nothing is left to do after it, up to its [Labels].
    record Jump(Label target, List<Node> args, int position) implements Node {}

    /// A body with variables. Its body is set once, after those that jump to it were made.
    final class Label {
        public final String name;
        public final List<Var> vars;
        public Node body;

        public Label(String name, List<Var> vars) {
            this.name = name;
            this.vars = vars;
        }
    }
}
