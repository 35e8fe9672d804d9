package dev.loam.lang;

import dev.loam.lang.library.Exit;
import java.util.concurrent.Callable;

/// What belongs to one thread that runs programs: the tail call that waits to be made, and the dynamic state (who handles errors, what
/// parameters are bound to, what `dynamic-wind` has entered).
///
/// **Tail calls.** A procedure whose last act is a call of an unknown procedure puts the call here and returns [TailCall#PENDING]; whoever
/// needs the value calls [#force].
///
/// **Continuations** are taken by generalised stack inspection (Pettyjohn, Clements, Marshall, Krishnamurthi, Felleisen: Continuations from
/// generalized stack inspection, ICFP 2005): a [Capture] is thrown, every frame it passes saves itself, and the loop in [#drive] goes on
/// with the frames from the heap, one after the other. Frames that were saved once stay on the heap and are shared by later continuations.
public final class Machine {
    /// Bytes of stack of a thread that runs programs: enough for a million frames of the largest kind that is usual. An error at the end of a
    /// stack takes longer the deeper it is: seconds for a gigabyte.
    private static final long STACK = 384L << 20;

    /// The limit of what a [Capture] takes apart: the place where Java code called a procedure.
    static final class Base {}

    /// A procedure to be asked when something is raised, or the mark of a `guard`.
    static final class Handler {
        final Object procedure;
        final Handler next;
        /// For a `guard`: the dynamic state outside it. Null for others.
        final State guard;
        /// For a `guard`: whether what no clause wants goes back to where it was raised.
        final boolean exact;

        Handler(Object procedure, Handler next) {
            this.procedure = procedure;
            this.next = next;
            this.guard = null;
            this.exact = false;
        }

        Handler(Handler next, State guard, boolean exact) {
            this.procedure = null;
            this.next = next;
            this.guard = guard;
            this.exact = exact;
        }
    }

    /// A parameter bound by `parameterize`.
    static final class Binding {
        final Parameter parameter;
        volatile Object value;
        final Binding next;

        Binding(Parameter parameter, Object value, Binding next) {
            this.parameter = parameter;
            this.value = value;
            this.next = next;
        }
    }

    /// A `dynamic-wind` that was entered.
    static final class Wind {
        final Object before;
        final Object after;
        final State outside;
        final Wind next;
        final int depth;

        Wind(Object before, Object after, State outside) {
            this.before = before;
            this.after = after;
            this.outside = outside;
            this.next = outside.winds;
            this.depth = next == null ? 1 : next.depth + 1;
        }
    }

    /// The dynamic state at one moment.
    record State(Handler handlers, Binding bindings, Wind winds) {}

    private static final class Runner extends Thread {
        final Machine machine = new Machine();

        Runner(Runnable body, String name) {
            super(null, body, name, STACK);
        }
    }

    private static final ThreadLocal<Machine> OTHERS = ThreadLocal.withInitial(Machine::new);

    private Procedure procedure;
    private int count;
    private Object a;
    private Object b;
    private Object c;
    private Object d;
    private Object[] arguments;

    Base base;
    Handler handlers;
    Binding bindings;
    Wind winds;

    private Machine() {}

    /// The machine of the running thread.
    public static Machine current() {
        return Thread.currentThread() instanceof Runner r ? r.machine : OTHERS.get();
    }

    /// Runs `body` on a thread with a stack deep enough for programs, and gives what it gives.
    ///
    /// @throws SchemeError where a program raises what it does not handle, or runs out of stack
    public static <T> T run(Callable<T> body) {
        if (Thread.currentThread() instanceof Runner) {
            try {
                return body.call();
            } catch (Exception e) {
                throw Unwind.sneak(e);
            }
        }
        var result = new Object() {
            T value;
            Throwable thrown;
        };
        var thread = new Runner(() -> {
            try {
                result.value = body.call();
            } catch (Throwable t) {
                result.thrown = t;
            }
        }, "scheme");
        thread.start();
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
                thread.interrupt();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (result.thrown != null) {
            SchemeError error = asError(result.thrown);
            throw Unwind.sneak(error == null ? result.thrown : error);
        }
        return result.value;
    }

    // ---- tail calls ------------------------------------------------------------------------------------------------

