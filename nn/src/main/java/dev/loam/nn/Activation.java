package dev.loam.nn;

import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// An elementwise function between layers.
public enum Activation implements Layer {
    RELU("relu") {
        @Override
        public Tensor apply(Tensor x, Context c) {
            return x.relu();
        }
    },
    GELU("gelu") {
        @Override
        public Tensor apply(Tensor x, Context c) {
            return x.gelu();
        }
    },
    SILU("silu") {
        @Override
        public Tensor apply(Tensor x, Context c) {
            return x.silu();
        }
    },
    TANH("tanh") {
        @Override
        public Tensor apply(Tensor x, Context c) {
            return x.tanh();
        }
    },
    SIGMOID("sigmoid") {
        @Override
        public Tensor apply(Tensor x, Context c) {
            return x.sigmoid();
        }
    };

    private final String text;

    Activation(String text) {
        this.text = text;
    }

    /// The activation named `text` (`"relu"`).
    ///
    /// @throws ModelException where there is none; it names the nearest
    public static Activation of(String text) {
        for (Activation a : values()) {
            if (a.text.equals(text)) {
                return a;
            }
        }
        throw Nearest.unknown("no activation", text, names());
    }

    /// The names that [#of] knows.
    public static List<String> names() {
        var names = new ArrayList<String>();
        for (Activation a : values()) {
            names.add(a.text);
        }
        return names;
    }

    @Override
    public String toString() {
        return text;
    }
}
