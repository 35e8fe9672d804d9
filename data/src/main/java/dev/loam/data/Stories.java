package dev.loam.data;

import dev.loam.tensor.Philox;

/// A corpus made up by a small grammar: little stories in plain English, for when no other text is at hand. Story `number` of a seed is always the same.
public final class Stories {
    /// Changes when the stories do.
    static final int VERSION = 1;

    private static final int STREAM = Philox.stream("data.stories");
    private static final String[] NAMES = {"Mia", "Tom", "Nora", "Ben", "Yuki", "Omar", "Lena", "Max", "Ada", "Finn", "Rosa", "Kai"};
    private static final String[] KINDS = {"girl", "boy", "fox", "bear", "bird", "cat", "rabbit", "mouse", "frog", "robot"};
    private static final String[] MOODS = {"small", "brave", "quiet", "happy", "curious", "clever", "tired", "kind", "funny", "shy"};
    private static final String[] PLACES = {"the forest", "the garden", "a little house", "the river", "the market", "a high tower", "the old mill", "the sea", "the meadow"};
    private static final String[] THINGS = {"ball", "book", "key", "lamp", "boat", "kite", "bell", "stone", "cake", "map", "flower", "drum"};
    private static final String[] COLOURS = {"red", "blue", "green", "yellow", "golden", "white", "black", "silver"};
    private static final String[] TIMES = {"One morning", "One evening", "On a rainy day", "In the spring", "Late at night", "After lunch", "On a cold day"};
    private static final String[] WEATHER = {"The sun was warm", "The wind was cold", "It began to rain", "Snow fell softly", "The sky was clear", "Clouds came up"};
    private static final String[] ENDS = {"They laughed and went home.", "From that day on they were friends.", "And that was the best day of all.",
        "Then everybody had some cake.", "That night they slept very well.", "They never forgot it."};

    private final long seed;
    private final long number;
    private int draw;

    private Stories(long seed, long number) {
        this.seed = seed;
        this.number = number;
    }

    /// Stories 0 to `count` - 1, an empty line after each.
    public static String text(long seed, int count) {
        var out = new StringBuilder();
        for (int i = 0; i < count; i++) {
            out.append(new Stories(seed, i).story()).append("\n\n");
        }
        return out.toString();
    }

    private int below(int bound) {
        return (int) Philox.below(bound, seed, STREAM, draw++, number);
    }

    private String one(String[] words) {
        return words[below(words.length)];
    }

    private static String a(String word) {
        return ("aeiou".indexOf(word.charAt(0)) >= 0 ? "an " : "a ") + word;
    }

    private String story() {
        String name = one(NAMES);
        String friend = one(NAMES);
        while (friend.equals(name)) {
            friend = one(NAMES);
        }
        String kind = one(KINDS);
        String thing = one(COLOURS) + " " + one(THINGS);
        String place = one(PLACES);
        var out = new StringBuilder();
        out.append("Once there was ").append(a(one(MOODS))).append(' ').append(kind).append(" named ").append(name).append(". ");
        out.append(name).append(" lived near ").append(place).append(". ");
        out.append(one(TIMES)).append(", ").append(name).append(" found ").append(a(thing)).append(". ");
        int turns = 1 + below(4);
        for (int i = 0; i < turns; i++) {
            out.append(turn(name, friend, thing)).append(' ');
        }
        return out.append(one(ENDS)).toString();
    }

    private String turn(String name, String friend, String thing) {
        return switch (below(7)) {
            case 0 -> one(WEATHER) + ", and " + name + " walked to " + one(PLACES) + ".";
            case 1 -> "\"Is this your " + thing + "?\" asked " + name + ". \"No,\" said " + friend + ", \"but I know whose it is.\"";
            case 2 -> friend + " wanted the " + thing + " too, so they took turns, " + (2 + below(8)) + " times each.";
            case 3 -> name + " showed the " + thing + " to " + friend + ", who was very " + one(MOODS) + ".";
            case 4 -> "Suddenly the " + thing + " was gone! They looked for it in " + one(PLACES) + " and in " + one(PLACES) + ".";
            case 5 -> "\"Look,\" said " + friend + ", \"there is " + a(one(COLOURS)) + " " + one(THINGS) + "!\"";
            default -> name + " and " + friend + " counted to " + (3 + below(20)) + " and jumped.";
        };
    }
}