    /// Leaves the call `(f)` to the caller: `return Machine.tail(f)`.
    public static Object tail(Object f) {
        Machine m = current();
        m.procedure = f instanceof Procedure p ? p : Procedure.of(f);
        m.count = 0;
        return TailCall.PENDING;
    }

    /// Leaves the call `(f a)` to the caller.
    public static Object tail(Object f, Object a) {
        Machine m = current();
        m.procedure = f instanceof Procedure p ? p : Procedure.of(f);
        m.a = a;
        m.count = 1;
        return TailCall.PENDING;
    }

    public static Object tail(Object f, Object a, Object b) {
        Machine m = current();
        m.procedure = f instanceof Procedure p ? p : Procedure.of(f);
        m.a = a;
        m.b = b;
        m.count = 2;
        return TailCall.PENDING;
    }

    public static Object tail(Object f, Object a, Object b, Object c) {
        Machine m = current();
        m.procedure = f instanceof Procedure p ? p : Procedure.of(f);
        m.a = a;
        m.b = b;
        m.c = c;
        m.count = 3;
        return TailCall.PENDING;
    }

    public static Object tail(Object f, Object a, Object b, Object c, Object d) {
        Machine m = current();
        m.procedure = f instanceof Procedure p ? p : Procedure.of(f);
        m.a = a;
        m.b = b;
        m.c = c;
        m.d = d;
        m.count = 4;
        return TailCall.PENDING;
    }

    /// Leaves the call of `f` with the elements of an array to the caller.
    public static Object tailN(Object f, Object[] arguments) {
        Machine m = current();
        m.procedure = f instanceof Procedure p ? p : Procedure.of(f);
        m.arguments = arguments;
        m.count = -1;
        return TailCall.PENDING;
    }

    /// The value behind `x`, which a procedure returned.
    public static Object force(Object x) {
        return x == TailCall.PENDING ? current().trampoline() : x;
    }

    private Object trampoline() {
        Object x;
        do {
            Procedure p = procedure;
            x = switch (count) {
                case 0 -> p.apply0();
                case 1 -> p.apply1(a);
                case 2 -> p.apply2(a, b);
                case 3 -> p.apply3(a, b, c);
                case 4 -> p.apply4(a, b, c, d);
                default -> {
                    Object[] all = arguments;
                    arguments = null;
                    yield p.applyN(all);
                }
            };
        } while (x == TailCall.PENDING);
        return x;
    }

    // ---- calls from Java -------------------------------------------------------------------------------------------

    static Object enter(Procedure f) {
        Machine m = current();
        Base outer = m.base;
        Base inner = m.base = new Base();
        try {
            return force(f.apply0());
        } catch (Unwind u) {
            return m.drive(inner, u);
        } finally {
            m.base = outer;
        }
    }

    static Object enter(Procedure f, Object a) {
        Machine m = current();
        Base outer = m.base;
        Base inner = m.base = new Base();
        try {
            return force(f.apply1(a));
        } catch (Unwind u) {
            return m.drive(inner, u);
        } finally {
            m.base = outer;
        }
    }

    static Object enter(Procedure f, Object a, Object b) {
        Machine m = current();
        Base outer = m.base;
        Base inner = m.base = new Base();
        try {
            return force(f.apply2(a, b));
        } catch (Unwind u) {
            return m.drive(inner, u);
        } finally {
            m.base = outer;
        }
    }

    static Object enter(Procedure f, Object a, Object b, Object c) {
        Machine m = current();
        Base outer = m.base;
        Base inner = m.base = new Base();
        try {
            return force(f.apply3(a, b, c));
        } catch (Unwind u) {
            return m.drive(inner, u);
        } finally {
            m.base = outer;
        }
    }

    static Object enterN(Procedure f, Object[] arguments) {
        Machine m = current();
        Base outer = m.base;
        Base inner = m.base = new Base();
        try {
            return force(f.applyN(arguments));
        } catch (Unwind u) {
            return m.drive(inner, u);
        } finally {
            m.base = outer;
        }
    }

