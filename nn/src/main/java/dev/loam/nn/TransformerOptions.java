package dev.loam.nn;

import java.util.List;

/// How the blocks of a transformer are built. The standard is GPT-2's as nanoGPT has it.
///
/// @param heads      of each attention; they divide the channels
/// @param bias       whether linear layers and layer norms have one
/// @param dropout    of embeddings, attention weights and what is added to the residual stream
/// @param positions  how a token knows its place
/// @param norm       `layer` ([LayerNorm]) or `rms` ([RMSNorm])
/// @param mlp        `gelu`; `relu2`, the square of ReLU (So et al. 2021); `swiglu` (Shazeer 2020), with two thirds of the width, so that it has as many weights
/// @param queryNorm  whether the queries and keys of each head are normalised (Henry et al. 2020), by an [RMSNorm]
/// @param zeroOutput whether the layers whose results are added to the residual stream start at 0
public record TransformerOptions(int heads, boolean bias, double dropout, Positions positions, String norm, String mlp, boolean queryNorm, boolean zeroOutput) {
    static final List<String> NORMS = List.of("layer", "rms");
    static final List<String> MLPS = List.of("gelu", "relu2", "swiglu");

    /// How a token knows its place in the sequence.
    public enum Positions {
        /// A trained vector for each place is added to the embedding, see [LearnedPositions].
        LEARNED,
        /// A fixed one is, see [SinusoidalPositions].
        SINUSOIDAL,
        /// Queries and keys are turned by it, see [Rotary].
        ROTARY,
        /// It does not, but for what it sees before it.
        NONE;

        static final List<String> NAMES = List.of("learned", "sinusoidal", "rotary", "none");

        /// @throws ModelException where there is no kind of that name
        static Positions of(String name) {
            int i = NAMES.indexOf(name);
            if (i < 0) {
                throw Nearest.unknown("no positions", name, NAMES);
            }
            return values()[i];
        }
    }

    public TransformerOptions {
        if (!NORMS.contains(norm)) {
            throw Nearest.unknown("no norm", norm, NORMS);
        }
        if (!MLPS.contains(mlp)) {
            throw Nearest.unknown("no mlp", mlp, MLPS);
        }
    }

    /// GPT-2's.
    public static TransformerOptions standard(int heads, double dropout, boolean bias) {
        return new TransformerOptions(heads, bias, dropout, Positions.LEARNED, "layer", "gelu", false, false);
    }

    static TransformerOptions of(ModelOptions options) {
        return new TransformerOptions(options.whole("heads", 1), options.flag("bias"), options.number("dropout", 0, 1), Positions.of(options.text("positions")),
            options.text("norm"), options.text("mlp"), options.flag("qk-norm"), options.flag("zero-init"));
    }

    /// A norm over `channels`.
    Layer norm(Scope scope, int channels) {
        return norm.equals("rms") ? RMSNorm.of(scope, channels) : LayerNorm.of(scope, channels, bias);
    }

    /// How the weights of layers start whose results are added to the residual stream.
    ///
    /// @param layers how many blocks the model has
    Initializer output(int layers) {
        return zeroOutput ? Initializer.zeros() : Initializer.normal(0.02 / Math.sqrt(2.0 * layers));
    }
}
