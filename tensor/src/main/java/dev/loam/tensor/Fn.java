package dev.loam.tensor;

import java.util.List;

/// A function from tensors to tensors, which can be differentiated, mapped and compiled ([Functions]). It must be pure: its
/// results depend on its arguments and on constants around it, and it writes them with tensor operations alone. Java's `if` on
/// a value of an argument is an error, since a function is written down once for all values; [Tensor#where] chooses.
///
/// Made by [Functions#fn] from a lambda of one, two or three tensors, or by [#of] for any number of arguments and results.
public final class Fn {
    /// Of one tensor.
    public interface One {
        Tensor apply(Tensor x);
    }

    /// Of two tensors.
    public interface Two {
        Tensor apply(Tensor x, Tensor y);
    }

    /// Of three tensors.
    public interface Three {
        Tensor apply(Tensor x, Tensor y, Tensor z);
    }

    /// Of any number, with any number of results.
    public interface Any {
        List<Tensor> apply(List<Tensor> arguments);
    }

    /// the number of arguments, or -1 for any
    private final int arity;
    private final Any body;

    private Fn(int arity, Any body) {
        this.arity = arity;
        this.body = body;
    }

    /// A function of any number of arguments with any number of results.
    public static Fn of(Any body) {
        return new Fn(-1, body);
    }

    /// A function of `arity` arguments with any number of results.
    public static Fn of(int arity, Any body) {
        return new Fn(arity, body);
    }

    /// The number of arguments, or -1 where it takes any number.
    public int arity() {
        return arity;
    }

    /// The only result; an error where there are several, for which [#call] asks.
    public Tensor apply(Tensor... arguments) {
        List<Tensor> results = call(List.of(arguments));
        if (results.size() != 1) {
            throw Sources.error("apply: the function has " + results.size() + " results; call(...) gives them all");
        }
        return results.get(0);
    }

    /// All results.
    public List<Tensor> call(Tensor... arguments) {
        return call(List.of(arguments));
    }

    /// All results.
    public List<Tensor> call(List<Tensor> arguments) {
        if (arity >= 0 && arguments.size() != arity) {
            throw Sources.error("a function of " + arity + (arity == 1 ? " argument" : " arguments") + " was given " + arguments.size());
        }
        return body.apply(arguments);
    }
}
