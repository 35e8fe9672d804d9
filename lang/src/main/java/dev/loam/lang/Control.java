package dev.loam.lang;

import dev.loam.lang.library.Exit;

/// Control: calls, values, continuations, dynamic extents, handlers. What waits for a call saves itself as a [Frame] when a [Capture] passes.
final class Control {
    private Control() {}

    static void register(Builtins table) {
        table.define("procedure?", x -> x instanceof Procedure);
        table.define("apply", 1, Procedure.ANY, Control::apply);
        table.define("values", 0, Procedure.ANY, a -> a, Values::of, Values::of);
        table.define("call-with-values", Control::callWithValues);
        table.define("call-with-current-continuation", receiver -> capture(receiver));
        table.alias("call/cc", "call-with-current-continuation");
        table.define("call-with-escape-continuation", receiver -> callWithEscape(receiver));
        table.alias("call/ec", "call-with-escape-continuation");
        table.define("dynamic-wind", Control::dynamicWind);
        table.define("with-exception-handler", Control::withHandler);
        table.define("raise", x -> {
            throw Machine.current().raise(new SchemeError(x));
        });
        table.define("raise-continuable", x -> raiseContinuable(x));
        table.define("error", 1, Procedure.ANY, arguments -> {
            throw Machine.current().raise(new SchemeError(
                new ErrorObject(ErrorObject.Kind.USER, arguments[0], Pair.listFrom(arguments, 1, Nil.NIL))));
        });
        table.define("error-object?", x -> x instanceof ErrorObject);
        table.define("error-object-message", x -> errorObject("error-object-message", x).message());
        table.define("error-object-irritants", x -> errorObject("error-object-irritants", x).irritants());
        table.define("file-error?", x -> x instanceof ErrorObject e && e.kind() == ErrorObject.Kind.FILE);
        table.define("read-error?", x -> x instanceof ErrorObject e && e.kind() == ErrorObject.Kind.READ);
        table.define("make-parameter", 1, 2, arguments -> {
            Object converter = arguments.length == 2 ? Procedure.of(arguments[1]) : null;
            Object value = converter == null ? arguments[0] : Procedure.call(converter, arguments[0]);
            return new Parameter(null, value, converter);
        });
        table.define("make-promise", Promise::of);
        table.define("%make-lazy", Promise::lazy);
        table.define("promise?", x -> x instanceof Promise);
        table.define("force", Promise::force);
        table.define("%keyword-value", Keywords::value);
        table.define("%keyword-given?", Keywords::given);
        table.define("%check-keywords", Keywords::check);
        table.define("%interpolated", 0, Procedure.ANY, Control::interpolate);
        table.define("%sequence->list", Control::sequenceToList);
        table.define("%parameterize", (parameters, values, thunk) -> parameterize(parameters, values, thunk));
        table.define("%guard", (body, handler, exact) -> guard(body, handler, exact));
    }

    private static Object interpolate(Object[] parts) {
        var text = new StringBuilder();
        for (Object x : parts) {
            text.append(Printer.display(x));
        }
        return new MutableString(text.toString());
    }

    private static Object sequenceToList(Object x) {
        return switch (x) {
            case Object[] v -> Pair.list(v);
            case MutableString s -> {
                var chars = new Object[s.length()];
                for (int i = 0; i < chars.length; i++) {
                    chars[i] = Char.of(s.at(i));
                }
                yield Pair.list(chars);
            }
            case Nil n -> n;
            case Pair p -> p;
            default -> throw SchemeError.wrongType("for", 2, "a list, a vector or a string", x);
        };
    }

    private static ErrorObject errorObject(String who, Object x) {
        if (x instanceof ErrorObject e) {
            return e;
        }
        throw SchemeError.wrongType(who, 1, "an error object", x);
    }

