package dev.loam.train;

/// A part of the data on which weights are measured.
enum Part {
    /// A sample of what is learned from: beside the validation it shows how much is learned by heart.
    TRAIN_SAMPLE,
    VALIDATION,
    TEST
}