    /// Goes on after the stack above `inner` was left: with the receiver of a new continuation, or with the frames of an old one.
    private Object drive(Base inner, Unwind first) {
        Frame rest = null;
        Object value = null;
        Throwable thrown = first;
        while (true) {
            try {
                if (thrown instanceof Capture capture && capture.base == inner) {
                    rest = capture.link(rest);
                    thrown = null;
                    value = force(capture.receiver.apply1(new Continuation(inner, rest, state())));
                } else if (thrown instanceof Reinstate back && back.continuation.base == inner) {
                    thrown = null;
                    rest = back.continuation.frames;
                    value = back.value;
                    restore(back.continuation.state);
                } else if (thrown != null) {
                    if (rest == null || thrown instanceof Capture || thrown instanceof Reinstate) {
                        throw Unwind.sneak(thrown);
                    }
                    Frame frame = rest;
                    Throwable t = thrown;
                    rest = frame.next;
                    value = force(frame.resumeThrown(t));
                    thrown = null;
                }
                while (rest != null) {
                    Frame frame = rest;
                    rest = frame.next;
                    value = force(frame.resume(value));
                }
                return value;
            } catch (Capture | Reinstate u) {
                if ((u instanceof Capture k ? k.base : ((Reinstate) u).continuation.base) != inner) {
                    throw u;
                }
                thrown = u;
            } catch (Throwable t) {
                if (rest == null) {
                    throw t;
                }
                thrown = t;
            }
        }
    }

    // ---- dynamic state ---------------------------------------------------------------------------------------------

    State state() {
        return new State(handlers, bindings, winds);
    }

    void restore(State state) {
        handlers = state.handlers;
        bindings = state.bindings;
        winds = state.winds;
    }

    Binding find(Parameter parameter) {
        for (Binding x = bindings; x != null; x = x.next) {
            if (x.parameter == parameter) {
                return x;
            }
        }
        return null;
    }

    /// Leaves and enters what `dynamic-wind` guards between here and `target`: first the "after" procedures from the inside out, then the
    /// "before" procedures from the outside in, each in the dynamic state of its `dynamic-wind`.
    void rewind(Wind target) {
        Wind common = common(winds, target);
        while (winds != common) {
            Wind leaving = winds;
            restore(leaving.outside);
            Procedure.call(leaving.after);
        }
        if (target != common) {
            var entering = new java.util.ArrayDeque<Wind>();
            for (Wind w = target; w != common; w = w.next) {
                entering.push(w);
            }
            for (Wind w : entering) {
                restore(w.outside);
                Procedure.call(w.before);
                winds = w;
            }
        }
    }

    private static Wind common(Wind x, Wind y) {
        while (x != y) {
            int dx = x == null ? 0 : x.depth;
            int dy = y == null ? 0 : y.depth;
            if (dx >= dy) {
                x = x.next;
            }
            if (dy >= dx) {
                y = y.next;
            }
        }
        return x;
    }

    // ---- errors ----------------------------------------------------------------------------------------------------

    /// Asks the handlers about what was raised. Where the innermost handler is a `guard`, throws the [Escape] that leads there; where there
    /// is none, throws the error itself. A handler that returns makes a second error, as `raise` demands.
    RuntimeException raise(SchemeError error) {
        Handler h = handlers;
        if (h == null || error.raised()) {
            throw error.markRaised();
        }
        if (h.guard != null) {
            rewind(h.guard.winds);
            restore(h.guard);
            throw new Escape(h, error);
        }
        State state = state();
        handlers = h.next;
        Procedure.call(h.procedure, error.payload());
        SchemeError second = SchemeError.error("a handler returned from a raise that cannot be continued:", error.payload());
        RuntimeException next = raise(second);
        restore(state);
        throw next;
    }

    /// An exception of Java as an error that a program can handle; null for those that are not meant for programs.
    static SchemeError asError(Throwable t) {
        return switch (t) {
            case SchemeError e -> e;
            case Unwind u -> null;
            case Exit e -> null;
            case StackOverflowError e -> convert(e, ErrorObject.Kind.STACK, "recursion too deep: the stack is full", null);
            case OutOfMemoryError e -> convert(e, ErrorObject.Kind.STACK, "out of memory", null);
            case RuntimeException e -> convert(e, ErrorObject.Kind.SYSTEM, e.getClass().getSimpleName() + ": " + e.getMessage(), null);
            default -> null;
        };
    }

    private static SchemeError convert(Throwable cause, ErrorObject.Kind kind, String message, Object[] irritants) {
        var error = new SchemeError(new ErrorObject(kind, new MutableString(message), irritants == null ? Nil.NIL : Pair.list(irritants)), cause);
        error.setStackTrace(cause.getStackTrace());
        return error;
    }
}