    private static Object apply(Object[] arguments) {
        int n = arguments.length;
        if (n == 1) {
            return Machine.tail(arguments[0]);
        }
        Object rest = arguments[n - 1];
        int length = 0;
        Object x = rest;
        for (; x instanceof Pair p; x = p.cdr) {
            length++;
        }
        if (x != Nil.NIL) {
            throw SchemeError.wrongType("apply", n, "a list", rest);
        }
        var all = new Object[n - 2 + length];
        System.arraycopy(arguments, 1, all, 0, n - 2);
        int i = n - 2;
        for (x = rest; x instanceof Pair p; x = p.cdr) {
            all[i++] = p.car;
        }
        return Machine.tailN(arguments[0], all);
    }

    // ---- values ----------------------------------------------------------------------------------------------------

    private static final class Consume extends Frame {
        private final Object consumer;

        Consume(Object consumer) {
            this.consumer = consumer;
        }

        @Override
        Object resume(Object value) {
            return consume(consumer, value);
        }
    }

    private static Object consume(Object consumer, Object value) {
        return value instanceof Values v ? Machine.tailN(consumer, v.elements.clone()) : Machine.tail(consumer, value);
    }

    private static Object callWithValues(Object producer, Object consumer) {
        Object value;
        try {
            value = Machine.force(Procedure.of(producer).apply0());
        } catch (Capture c) {
            c.push(new Consume(consumer));
            throw c;
        }
        return consume(consumer, value);
    }

    // ---- continuations ---------------------------------------------------------------------------------------------

    private static Object capture(Object receiver) {
        throw new Capture(Machine.current().base, Procedure.of(receiver));
    }

    /// A procedure that leaves everything up to the call of `call-with-escape-continuation` that made it. When that frame was moved to the
    /// heap, it is an ordinary continuation of the frames below.
    private static final class EscapeProcedure extends Jump {
        final Machine.State state;
        private boolean over;

        EscapeProcedure(Machine.State state) {
            this.state = state;
        }

        @Override
        RuntimeException go(Object value) {
            if (over) {
                throw SchemeError.error("an escape procedure was called after its extent had ended");
            }
            Machine.current().rewind(state.winds());
            throw new Escape(this, value);
        }
    }

    private static final class EscapeFrame extends Frame {
        private final EscapeProcedure k;

        EscapeFrame(EscapeProcedure k) {
            this.k = k;
        }

        @Override
        Object resume(Object value) {
            return value;
        }

        @Override
        Object resumeThrown(Throwable thrown) {
            return escaped(k, thrown);
        }
    }

    private static Object escaped(EscapeProcedure k, Throwable thrown) {
        if (thrown instanceof Escape e && e.target == k) {
            Machine.current().restore(k.state);
            return e.value;
        }
        throw Unwind.sneak(thrown);
    }

    static Object callWithEscape(Object receiver) {
        var k = new EscapeProcedure(Machine.current().state());
        try {
            Object value = Machine.force(Procedure.of(receiver).apply1(k));
            k.over = true;
            return value;
        } catch (Capture c) {
            c.push(new EscapeFrame(k));
            throw c;
        } catch (Escape e) {
            k.over = e.target == k;
            return escaped(k, e);
        }
    }

    // ---- dynamic-wind ----------------------------------------------------------------------------------------------

    /// What is left of a `dynamic-wind` while "before" runs.
    private static final class Entering extends Frame {
        private final Object before;
        private final Object thunk;
        private final Object after;

        Entering(Object before, Object thunk, Object after) {
            this.before = before;
            this.thunk = thunk;
            this.after = after;
        }

        @Override
        Object resume(Object value) {
            return inside(new Machine.Wind(before, after, Machine.current().state()), thunk);
        }
    }

    /// … while the thunk runs.
    private static final class Inside extends Frame {
        private final Machine.Wind wind;

        Inside(Machine.Wind wind) {
            this.wind = wind;
        }

        @Override
        Object resume(Object value) {
            return leave(wind, value);
        }

