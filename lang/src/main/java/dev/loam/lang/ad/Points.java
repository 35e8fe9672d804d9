package dev.loam.lang.ad;

import dev.loam.lang.Nil;
import dev.loam.lang.Pair;
import dev.loam.lang.Printer;
import dev.loam.lang.Record;
import dev.loam.lang.number.Arithmetic;
import dev.loam.lang.tensor.TensorValue;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;

/// Points of differentiation: a number, or numbers in vectors, lists and records, nested as one likes. What is no number in them stays as it is.
public final class Points {
    private Points() {}

    static boolean number(Object x) {
        return Arithmetic.isReal(x);
    }

    /// Zero: inexact where `like` is, a tensor where it is one.
    static Object zero(Object like) {
        return switch (TensorCall.ground(like)) {
            case Double _ -> 0.0;
            case TensorValue t -> TensorValue.constant(Tensor.zeros(t.dtype(), t.shape()));
            default -> 0L;
        };
    }

    /// One: inexact where `like` is, a tensor where it is one.
    static Object one(Object like) {
        return switch (TensorCall.ground(like)) {
            case Double _ -> 1.0;
            case TensorValue t -> TensorValue.constant(Tensor.ones(t.dtype(), t.shape()));
            default -> 1L;
        };
    }

    /// A number in the middle of differentiations as a person is shown it.
    static String text(Object x) {
        return Printer.write(TensorCall.ground(x));
    }

    /// Whether there are tensors in it.
    static boolean tensors(Object x) {
        return numbers(x).stream().anyMatch(TensorCall::isTensor);
    }

    /// The same structure with `f` of each number, in order.
    public static Object map(Object x, UnaryOperator<Object> f) {
        return switch (x) {
            case Object[] v -> {
                var made = new Object[v.length];
                for (int i = 0; i < v.length; i++) {
                    made[i] = map(v[i], f);
                }
                yield made;
            }
            case Pair p -> list(p, f);
            case Record r -> new Record(r.type, (Object[]) map(r.fields, f));
            default -> number(x) ? f.apply(x) : x;
        };
    }

    private static Object list(Pair p, UnaryOperator<Object> f) {
        var first = new Pair(map(p.car, f), Nil.NIL);
        Pair last = first;
        Object rest = p.cdr;
        for (; rest instanceof Pair q; rest = q.cdr) {
            var next = new Pair(map(q.car, f), Nil.NIL);
            last.cdr = next;
            last = next;
        }
        last.cdr = rest == Nil.NIL ? rest : map(rest, f);
        return first;
    }

    /// Whether there is a number in it.
    static boolean any(Object x) {
        return switch (x) {
            case Object[] v -> {
                boolean found = false;
                for (int i = 0; i < v.length && !found; i++) {
                    found = any(v[i]);
                }
                yield found;
            }
            case Pair p -> {
                Object rest = p;
                while (rest instanceof Pair q && !any(q.car)) {
                    rest = q.cdr;
                }
                yield rest instanceof Pair || any(rest);
            }
            case Record r -> any(r.fields);
            default -> number(x);
        };
    }

    /// The numbers in order.
    static List<Object> numbers(Object x) {
        var found = new ArrayList<Object>();
        map(x, n -> {
            found.add(n);
            return n;
        });
        return found;
    }

    /// The same structure with other numbers.
    static Object with(Object x, List<Object> numbers) {
        Iterator<Object> next = numbers.iterator();
        return map(x, n -> next.next());
    }
}
