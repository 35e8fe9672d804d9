package dev.loam.bench;

import java.util.Locale;

/// One case in Loam and in its peer, alternating.
///
/// @param key      of the case
/// @param threads  of both
/// @param settings how many settings of the peer were tried
/// @param best     the peer's best setting
/// @param loam     and
/// @param peer     the times of both; a product's are those of one product
/// @param flops    of a step
record Comparison(String key, int threads, int settings, PeerSetting best, Samples loam, Samples peer, double flops) {
    /// Loam's time as a part of the peer's, by medians: below 1 Loam is quicker.
    double ratio() {
        return loam.median() / peer.median();
    }

    /// The same by 10th percentiles, which a busy machine disturbs less.
    double ratioOfBest() {
        return loam.p10() / peer.p10();
    }

    static String head() {
        return String.format(Locale.ROOT, "%-24s %7s %20s %20s %14s  %s", "", "threads", "Loam ms (p10)", "peer ms (p10)", "ratio (p10)", "the peer's best setting");
    }

    String line() {
        return String.format(Locale.ROOT, "%-24s %7d %20s %20s %14s  %s", key, threads, both(loam), both(peer),
            String.format(Locale.ROOT, "%.2f (%.2f)", ratio(), ratioOfBest()), best.text() + (settings > 1 ? ", of " + settings : ""));
    }

    private static String both(Samples s) {
        return milliseconds(s.median()) + " (" + milliseconds(s.p10()) + ")";
    }

    /// With about three digits.
    static String milliseconds(double ms) {
        int digits = ms < 0.1 ? 4 : ms < 10 ? 3 : ms < 100 ? 2 : 1;
        return String.format(Locale.ROOT, "%." + digits + "f", ms);
    }
}
