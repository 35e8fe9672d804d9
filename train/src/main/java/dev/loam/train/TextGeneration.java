package dev.loam.train;

import dev.loam.data.tokenize.TextStream;
import dev.loam.data.tokenize.Tokenizer;
import dev.loam.data.tokenize.TokenizerException;
import dev.loam.nn.Sampler;
import dev.loam.nn.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Text that a language model writes.
final class TextGeneration {
    private TextGeneration() {
    }

    /// The tokens a text begins with: those of `prompt`; of an empty one a new line, as texts begin after one, or whatever token comes first.
    ///
    /// @throws TrainException where the tokenizer does not know a part of it
    static int[] prompt(Tokenizer tokenizer, String prompt) {
        String text = prompt.isEmpty() ? "\n" : prompt;
        String why = "it has a token for unknown text, which means nothing to the model";
        try {
            int[] ids = tokenizer.ids(text);
            boolean known = ids.length > 0;
            for (int id : ids) {
                known &= id != tokenizer.unknown();
            }
            if (known) {
                return ids;
            }
        } catch (TokenizerException e) {
            why = e.getMessage();
        }
        if (prompt.isEmpty()) {
            return new int[] {0};
        }
        throw new TrainException("prompt: the run's tokenizer does not know all of '" + prompt + "': " + why);
    }

    /// Texts that go on from a prompt.
    ///
    /// @param generator of as many sequences as there are to be texts; it begins anew
    /// @param tokens    how many tokens each text gets at most
    /// @param stops     strings before which a text ends
    /// @param first     told the parts of the first text, the prompt left out, as they are made
    static List<String> texts(Generator generator, int count, Tokenizer tokenizer, int[] prompt, int tokens, Sampling how, List<String> stops, Consumer<String> first) {
        generator.reset();
        var streams = new ArrayList<TextStream>();
        var texts = new ArrayList<StringBuilder>();
        for (int row = 0; row < count; row++) {
            streams.add(new TextStream(tokenizer, stops));
            texts.add(new StringBuilder());
            for (int id : prompt) {
                generator.add(row, id);
            }
        }
        var sampler = new Sampler(how, tokenizer.size());
        for (int i = 0; i < tokens && streams.stream().anyMatch(s -> !s.stopped()); i++) {
            float[] logits = generator.read();
            for (int row = 0; row < count; row++) {
                if (!streams.get(row).stopped()) {
                    int id = sampler.next(logits, row * tokenizer.size(), generator.tokens(row), generator.size(row), row, i);
                    generator.add(row, id);
                    give(streams.get(row).add(id), texts.get(row), row == 0 ? first : null);
                }
            }
        }
        for (int row = 0; row < count; row++) {
            give(streams.get(row).finish(), texts.get(row), row == 0 ? first : null);
        }
        return texts.stream().map(StringBuilder::toString).toList();
    }

    private static void give(String part, StringBuilder text, Consumer<String> listener) {
        text.append(part);
        if (listener != null && !part.isEmpty()) {
            listener.accept(part);
        }
    }
}