        @Override
        Object resumeThrown(Throwable thrown) {
            if (thrown instanceof Exit) {
                leave(wind, thrown);
            }
            throw askHandlers(thrown);
        }
    }

    /// … while "after" runs.
    private static final class Leaving extends Frame {
        private final Object result;

        Leaving(Object result) {
            this.result = result;
        }

        @Override
        Object resume(Object value) {
            return result;
        }
    }

    private static Object dynamicWind(Object before, Object thunk, Object after) {
        try {
            Machine.force(Procedure.of(before).apply0());
        } catch (Capture c) {
            c.push(new Entering(before, thunk, after));
            throw c;
        }
        return inside(new Machine.Wind(before, after, Machine.current().state()), thunk);
    }

    private static Object inside(Machine.Wind wind, Object thunk) {
        Machine m = Machine.current();
        m.winds = wind;
        Object value;
        try {
            value = Machine.force(Procedure.of(thunk).apply0());
        } catch (Capture c) {
            c.push(new Inside(wind));
            throw c;
        } catch (Unwind u) {
            throw u;
        } catch (Exit e) {
            leave(wind, e);
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            throw askHandlers(e);
        }
        return leave(wind, value);
    }

    private static Object leave(Machine.Wind wind, Object value) {
        Machine.current().restore(wind.outside);
        try {
            Machine.force(Procedure.of(wind.after).apply0());
        } catch (Capture c) {
            c.push(new Leaving(value));
            throw c;
        }
        return value;
    }

    /// An error of a library that reaches a frame of the dynamic state: now the handlers are asked, before that state is left.
    static RuntimeException askHandlers(Throwable thrown) {
        SchemeError error = thrown instanceof Unwind ? null : Machine.asError(thrown);
        if (error == null || error.raised()) {
            throw Unwind.sneak(thrown);
        }
        throw Machine.current().raise(error);
    }

    // ---- parameterize ----------------------------------------------------------------------------------------------

    /// Sets the dynamic state back when the call that is waited for has ended.
    private static final class Restore extends Frame {
        private final Machine.State state;

        Restore(Machine.State state) {
            this.state = state;
        }

        @Override
        Object resume(Object value) {
            Machine.current().restore(state);
            return value;
        }

        @Override
        Object resumeThrown(Throwable thrown) {
            throw askHandlers(thrown);
        }
    }

    private static Object parameterize(Object parameters, Object values, Object thunk) {
        Machine m = Machine.current();
        Machine.State outside = m.state();
        Machine.Binding bindings = m.bindings;
        Object value = values;
        for (Object x = parameters; x instanceof Pair p; x = p.cdr) {
            if (!(p.car instanceof Parameter parameter)) {
                throw SchemeError.wrongType("parameterize", 1, "a parameter", p.car);
            }
            bindings = new Machine.Binding(parameter, parameter.convert(((Pair) value).car), bindings);
            value = ((Pair) value).cdr;
        }
        m.bindings = bindings;
        return within(outside, thunk);
    }

    /// Runs the thunk in the dynamic state as it is, then sets it back.
    private static Object within(Machine.State outside, Object thunk) {
        try {
            Object value = Machine.force(Procedure.of(thunk).apply0());
            Machine.current().restore(outside);
            return value;
        } catch (Capture c) {
            c.push(new Restore(outside));
            throw c;
        } catch (Unwind u) {
            throw u;
        } catch (RuntimeException | StackOverflowError e) {
            throw askHandlers(e);
        }
    }

    // ---- handlers --------------------------------------------------------------------------------------------------

    private static Object withHandler(Object handler, Object thunk) {
        Machine m = Machine.current();
        Machine.State outside = m.state();
        m.handlers = new Machine.Handler(Procedure.of(handler), m.handlers);
        return within(outside, thunk);
    }

    private static Object raiseContinuable(Object x) {
        return raiseContinuable(x, Machine.current().handlers);
    }

