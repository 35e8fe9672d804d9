package dev.loam.nn;

import dev.loam.tensor.Dim;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// A language model of two levels, for long sequences of bytes (MEGABYTE, Yu et al. 2023): a wide transformer sees one vector for each patch of neighbouring
/// tokens, a narrow one predicts the tokens within a patch from what the wide one says of all patches before it, and from the patch's own tokens so far. With
/// `T` tokens in patches of `P` attention costs `(T/P)² + T·P` instead of `T²`, and the wide blocks' products run on `T/P` rows.
///
/// Tokens `[batch, time]` (i32 or i64), whose time is a multiple of the patch, become logits `[batch, time, vocabulary]`, those at position `t` for the token at `t + 1`.
///
/// @param tokens      looked up by the wide level: `patch` vectors side by side are a patch
/// @param start       stands before the first patch, `[1, channels]`
/// @param wide        blocks over patches
/// @param down        from a patch to its tokens' channels
/// @param own         looked up by the narrow level
/// @param narrow      blocks over the tokens of a patch
/// @param output      to logits
public record PatchModel(int patch, Embedding tokens, Linear join, Parameter start, LearnedPositions positions, List<TransformerBlock> wide, LayerNorm wideNorm,
                         Linear down, Embedding own, LearnedPositions places, List<TransformerBlock> narrow, LayerNorm narrowNorm, Linear output) implements Layer {
    public PatchModel {
        wide = List.copyOf(wide);
        narrow = List.copyOf(narrow);
    }

    /// One level's size.
    ///
    /// @param layers   blocks
    /// @param heads    divide the channels
    /// @param channels of its vectors
    public record Level(int layers, int heads, int channels) {
    }

    /// @param context the longest sequence; a multiple of `patch`
    public static PatchModel of(Scope scope, int vocabulary, int context, int patch, Level wide, Level narrow, double dropout) {
        if (context % patch != 0) {
            throw new ModelException("model 'patches': a context of " + context + " tokens can not be cut into patches of " + patch + "; take a multiple, such as "
                + Math.max(1, context / patch) * patch);
        }
        int each = Math.max(1, wide.channels / patch);
        Scope above = scope.at("wide");
        Scope below = scope.at("narrow");
        return new PatchModel(patch, Embedding.of(above.at("wte"), vocabulary, each, TransformerBlock.NORMAL),
            TransformerBlock.linear(above.at("join"), each * patch, wide.channels, false, TransformerBlock.NORMAL),
            above.parameter("start", Shape.of(1, wide.channels), TransformerBlock.NORMAL),
            LearnedPositions.of(above.at("wpe"), context / patch, wide.channels, TransformerBlock.NORMAL),
            blocks(above, wide, dropout), LayerNorm.of(above.at("ln_f"), wide.channels, false),
            TransformerBlock.linear(above.at("down"), wide.channels, patch * narrow.channels, false, TransformerBlock.NORMAL),
            Embedding.of(below.at("wte"), vocabulary, narrow.channels, TransformerBlock.NORMAL),
            LearnedPositions.of(below.at("wpe"), patch, narrow.channels, TransformerBlock.NORMAL),
            blocks(below, narrow, dropout), LayerNorm.of(below.at("ln_f"), narrow.channels, false),
            TransformerBlock.linear(below.at("lm_head"), narrow.channels, vocabulary, false, TransformerBlock.NORMAL));
    }

    private static List<TransformerBlock> blocks(Scope scope, Level level, double dropout) {
        var out = new ArrayList<TransformerBlock>();
        for (int i = 0; i < level.layers; i++) {
            out.add(TransformerBlock.of(scope.at("h").at(Integer.toString(i)), level.channels, TransformerOptions.standard(level.heads, dropout, false), level.layers));
        }
        return out;
    }

    /// The registry's model `patches`.
    static Layer create(ModelOptions options, Scope scope, Shape input, int classes) {
        if (input.rank() != 1) {
            throw new ModelException("model 'patches' takes sequences of tokens [time], not " + input + "; model 'mlp' takes any shape");
        }
        return of(scope, classes, input.size(0), options.whole("patch", 1), new Level(options.whole("layers", 1), options.whole("heads", 1), options.whole("channels", 1)),
            new Level(options.whole("narrow-layers", 1), options.whole("narrow-heads", 1), options.whole("narrow-channels", 1)), options.number("dropout", 0, 1));
    }

    @Override
    public Tensor apply(Tensor x, Context c) {
        if (c.past() == null) {
            return logits(x, c);
        }
        // what is remembered is the tokens: a patch is read as a whole
        int time = positions.weight().shape().size(0) * patch;
        return c.past().at(logits(c.past().tokens("patches", x, time, c), c.withoutPast()), x.size(1));
    }

    private Tensor logits(Tensor x, Context c) {
        Dim batch = x.shape().dim(0);
        int time = x.size(1);
        if (c.documents() != null) {
            throw new ModelException("model 'patches' can not keep documents apart that lie in one patch; leave packing out");
        }
        if (time % patch != 0) {
            throw new ModelException("model 'patches': " + time + " tokens can not be cut into patches of " + patch);
        }
        int patches = time / patch;
        Tensor below = own.apply(x, c).add(said(x, batch, patches, c));
        // every patch is a sequence of its own
        Tensor y = below.reshape(Shape.of(List.of(batch.times(Dim.of(patches)), Dim.of(patch), below.shape().dim(2))));
        Tensor logits = output.apply(narrowNorm.apply(through(narrow, places.apply(y, c), c), c), c);
        return c.tap("lm_head", logits.reshape(Shape.of(List.of(batch, Dim.of(time), logits.shape().dim(2)))));
    }

    /// What the wide level says at each token, `[batch, time, narrow channels]`: of all patches before the token's own.
    private Tensor said(Tensor x, Dim batch, int patches, Context c) {
        Tensor vectors = tokens.apply(x, c);
        Tensor all = join.apply(vectors.reshape(Shape.of(List.of(batch, Dim.of(patches), vectors.shape().dim(2).times(Dim.of(patch))))), c);
        Tensor first = c.value(start).broadcastTo(Shape.of(List.of(batch, Dim.of(1), all.shape().dim(2))));
        Tensor before = patches == 1 ? first : Tensor.concat(List.of(first, all.slice(1, 0, patches - 1)), 1);
        Tensor y = down.apply(wideNorm.apply(through(wide, positions.apply(before, c), c), c), c);
        return y.reshape(Shape.of(List.of(batch, Dim.of(patches * patch), Dim.of(y.size(2) / patch))));
    }

    private static Tensor through(List<TransformerBlock> blocks, Tensor x, Context c) {
        Tensor y = x;
        for (TransformerBlock block : blocks) {
            y = block.apply(y, c);
        }
        return y;
    }
}
