package dev.loam.lang.syntax;

import dev.loam.lang.compiler.Node;
import dev.loam.lang.compiler.Node.CaseLambda;
import dev.loam.lang.compiler.Node.Const;
import dev.loam.lang.compiler.Node.Fix;
import dev.loam.lang.compiler.Node.Lambda;
import dev.loam.lang.compiler.Node.Let;
import dev.loam.lang.compiler.Node.Seq;
import dev.loam.lang.compiler.Node.SetVar;
import dev.loam.lang.compiler.Nodes;
import dev.loam.lang.compiler.Var;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Takes `letrec*` and bodies with definitions apart: procedures that see each other become [Fix], everything else plain [Let], and only
/// what is truly circular is assigned (after Ghuloum and Dybvig: Fixing letrec reloaded, 2009).
final class Letrec {
    private final List<Var> vars;
    private final List<Node> inits;
    private final List<BitSet> uses = new ArrayList<>();
    private final int[] index;
    private final int[] low;
    private final boolean[] open;
    private final List<Integer> stack = new ArrayList<>();
    private final List<List<Integer>> groups = new ArrayList<>();
    private int next = 1;

    private Letrec(List<Var> vars, List<Node> inits) {
        this.vars = vars;
        this.inits = inits;
        int n = vars.size();
        index = new int[n];
        low = new int[n];
        open = new boolean[n];
    }

    /// @param vars  the variables; null where an expression stands among definitions
    /// @param inits their values, in order
    static Node build(List<Var> vars, List<Node> inits, Node body) {
        return vars.isEmpty() ? body : new Letrec(vars, inits).build(body);
    }

    private boolean procedure(int i) {
        return vars.get(i) != null && !vars.get(i).assigned && (inits.get(i) instanceof Lambda || inits.get(i) instanceof CaseLambda);
    }

    private Node build(Node body) {
        Map<Var, Integer> places = new HashMap<>();
        for (int i = 0; i < vars.size(); i++) {
            if (vars.get(i) != null) {
                places.put(vars.get(i), i);
            }
        }
        int previous = -1;
        for (int i = 0; i < vars.size(); i++) {
            var used = new BitSet();
            Nodes.eachVar(inits.get(i), v -> {
                Integer place = places.get(v);
                if (place != null) {
                    used.set(place);
                }
            });
            if (!procedure(i)) {
                if (previous >= 0) {
                    used.set(previous);
                }
                previous = i;
            }
            uses.add(used);
        }
        for (int i = 0; i < vars.size(); i++) {
            if (index[i] == 0) {
                visit(i);
            }
        }
        Node all = body;
        for (List<Integer> group : groups.reversed()) {
            all = group(group, all);
        }
        return all;
    }

    /// Tarjan's algorithm: a group is found after all that it uses.
    private void visit(int i) {
        index[i] = low[i] = next++;
        stack.add(i);
        open[i] = true;
        BitSet used = uses.get(i);
        for (int j = used.nextSetBit(0); j >= 0; j = used.nextSetBit(j + 1)) {
            if (index[j] == 0) {
                visit(j);
                low[i] = Math.min(low[i], low[j]);
            } else if (open[j]) {
                low[i] = Math.min(low[i], index[j]);
            }
        }
        if (low[i] == index[i]) {
            var group = new ArrayList<Integer>();
            int j;
            do {
                j = stack.removeLast();
                open[j] = false;
                group.add(j);
            } while (j != i);
            group.sort(null);
            groups.add(group);
        }
    }

    private Node group(List<Integer> group, Node rest) {
        int only = group.getFirst();
        if (group.size() == 1 && !procedure(only) && !uses.get(only).get(only)) {
            return vars.get(only) == null ? new Seq(inits.get(only), rest) : new Let(vars.get(only), inits.get(only), rest);
        }
        var procedures = new ArrayList<Var>();
        var lambdas = new ArrayList<Node>();
        var others = new ArrayList<Integer>();
        for (int i : group) {
            if (procedure(i)) {
                procedures.add(vars.get(i));
                lambdas.add(inits.get(i));
            } else {
                others.add(i);
            }
        }
        Node inner = rest;
        for (int i : others.reversed()) {
            Var v = vars.get(i);
            inner = new Seq(v == null ? inits.get(i) : new SetVar(v, inits.get(i)), inner);
        }
        Node all = procedures.isEmpty() ? inner : new Fix(procedures, lambdas, inner);
        for (int i : others) {
            Var v = vars.get(i);
            if (v != null) {
                v.assigned = true;
                v.early = true;
                all = new Let(v, new Const(Nodes.UNASSIGNED), all);
            }
        }
        return all;
    }
}
