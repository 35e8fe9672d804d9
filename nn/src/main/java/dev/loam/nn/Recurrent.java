package dev.loam.nn;

import static dev.loam.tensor.Functions.scan;

import dev.loam.tensor.Dim;
import dev.loam.tensor.Fn;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A layer that reads a sequence from its start, with a state that begins as zeros: `[batch, time, features]` becomes
/// `[batch, time, hidden]`, the state after each position. What an input adds to the gates does not depend on the state, so it is one
/// product for all positions before the loop; within the loop there is one product for all gates.
public sealed interface Recurrent extends Layer permits RNN, LSTM, GRU {
    /// The names that [#of] knows.
    List<String> KINDS = List.of("rnn", "lstm", "gru");

    /// The layer of that kind.
    ///
    /// @param layer the number at the end of its parameters' names, 0 for the first of several
    /// @throws ModelException where there is no such kind
    static Recurrent of(String kind, Scope scope, int layer, int in, int hidden) {
        return switch (kind) {
            case "rnn" -> RNN.of(scope, layer, in, hidden);
            case "lstm" -> LSTM.of(scope, layer, in, hidden);
            case "gru" -> GRU.of(scope, layer, in, hidden);
            default -> throw Nearest.unknown("no recurrent layer", kind, KINDS);
        };
    }

    RecurrentWeights weights();

    /// What inputs add to the gates: `[…, features]` becomes `[…, gates · hidden]`.
    default Tensor gates(Tensor x, Context c) {
        return weights().input(x, c).add(c.value(weights().hiddenBias()));
    }

    /// The states, `[time, batch, hidden]`, for what the inputs add to the gates, `[time, batch, gates · hidden]`.
    Tensor states(Tensor gates, Context c);

    @Override
    default Tensor apply(Tensor x, Context c) {
        if (x.rank() != 3) {
            throw new ModelException("recurrent layer '" + weights().inputWeight().scope() + "' takes sequences [batch, time, features], not "
                + x.shape());
        }
        return read(gates(x.permute(1, 0, 2), c), c);
    }

    /// The layer of tokens `[batch, time]` that are looked up first. Where there are more of them than entries in the table, the product
    /// is that with the table, and what is looked up is its rows: fewer operations forward, and as many fewer backward.
    default Tensor apply(Embedding table, Tensor tokens, Context c) {
        Tensor x = table.apply(tokens, c);
        return tokens.shape().maxElements() <= table.weight().shape().size(0) ? apply(x, c)
            : read(gates(c.value(table.weight()), c).gather(tokens.transpose(), 0), c);
    }

    private Tensor read(Tensor gates, Context c) {
        return c.tap(weights().inputWeight().scope(), states(gates, c).permute(1, 0, 2));
    }

    /// Goes through `gates` with a step that takes the carries and the gates of a position and gives the next carries and the state: the states,
    /// `[time, batch, hidden]`. The carries begin as zeros, in packed rows at each document, or as an earlier pass has left them.
    ///
    /// @param carries how many there are, each `[batch, hidden]`
    default Tensor loop(Fn step, int carries, Tensor gates, Context c) {
        Shape shape = Shape.of(List.of(gates.shape().dim(1), Dim.of(weights().hidden())));
        if (c.past() != null) {
            return c.past().loop(weights().inputWeight().name(), step, carries, shape, gates, c);
        }
        Tensor zeros = Tensor.zeros(gates.dtype(), shape);
        List<Tensor> first = Collections.nCopies(carries, zeros);
        if (c.documents() == null) {
            return scan(step, first, List.of(gates)).each().get(0);
        }
        Fn apart = Fn.of(in -> {
            var from = new ArrayList<Tensor>();
            for (Tensor carry : in.subList(0, carries)) {
                from.add(in.get(carries + 1).where(carry, Tensor.zeros(carry.dtype(), shape)));
            }
            from.add(in.get(carries));
            return step.call(from);
        });
        return scan(apart, first, List.of(gates, c.documents().goesOn().transpose().unsqueeze(-1))).each().get(0);
    }
}
