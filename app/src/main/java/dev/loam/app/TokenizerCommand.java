package dev.loam.app;

import dev.loam.data.TokenizerFiles;
import dev.loam.data.tokenize.Encoding;
import dev.loam.data.tokenize.Tokenizer;
import dev.loam.data.tokenize.TokenizerMetrics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Vocabularies from the command line.
@Command(name = "tokenizer", description = "Trains a tokenizer, turns text into ids and ids into text, and says what a tokenizer is.",
    footer = {"", "  train CORPUS [key=value …]   a file, a folder, stories or shakespeare; kind=bpe|unigram|characters|bytes, size=8192, out=tokenizer.json,",
        "                               special=<|endoftext|>, extend=FILE (keeps its ids), normalization=nfc|nfd|nfkc|nfkd, invalid=error|replace|keep,",
        "                               longest=N (of a token), coverage=0.9995 (unigram: share of characters with tokens)",
        "  encode FILE TEXT             the ids of a text; --pieces shows which part each is",
        "  decode FILE ID …             the text of ids",
        "  info FILE [CORPUS]           what it is, and how well it fits a corpus",
        "", "FILE is a tokenizer.json, SentencePiece's .model, a GGUF file, a vocab.txt, or a folder with one of them."})
final class TokenizerCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "ACTION", description = "train, encode, decode or info")
    private String action;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "ARGUMENT", description = "see below")
    private List<String> arguments = List.of();

    @Option(names = "--pieces", description = "with encode: a line for each token, with its place and text")
    private boolean pieces;

    @Override
    public Integer call() {
        switch (action) {
            case "train" -> TokenizerTraining.of(arguments).run(System.out);
            case "encode" -> encode(TokenizerFiles.read(Path.of(arguments.get(0))), String.join(" ", arguments.subList(1, arguments.size())));
            case "decode" -> System.out.println(TokenizerFiles.read(Path.of(arguments.get(0))).decode(ids(arguments.subList(1, arguments.size())), false));
            case "info" -> info();
            default -> throw new UserError("tokenizer: there is no '" + action + "'; it trains, encodes, decodes, or gives info");
        }
        return 0;
    }

    private void encode(Tokenizer t, String text) {
        if (!pieces) {
            var line = new ArrayList<String>();
            for (int id : t.ids(text)) {
                line.add(Integer.toString(id));
            }
            System.out.println(String.join(" ", line));
            return;
        }
        Encoding e = t.encode(text);
        for (int i = 0; i < e.size(); i++) {
            System.out.println(e.ids()[i] + "\t" + e.from()[i] + "-" + e.to()[i] + "\t" + text.substring(e.from()[i], e.to()[i]) + "\t" + t.token(e.ids()[i]));
        }
    }

    private static int[] ids(List<String> words) {
        int[] ids = new int[words.size()];
        for (int i = 0; i < ids.length; i++) {
            try {
                ids[i] = Integer.parseInt(words.get(i));
            } catch (NumberFormatException e) {
                throw new UserError("tokenizer decode: '" + words.get(i) + "' is no id; ids are whole numbers, as in: decode FILE 15496 11 995");
            }
        }
        return ids;
    }

    private void info() {
        Tokenizer t = TokenizerFiles.read(Path.of(arguments.get(0)));
        System.out.println(describe(t));
        for (int i = 0; i < Math.min(8, t.added().size()); i++) {
            System.out.println("  added " + t.added().get(i).id() + "  " + t.added().get(i).content());
        }
        if (arguments.size() > 1) {
            var metrics = new TokenizerMetrics(t);
            TokenizerTraining.corpus(arguments.get(1), "error", null, metrics::add);
            System.out.println(describe(metrics));
        }
    }

    static String describe(Tokenizer t) {
        return String.format(Locale.ROOT, "%s, %,d tokens, hash %s", t.kind(), t.size(), t.hash().substring(0, 16));
    }

    static String describe(TokenizerMetrics m) {
        return String.format(Locale.ROOT, "%,d bytes, %,d characters, %,d tokens: %.3f tokens per character, %.2f bytes per token, %.2f tokens per word, "
            + "entropy %.2f bits, coverage %.3f %%, %.1f %% of the vocabulary used", m.bytes(), m.characters(), m.tokens(), m.tokensPerCharacter(), m.bytesPerToken(),
            m.fertility(), m.entropy(), 100 * m.coverage(), 100 * m.used());
    }
}
