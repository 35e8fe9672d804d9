package dev.loam.nn;

/// How the next token is chosen from logits. The parts act in this order: repetition penalty, temperature, top-k, top-p, min-p.
///
/// @param temperature       by which logits are divided; 0 takes the most likely token
/// @param topK              only so many of the most likely tokens are left; 0 for all
/// @param topP              the most likely tokens are left whose probabilities first add up to this (Holtzman et al. 2020); 1 for all
/// @param minP              only tokens are left that are at least this times as likely as the most likely one (Nguyen et al. 2024); 0 for all
/// @param repetitionPenalty what the logits of tokens that were there before are divided by, or multiplied where they are negative (Keskar et
///                          al. 2019); 1 for nothing
/// @param seed              of the draws
public record Sampling(double temperature, int topK, double topP, double minP, double repetitionPenalty, long seed) {
    public Sampling {
        require(temperature >= 0 && temperature <= Float.MAX_VALUE, "temperature", "at least 0", temperature);
        require(topK >= 0, "top-k", "at least 0", topK);
        require(topP > 0 && topP <= 1, "top-p", "above 0 and at most 1", topP);
        require(minP >= 0 && minP <= 1, "min-p", "from 0 to 1", minP);
        require(repetitionPenalty > 0 && repetitionPenalty <= Float.MAX_VALUE, "repetition-penalty", "above 0", repetitionPenalty);
    }

    private static void require(boolean holds, String what, String range, Number found) {
        if (!holds) {
            throw new ModelException("sampling: " + what + " must be " + range + ", got " + found);
        }
    }

    /// From the model's own distribution, under seed 0.
    public static Sampling standard() {
        return new Sampling(1, 0, 1, 0, 1, 0);
    }

    /// The most likely token each time.
    public static Sampling greedy() {
        return standard().temperature(0);
    }

    public Sampling temperature(double value) {
        return new Sampling(value, topK, topP, minP, repetitionPenalty, seed);
    }

    public Sampling topK(int value) {
        return new Sampling(temperature, value, topP, minP, repetitionPenalty, seed);
    }

    public Sampling topP(double value) {
        return new Sampling(temperature, topK, value, minP, repetitionPenalty, seed);
    }

    public Sampling minP(double value) {
        return new Sampling(temperature, topK, topP, value, repetitionPenalty, seed);
    }

    public Sampling repetitionPenalty(double value) {
        return new Sampling(temperature, topK, topP, minP, value, seed);
    }

    public Sampling seed(long value) {
        return new Sampling(temperature, topK, topP, minP, repetitionPenalty, value);
    }
}
