package dev.loam.app;

import dev.loam.data.Corpus;
import dev.loam.data.Datasets;
import dev.loam.data.Stories;
import dev.loam.data.TokenizerFiles;
import dev.loam.data.tokenize.BpeTrainer;
import dev.loam.data.tokenize.Normalization;
import dev.loam.data.tokenize.Tokenizer;
import dev.loam.data.tokenize.TokenizerMetrics;
import dev.loam.data.tokenize.Tokenizers;
import dev.loam.data.tokenize.UnigramTrainer;
import dev.loam.data.tokenize.Utf8;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;

/// What `loam tokenizer train` was asked.
record TokenizerTraining(String corpus, Map<String, String> settings) {
    private static final List<String> KEYS = List.of("kind", "size", "out", "special", "extend", "normalization", "invalid", "longest", "coverage");
    private static final int STORIES = 2800;

    static TokenizerTraining of(List<String> arguments) {
        var settings = new HashMap<String, String>();
        for (String argument : arguments.subList(1, arguments.size())) {
            int equals = argument.indexOf('=');
            String key = equals < 0 ? argument : argument.substring(0, equals);
            if (equals < 0 || !KEYS.contains(key)) {
                throw new UserError("tokenizer train: there is no '" + argument + "'; it takes " + String.join("=…, ", KEYS) + "=…");
            }
            settings.put(key, argument.substring(equals + 1));
        }
        return new TokenizerTraining(arguments.get(0), settings);
    }

    private String get(String key, String otherwise) {
        return settings.getOrDefault(key, otherwise);
    }

    private int number(String key, String otherwise) {
        try {
            return Integer.parseInt(get(key, otherwise));
        } catch (NumberFormatException e) {
            throw new UserError("tokenizer train: " + key + " must be a whole number, not '" + get(key, otherwise) + "'");
        }
    }

    private double share(String key, String otherwise) {
        try {
            double value = Double.parseDouble(get(key, otherwise));
            if (value > 0 && value <= 1) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new UserError("tokenizer train: " + key + " must be more than 0 and at most 1, not '" + get(key, otherwise) + "'");
    }

    private String[] special() {
        return settings.containsKey("special") ? settings.get("special").split(",") : new String[0];
    }

    void run(PrintStream out) {
        long start = System.nanoTime();
        Tokenizer trained = train();
        double seconds = (System.nanoTime() - start) / 1e9;
        Path file = Path.of(get("out", "tokenizer.json"));
        TokenizerFiles.write(trained, file);
        out.println(file + ": " + TokenizerCommand.describe(trained) + String.format(Locale.ROOT, ", trained in %.1f s", seconds));
        var metrics = new TokenizerMetrics(trained);
        read(metrics::add);
        out.println("on its corpus: " + TokenizerCommand.describe(metrics));
    }

    private Tokenizer train() {
        String kind = get("kind", settings.containsKey("extend") ? "" : "bpe");
        if (settings.containsKey("extend")) {
            return extended(TokenizerFiles.read(Path.of(settings.get("extend"))));
        }
        return switch (kind) {
            case "bpe" -> {
                var trainer = BpeTrainer.byteLevel(number("size", "8192")).longest(number("longest", "64")).special(special());
                read(trainer::add);
                yield trainer.train();
            }
            case "unigram" -> {
                var trainer = UnigramTrainer.of(number("size", "8192")).longest(number("longest", "16")).coverage(share("coverage", "0.9995")).special(special());
                read(trainer::add);
                yield trainer.train();
            }
            case "characters" -> {
                var points = new TreeSet<Integer>();
                read(part -> Utf8.string(part).codePoints().forEach(points::add));
                var all = new StringBuilder();
                points.forEach(all::appendCodePoint);
                yield Tokenizers.characters(all.toString(), null);
            }
            case "bytes" -> Tokenizers.bytes();
            default -> throw new UserError("tokenizer train: there is no kind '" + kind + "'; it is bpe, unigram, characters or bytes");
        };
    }

    private Tokenizer extended(Tokenizer old) {
        int size = number("size", Integer.toString(2 * old.size()));
        if (old.kind().equals("Unigram")) {
            var trainer = UnigramTrainer.extend(old, size).special(special());
            read(trainer::add);
            return trainer.train();
        }
        var trainer = BpeTrainer.extend(old, size).special(special());
        read(trainer::add);
        return trainer.train();
    }

    private void read(Consumer<byte[]> each) {
        corpus(corpus, get("invalid", "error"), settings.get("normalization"), each);
    }

    /// Hands over a corpus part by part: a file, a folder, or one of Loam's texts by its name.
    static void corpus(String name, String invalid, String normalization, Consumer<byte[]> each) {
        Path path = Path.of(name);
        if (name.equals("stories") && !Files.exists(path)) {
            each.accept(Utf8.bytes(Stories.text(1, STORIES)));
            return;
        }
        if (name.equals("shakespeare") && !Files.exists(path)) {
            path = Datasets.fetch("shakespeare", Training.data());
        }
        Corpus corpus = Corpus.of(path).invalid(choice("invalid", invalid, Corpus.Invalid.values()));
        if (normalization != null) {
            corpus = corpus.normalization(choice("normalization", normalization, Normalization.values()));
        }
        corpus.read((part, _) -> each.accept(part));
    }

    private static <T extends Enum<T>> T choice(String key, String word, T[] values) {
        var words = new ArrayList<String>();
        for (T value : values) {
            if (value.name().equalsIgnoreCase(word)) {
                return value;
            }
            words.add(value.name().toLowerCase(Locale.ROOT));
        }
        throw new UserError("tokenizer: " + key + " must be " + String.join(" or ", words) + ", not '" + word + "'");
    }
}
