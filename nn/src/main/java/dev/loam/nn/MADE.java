package dev.loam.nn;

import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// A masked autoencoder for distribution estimation (Germain et al. 2015): an MLP over a whole sequence, masked so that what it says at a place depends only
/// on the tokens up to there. Tokens `[batch, time]` are taken as numbers, from 0 for the first to 1 for the last of the vocabulary, and become logits
/// `[batch, time, vocabulary]`, those at position `t` for the token at `t + 1`. Of a vocabulary of two only the second token has a logit of its own; the
/// first's is 0.
///
/// @param hidden     the layers before the last
/// @param output     from the last hidden layer
/// @param direct     from the input to the output beside the others; null for none
/// @param time       the length of every sequence
/// @param vocabulary the number of tokens
public record MADE(List<MaskedLinear> hidden, MaskedLinear output, MaskedLinear direct, Activation activation, Dropout dropout, int time, int vocabulary)
    implements Layer {
    public MADE {
        hidden = List.copyOf(hidden);
    }

    /// @param widths of the hidden layers
    /// @param direct whether the output also sees the input itself
    public static MADE of(Scope scope, int time, int vocabulary, List<Integer> widths, Activation activation, boolean direct, double dropout) {
        var hidden = new ArrayList<MaskedLinear>();
        int in = time;
        for (int width : widths) {
            hidden.add(MaskedLinear.of(scope.at("hidden" + (hidden.size() + 1)), in, width, time, true, Initializer.kaimingUniform()));
            in = width;
        }
        int out = time * (vocabulary == 2 ? 1 : vocabulary);
        return new MADE(hidden, MaskedLinear.of(scope.at("output"), in, out, time, true, Initializer.kaimingUniform()),
            direct ? MaskedLinear.of(scope.at("direct"), time, out, time, false, Initializer.zeros()) : null, activation,
            Dropout.of(scope, dropout), time, vocabulary);
    }

    /// The registry's model `made`.
    static Layer create(ModelOptions options, Scope scope, Shape input, int classes) {
        if (input.rank() != 1) {
            throw new ModelException("model 'made' takes sequences of tokens [time], not " + input + "; model 'mlp' takes any shape");
        }
        return of(scope, input.size(0), classes, options.wholes("widths", 1), Activation.of(options.text("activation")), options.flag("direct"),
            options.number("dropout", 0, 1));
    }

    @Override
    public Tensor apply(Tensor x, Context c) {
        if (c.past() != null) {
            // nothing of a pass can be kept but the tokens themselves
            Tensor all = c.past().tokens("made", x, time, c);
            return c.past().at(whole(all, c), x.size(1));
        }
        if (x.size(1) != time) {
            throw new ModelException("model 'made' takes sequences of exactly " + time + " tokens, not " + x.size(1));
        }
        return whole(x, c);
    }

    private Tensor output(Tensor x, Tensor y, Context c) {
        if (direct == null) {
            return output.apply(y, c);
        }
        var parts = new ArrayList<Tensor>();
        List<Tensor> straight = direct.parts(x, c);
        for (Tensor part : output.parts(y, c)) {
            parts.add(part.add(straight.get(parts.size())));
        }
        return Tensor.concat(parts, 1);
    }

    private Tensor whole(Tensor tokens, Context c) {
        Tensor x = tokens.to(c.dtype()).mul(1.0 / Math.max(1, vocabulary - 1));
        Tensor y = x;
        for (MaskedLinear layer : hidden) {
            y = dropout.apply(activation.apply(layer.apply(y, c), c), c);
        }
        y = output(x, y, c);
        Shape shape = tokens.shape().append(Shape.of(vocabulary));
        return vocabulary == 2 ? y.unsqueeze(-1).pad(-1, 1, 0) : y.reshape(shape);
    }
}
