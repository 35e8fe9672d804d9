package dev.loam.compiler;

/// What a schedule needs to know about the machine. Results depend on these figures and on shapes, never on thread counts.
///
/// @param vectorBytes bytes in a vector register; 0 for a target without explicit vectors
/// @param registers   vector registers that a tile of a matrix product may fill
/// @param dots        whether the sum of four products of bytes is one instruction (x86: AVX-512 VNNI)
public record Target(String name, int vectorBytes, int registers, boolean dots) {
    public Target(String name, int vectorBytes, int registers) {
        this(name, vectorBytes, registers, false);
    }

    /// The JVM: scalars, and few of them live at once.
    public static final Target JAVA = new Target("java", 0, 16);

    /// Elements of `bytes` bytes in a vector; 1 where there are none.
    public int lanes(int bytes) {
        return Math.max(1, vectorBytes / bytes);
    }
}