    private static Object raiseContinuable(Object x, Machine.Handler h) {
        Machine m = Machine.current();
        if (h == null || h.guard != null && !h.exact) {
            m.handlers = h;
            throw m.raise(new SchemeError(x));
        }
        if (h.guard != null) {
            var capture = new Capture(m.base, toGuard(h, x));
            capture.push(new CallIt());
            throw capture;
        }
        Machine.State outside = m.state();
        m.handlers = h.next;
        try {
            Object value = Machine.force(Procedure.of(h.procedure).apply1(x));
            m.restore(outside);
            return value;
        } catch (Capture c) {
            c.push(new Restore(outside));
            throw c;
        }
    }

    /// Calls the procedure that it is given: a `guard` none of whose clauses applied sends one back to where the object was raised.
    private static final class CallIt extends Frame {
        @Override
        Object resume(Object value) {
            return Machine.tail(value);
        }
    }

    /// Leads to a `guard` with the way back at hand.
    private static Procedure toGuard(Machine.Handler mark, Object payload) {
        return Builtins.procedure("raise-continuable", back -> {
            Machine m = Machine.current();
            m.rewind(mark.guard.winds());
            m.restore(mark.guard);
            throw new Escape(mark, new Continuable(new SchemeError(payload), back));
        });
    }

    /// What was raised, and the continuation of the place where it was.
    private record Continuable(SchemeError error, Object back) {}

    // ---- guard -----------------------------------------------------------------------------------------------------

    private static final class Guarded extends Frame {
        private final Machine.Handler mark;
        private final Object handler;

        Guarded(Machine.Handler mark, Object handler) {
            this.mark = mark;
            this.handler = handler;
        }

        @Override
        Object resume(Object value) {
            Machine.current().restore(mark.guard);
            return value;
        }

        @Override
        Object resumeThrown(Throwable thrown) {
            return guardCaught(mark, handler, thrown);
        }
    }

    /// `(guard (e clause …) body)`: the body as a thunk, the clauses as a procedure of the raised object and of a thunk that raises it again.
    /// Where a clause without `else` can let `raise-continuable` pass (`exact`), the clauses run with the way back at hand, as in the
    /// definition of R7RS 4.2.7.
    private static Object guard(Object body, Object handler, Object exact) {
        Machine m = Machine.current();
        var mark = new Machine.Handler(m.handlers, m.state(), exact != Boolean.FALSE);
        m.handlers = mark;
        try {
            Object value = Machine.force(Procedure.of(body).apply0());
            m.restore(mark.guard);
            return value;
        } catch (Capture c) {
            c.push(new Guarded(mark, handler));
            throw c;
        } catch (Throwable t) {
            return guardCaught(mark, handler, t);
        }
    }

    private static Object guardCaught(Machine.Handler mark, Object handler, Throwable thrown) {
        Machine m = Machine.current();
        Object payload;
        SchemeError error;
        Object back = null;
        if (thrown instanceof Escape e && e.target == mark && e.value instanceof Continuable c) {
            error = c.error;
            back = c.back;
        } else if (thrown instanceof Escape e && e.target == mark) {
            error = (SchemeError) e.value;
        } else {
            error = thrown instanceof Unwind ? null : Machine.asError(thrown);
            if (error == null || error.raised()) {
                throw Unwind.sneak(thrown);
            }
            m.rewind(mark.guard.winds());
        }
        m.restore(mark.guard);
        payload = error.payload();
        return Machine.tail(handler, payload, again(error, mark, back));
    }

    /// Raises what no clause of a `guard` wanted once more, outside it.
    private static Procedure again(SchemeError error, Machine.Handler mark, Object back) {
        return Builtins.procedure("raise", () -> {
            if (back == null) {
                throw Machine.current().raise(error);
            }
            return Machine.tail(back, Builtins.procedure("raise-continuable", () -> raiseContinuable(error.payload(), mark.next)));
        });
    }
}
