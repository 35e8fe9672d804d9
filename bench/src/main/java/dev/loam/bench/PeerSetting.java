package dev.loam.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// One way to run the peer: a value for each choice it has.
///
/// @param values in the order of [Choice]; a choice that makes no difference to a case is not there
record PeerSetting(Map<Choice, String> values) {
    /// What can be chosen. The first two need a process of their own, the others do not.
    enum Choice {
        /// the library of matrix products
        BLAS("openblas", "mkl"),
        /// what OpenMP's threads do between two loops: sleep, or spin
        WAIT("passive", "active"),
        /// an optimiser that goes through each parameter with several kernels, or ATen's fused one
        OPTIMIZER("plain", "fused"),
        /// how images lie in memory
        FORMAT("contiguous", "channels-last"),
        /// LibTorch's kernel that never holds the scores, its own steps, or the steps written by hand
        ATTENTION("flash", "math", "manual");

        private final List<String> values;

        Choice(String... values) {
            this.values = List.of(values);
        }

        /// What it can be.
        List<String> all() {
            return values;
        }

        /// As it is written on a command line: `blas=mkl`.
        String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean isOfTheProcess() {
            return this == BLAS || this == WAIT;
        }
    }

    PeerSetting {
        var ordered = new EnumMap<Choice, String>(Choice.class);
        ordered.putAll(values);
        values = java.util.Collections.unmodifiableMap(ordered);
    }

    /// The setting without a choice.
    static final PeerSetting NONE = new PeerSetting(new EnumMap<>(Choice.class));

    /// What was chosen, or the first there is.
    String value(Choice c) {
        return values.getOrDefault(c, c.all().getFirst());
    }

    PeerSetting with(Choice c, String value) {
        var all = new EnumMap<Choice, String>(Choice.class);
        all.putAll(values);
        all.put(c, value);
        return new PeerSetting(all);
    }

    /// The part that is one process.
    PeerSetting process() {
        return part(true);
    }

    /// The part that can be chosen anew for each case within a process.
    PeerSetting within() {
        return part(false);
    }

    private PeerSetting part(boolean ofTheProcess) {
        var some = new EnumMap<Choice, String>(Choice.class);
        values.forEach((c, v) -> {
            if (c.isOfTheProcess() == ofTheProcess) {
                some.put(c, v);
            }
        });
        return new PeerSetting(some);
    }

    /// Every combination of these choices; `fixed` narrows some of them to one value.
    static List<PeerSetting> all(Iterable<Choice> choices, Map<Choice, String> fixed) {
        List<PeerSetting> out = List.of(NONE);
        for (Choice c : choices) {
            var more = new ArrayList<PeerSetting>();
            for (PeerSetting s : out) {
                for (String v : fixed.containsKey(c) ? List.of(fixed.get(c)) : c.all()) {
                    more.add(s.with(c, v));
                }
            }
            out = more;
        }
        return out;
    }

    /// `blas=mkl optimizer=fused`: what [#parse] reads.
    @Override
    public String toString() {
        var words = new ArrayList<String>();
        values.forEach((c, v) -> words.add(c.key() + "=" + v));
        return String.join(" ", words);
    }

    /// For people: `mkl, fused`.
    String text() {
        return values.isEmpty() ? "as it comes" : String.join(", ", values.values());
    }

    static PeerSetting parse(String text) {
        PeerSetting out = NONE;
        for (String word : text.isBlank() ? new String[0] : text.strip().split(" ")) {
            out = out.with(choice(word), word.substring(word.indexOf('=') + 1));
        }
        return out;
    }

    /// Whether `word` assigns a choice, as `blas=mkl` does.
    static boolean isChoice(String word) {
        for (Choice c : Choice.values()) {
            if (word.startsWith(c.key() + "=")) {
                return true;
            }
        }
        return false;
    }

    /// The choice that `word` assigns.
    ///
    /// @throws BenchException where its value is none of the choice's
    static Choice choice(String word) {
        for (Choice c : Choice.values()) {
            if (word.startsWith(c.key() + "=")) {
                if (!c.all().contains(word.substring(c.key().length() + 1))) {
                    throw new BenchException("bench: " + word + ": a peer's " + c.key() + " is one of " + String.join(", ", c.all()));
                }
                return c;
            }
        }
        throw new BenchException("bench: '" + word + "' is no setting of a peer");
    }
}
