/// What a computation is: dtypes, shapes, the op families, gradients, the reference interpreter and counter-based random numbers.
module dev.loam.tensor {
    exports dev.loam.tensor;
}
