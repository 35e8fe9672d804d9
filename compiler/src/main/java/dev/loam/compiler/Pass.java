package dev.loam.compiler;

/// What the compiler does to make programs quick and could leave undone. Each can be switched off, see [Switches].
public enum Pass {
    EPILOGUES("elementwise operations on the result of a product, convolution or reduction are computed in its kernel"),
    ROWS("reductions over the last axis and what follows from them row by row are one kernel: softmaxes, norms, their gradients"),
    FAN_OUT("a product's kernel computes several things of its result: an activation, and the factor of its gradient"),
    JOINS("what is put together from parts or reordered is written straight into place by the kernels of the parts"),
    SIBLINGS("what reads the same much larger values and nothing else is one kernel: the greatest elements of windows and which they are"),
    UPDATES("the new values of states of one shape are written by one kernel"),
    WINOGRAD("3x3 and 5x5 convolutions are computed in Winograd's transformed domain"),
    BYTE_PRODUCTS("products of bytes use the instruction that sums four of them"),
    SHARED_KERNELS("products and transpositions that differ in sizes alone share a kernel");

    private final String what;

    Pass(String what) {
        this.what = what;
    }

    public String what() {
        return what;
    }
}
