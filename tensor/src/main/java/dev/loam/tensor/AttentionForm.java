package dev.loam.tensor;

/// How an attention weighs its values, beside queries, keys and values themselves.
///
/// @param scale    of the products of queries and keys
/// @param causal   a query sees no key after its own position
/// @param window   how many keys a causal query sees at most, its own included; 0 for all
/// @param position whether an operand says at which key's position the first query stands; without it the last query stands at the
///                 last key's
/// @param segments whether operands number the segments of queries and keys; a query sees the keys of its own segment alone
/// @param slopes   whether an operand gives for each head what a key's score loses per position between query and key
///                 (ALiBi; Press et al. 2022)
public record AttentionForm(double scale, boolean causal, int window, boolean position, boolean segments, boolean slopes) {
    /// Operands before those that only gradients have: queries, keys and values, then those of the form.
    int operands() {
        return 3 + (position ? 1 : 0) + (segments ? 2 : 0) + (slopes ? 1 : 0);
    }

    int segmentsAt() {
        return 3 + (position ? 1 : 0);
    }

    int slopesAt() {
        return segmentsAt() + (segments ? 2 : 0);
    }

    /// `"scale 0.125 causal window 64 position segments slopes"`, with what applies.
    @Override
    public String toString() {
        return "scale " + scale + (causal ? " causal" : "") + (window > 0 ? " window " + window : "") + (position ? " position" : "")
            + (segments ? " segments" : "") + (slopes ? " slopes" : "");
    }
}
