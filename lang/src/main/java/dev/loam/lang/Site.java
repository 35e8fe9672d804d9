package dev.loam.lang;

import java.util.function.Supplier;

/// A call in compiled code after which something is left to do. What is left is compiled only when a frame that waits there is resumed: as
/// a procedure of the variables that were saved and of the value of the call.
public final class Site {
    private Supplier<Procedure> compile;
    private Procedure rest;

    public Site(Supplier<Procedure> compile) {
        this.compile = compile;
    }

    /// What is left after the call.
    public synchronized Procedure rest() {
        if (rest == null) {
            rest = compile.get();
            compile = null;
        }
        return rest;
    }

    private static final class Saved extends Frame {
        private final Site site;
        private final Object[] values;

        Saved(Site site, Object[] values) {
            this.site = site;
            this.values = values;
        }

        @Override
        Object resume(Object value) {
            int n = values.length;
            var all = new Object[n + 1];
            System.arraycopy(values, 0, all, 0, n);
            all[n] = value;
            return site.rest().applyN(all);
        }
    }

    public static Capture save(Capture c, Site s) {
        return save(c, s, new Object[0]);
    }

    public static Capture save(Capture c, Site s, Object a) {
        return save(c, s, new Object[] {a});
    }

    public static Capture save(Capture c, Site s, Object a, Object b) {
        return save(c, s, new Object[] {a, b});
    }

    public static Capture save(Capture c, Site s, Object a, Object b, Object d) {
        return save(c, s, new Object[] {a, b, d});
    }

    /// Saves the frame that waits at `s`; gives the capture, to be thrown on.
    public static Capture save(Capture c, Site s, Object[] values) {
        c.push(new Saved(s, values));
        return c;
    }
}
