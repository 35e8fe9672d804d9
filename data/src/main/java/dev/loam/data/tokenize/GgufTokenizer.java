package dev.loam.data.tokenize;

import dev.loam.data.tokenize.Pieces.Behavior;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The tokenizer in a GGUF file's metadata: byte-level BPE (`gpt2`), SentencePiece's BPE (`llama`) and WordPiece (`bert`), with ids as the models' own
/// tokenizers give them.
public final class GgufTokenizer {
    private static final int CONTROL = 3, USER_DEFINED = 4;
    private static final int NORMAL = 1;
    private static final String CONTRACTIONS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
    private static final String WORDS_AND_MORE = "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    private static final String LLAMA3 = CONTRACTIONS + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}" + WORDS_AND_MORE;
    private static final String QWEN2 = CONTRACTIONS + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}" + WORDS_AND_MORE;

    private final Fields fields;
    private final Vocabulary vocabulary;
    private final int[] types;

    private GgufTokenizer(Map<String, Object> metadata) {
        this.fields = new Fields(metadata, "the GGUF metadata");
        this.vocabulary = new Vocabulary(1 << 15);
        List<?> tokens = fields.list("tokenizer.ggml.tokens");
        boolean bert = fields.text("tokenizer.ggml.model").equals("bert");
        for (int id = 0; id < tokens.size(); id++) {
            if (!(tokens.get(id) instanceof String token)) {
                throw new TokenizerException("token " + id + " of the GGUF vocabulary is no text");
            }
            vocabulary.add(bert ? wordPiece(token) : token, id);
        }
        this.types = new int[tokens.size()];
        List<?> given = fields.has("tokenizer.ggml.token_type") ? fields.list("tokenizer.ggml.token_type") : List.of();
        for (int id = 0; id < types.length; id++) {
            types[id] = id < given.size() && given.get(id) instanceof Long type ? (int) (long) type : NORMAL;
        }
    }

    /// The tokenizer of a GGUF file.
    ///
    /// @param file the file, or its beginning as far as the metadata goes
    /// @throws TokenizerException where it is damaged, or its tokenizer is of a kind that Loam does not know
    public static Tokenizer read(byte[] file) {
        return new GgufTokenizer(Gguf.read(file)).tokenizer();
    }

    private Tokenizer tokenizer() {
        String model = fields.text("tokenizer.ggml.model");
        return switch (model) {
            case "gpt2" -> byteLevel();
            case "llama" -> sentencePiece();
            case "bert" -> bert();
            default -> throw new TokenizerException("the GGUF file's tokenizer is '" + Vocabulary.shown(model) + "'; Loam knows gpt2, llama and bert");
        };
    }

    /// There, a word's beginning is marked, and not what goes on with it.
    private static String wordPiece(String token) {
        return token.startsWith("\u2581") ? token.substring(1) : token.startsWith("[") && token.endsWith("]") && token.length() > 2 ? token : "##" + token;
    }

    private Tokenizer bert() {
        int unknown = fields.integer("tokenizer.ggml.unknown_token_id", vocabulary.id("[UNK]"));
        String token = vocabulary.token(unknown);
        if (token == null) {
            throw new TokenizerException("the GGUF file's WordPiece vocabulary has no unknown token");
        }
        return new Tokenizer(new Normalizer.Bert(true, true, null, true), new PreTokenizer.Bert(), new WordPiece(vocabulary, token, "##", 100), null,
            new Decoder.WordPiece("##", true), added());
    }

    private List<AddedToken> added() {
        var out = new ArrayList<AddedToken>();
        for (int id = 0; id < types.length; id++) {
            if (types[id] == CONTROL || types[id] == USER_DEFINED) {
                out.add(new AddedToken(id, vocabulary.token(id), false, false, false, false, types[id] == CONTROL));
            }
        }
        return out;
    }

    private Tokenizer byteLevel() {
        var pairs = new ArrayList<String[]>();
        for (Object merge : fields.list("tokenizer.ggml.merges")) {
            pairs.add(TokenizerJson.pair(merge, pairs.size() + 1));
        }
        String before = fields.text("tokenizer.ggml.pre", "default");
        boolean whole = before.equals("llama-bpe") || before.equals("llama3");
        Model model = Bpe.of(vocabulary, pairs, new Bpe.Options(null, "", "", false, false, whole));
        return new Tokenizer(before.equals("qwen2") ? new Normalizer.Form(Normalization.NFC) : null, preTokenizer(before), model, null,
            new Decoder.ByteLevel(true, true, true), added());
    }

    private static PreTokenizer preTokenizer(String name) {
        PreTokenizer bytes = new PreTokenizer.ByteLevel(false, true, true);
        return switch (name) {
            case "default", "gpt-2", "phi-2", "olmo", "jais", "mpt" -> bytes;
            case "falcon" -> new PreTokenizer.Sequence(List.of(new PreTokenizer.Punctuation(Behavior.CONTIGUOUS), bytes, new PreTokenizer.Digits(false),
                PreTokenizer.Split.of("[0-9][0-9][0-9]", true, Behavior.ISOLATED, false)));
            case "llama-bpe", "llama3" -> split(LLAMA3);
            case "qwen2" -> split(QWEN2);
            case "starcoder", "refact", "command-r", "smollm", "codeshell" -> new PreTokenizer.Sequence(List.of(new PreTokenizer.Digits(true), bytes));
            default -> throw new TokenizerException("the GGUF file's pre-tokenizer is '" + Vocabulary.shown(name) + "', which Loam does not know");
        };
    }

    private static PreTokenizer split(String pattern) {
        return new PreTokenizer.Sequence(List.of(PreTokenizer.Split.of(pattern, true, Behavior.ISOLATED, false), new PreTokenizer.ByteLevel(false, true, false)));
    }

    private Tokenizer sentencePiece() {
        List<?> given = fields.list("tokenizer.ggml.scores");
        double[] scores = new double[vocabulary.size()];
        boolean[] joinable = new boolean[scores.length];
        for (int id = 0; id < scores.length; id++) {
            if (id >= given.size() || !(given.get(id) instanceof Double score) || score.isNaN()) {
                throw new TokenizerException("token " + id + " of the GGUF vocabulary has no score");
            }
            scores[id] = score;
            joinable[id] = types[id] == NORMAL;
        }
        String unknown = vocabulary.token(fields.integer("tokenizer.ggml.unknown_token_id", 0));
        Model model = Bpe.ofScores(vocabulary, scores, joinable, null, new Bpe.Options(unknown, "", "", true, true, false));
        var changes = new ArrayList<Normalizer>();
        if (fields.flag("tokenizer.ggml.add_space_prefix", true)) {
            changes.add(new Normalizer.Prepend("\u2581"));
        }
        changes.add(Normalizer.Replace.of(" ", false, "\u2581"));
        Decoder decoder = new Decoder.Sequence(List.of(new Decoder.Replace(Normalizer.Replace.of("\u2581", false, " ")), new Decoder.ByteFallback(),
            new Decoder.Fuse(), new Decoder.Strip(' ', changes.size() - 1, 0)));
        return new Tokenizer(new Normalizer.Sequence(List.copyOf(changes)), null, model, null, decoder, added());
    }
}
