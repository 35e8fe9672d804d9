package dev.loam.compiler;

import dev.loam.tensor.Op;
import java.util.List;

/// A statement of the loop IR.
public sealed interface Stmt {

    /// Runs `body` for each value of `axis` from 0 to `extent` (exclusive). The kind of the axis says how; a loop of kind
    /// `LANE` runs at most `axis.max()` iterations.
    record For(Axis axis, Index extent, List<Stmt> body) implements Stmt {
    }

    /// Declares or overwrites a local.
    record Set(Local local, Expr value) implements Stmt {
    }

    /// Writes an element of a buffer where `guard` (bool, null for always) holds.
    record Store(Kernel.Param buffer, Index index, Expr value, Expr guard) implements Stmt {
    }

    /// Runs `body` where `condition` holds. The condition is the same for all lanes.
    record If(Expr condition, List<Stmt> body) implements Stmt {
    }

    /// Inside a loop over lanes: folds the lanes' values of `value` into `target`, a local declared outside that loop. The
    /// order is a fixed tree.
    record Combine(Local target, Op.ReduceFn fn, Expr value) implements Stmt {
    }

    /// Inside a loop over lanes, with as many locals as lanes: afterwards lane `j` of local `i` is what lane `i` of local `j` was.
    /// All lanes take part, also those that the loop leaves out.
    record Transpose(List<Local> locals) implements Stmt {
        public Transpose {
            locals = List.copyOf(locals);
        }
    }

    /// All threads of a block wait for one another; memory written before is seen after.
    record Barrier() implements Stmt {
    }
}
