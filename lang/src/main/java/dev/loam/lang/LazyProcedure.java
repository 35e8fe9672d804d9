package dev.loam.lang;

import java.util.function.Supplier;

/// A procedure of the library that is written in Scheme: it is compiled when it is called for the first time.
public final class LazyProcedure extends Procedure {
    private Supplier<Procedure> compile;
    private volatile Procedure compiled;

    LazyProcedure(String name, Supplier<Procedure> compile) {
        super(name);
        this.compile = compile;
    }

    private Procedure compiled() {
        Procedure p = compiled;
        return p != null ? p : compileNow();
    }

    private synchronized Procedure compileNow() {
        if (compiled == null) {
            compiled = compile.get();
            compile = null;
        }
        return compiled;
    }

    @Override
    public int least() {
        return compiled().least();
    }

    @Override
    public int most() {
        return compiled().most();
    }

    @Override
    public Object apply0() {
        return compiled().apply0();
    }

    @Override
    public Object apply1(Object a) {
        return compiled().apply1(a);
    }

    @Override
    public Object apply2(Object a, Object b) {
        return compiled().apply2(a, b);
    }

    @Override
    public Object apply3(Object a, Object b, Object c) {
        return compiled().apply3(a, b, c);
    }

    @Override
    public Object apply4(Object a, Object b, Object c, Object d) {
        return compiled().apply4(a, b, c, d);
    }

    @Override
    public Object applyN(Object[] arguments) {
        return compiled().applyN(arguments);
    }
}
