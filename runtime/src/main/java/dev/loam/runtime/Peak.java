package dev.loam.runtime;

/// What a device can do at most with all its threads.
///
/// @param gflops    10⁹ operations per second in f32, a multiplication with its addition counted as two
/// @param gigabytes 10⁹ bytes read or written per second in memory, when much is copied
public record Peak(double gflops, double gigabytes) {
    /// Not known.
    public static final Peak UNKNOWN = new Peak(0, 0);
}
