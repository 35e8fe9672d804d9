package dev.loam.data.tokenize;

import static dev.loam.data.tokenize.ComponentsWriter.map;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Hugging Face's `tokenizer.json`: byte-pair encoding, Unigram, WordPiece and whole words, with all their normalisers, pre-tokenizers,
/// post-processors, decoders and added tokens. The same tokenizer is always written the same, byte for byte.
public final class TokenizerJson {
    private TokenizerJson() {
    }

    /// The tokenizer in a text of JSON.
    ///
    /// @throws TokenizerException where it is damaged, or has a part that Loam does not know
    public static Tokenizer read(String json) {
        Fields f = Fields.of(Json.parse(json), "a tokenizer file");
        if (!f.has("model")) {
            throw new TokenizerException("there is no 'model' in it, so it is no tokenizer file");
        }
        Model model = model(f.object("model"));
        Normalizer normalizer = ComponentsReader.normalizer(f.value("normalizer"));
        var out = new Tokenizer(normalizer, ComponentsReader.preTokenizer(f.value("pre_tokenizer")), model,
            ComponentsReader.postProcessor(f.value("post_processor")), ComponentsReader.decoder(f.value("decoder")), added(f, model.vocabulary()));
        return out.with(f.has("truncation") ? truncation(f.object("truncation")) : null).with(f.has("padding") ? padding(f.object("padding")) : null);
    }

    private static List<AddedToken> added(Fields f, Vocabulary vocabulary) {
        var out = new ArrayList<AddedToken>();
        var seen = new LinkedHashMap<Integer, String>();
        for (Fields t : f.has("added_tokens") ? f.objects("added_tokens") : List.<Fields>of()) {
            int id = t.integer("id");
            String content = t.text("content");
            int known = vocabulary.id(content);
            id = known >= 0 ? known : id;
            if (id < 0 || id >= Vocabulary.MOST || content.length() > Vocabulary.LONGEST || known < 0 && vocabulary.token(id) != null || seen.containsKey(id)) {
                throw new TokenizerException("the added token '" + Vocabulary.shown(content) + "' cannot have the id " + id + ", which is another's or no id");
            }
            seen.put(id, content);
            out.add(new AddedToken(id, content, t.flag("single_word", false), t.flag("lstrip", false), t.flag("rstrip", false),
                t.flag("normalized", true), t.flag("special", false)));
        }
        return out;
    }

    private static Truncation truncation(Fields f) {
        return new Truncation(f.integer("max_length"), f.text("strategy", "LongestFirst"), f.integer("stride", 0), f.text("direction", "Right").equals("Left"));
    }

    private static Padding padding(Fields f) {
        Object strategy = f.value("strategy");
        int fixed = strategy instanceof Map<?, ?> m && m.get("Fixed") instanceof Long n && n >= 0 && n <= Vocabulary.MOST ? (int) (long) n : 0;
        return new Padding(fixed, f.integer("pad_to_multiple_of", 0), f.integer("pad_id", 0), f.text("pad_token", ""), f.integer("pad_type_id", 0),
            f.text("direction", "Right").equals("Left"));
    }

    /// Older files do not say the type.
    private static String type(Fields f) {
        return f.has("type") ? f.text("type") : f.has("merges") ? "BPE" : f.has("continuing_subword_prefix") ? "WordPiece"
            : f.value("vocab") instanceof List<?> ? "Unigram" : "WordLevel";
    }

    private static Model model(Fields f) {
        String type = type(f);
        return switch (type) {
            case "BPE" -> bpe(f);
            case "Unigram" -> unigram(f);
            case "WordPiece" -> new WordPiece(vocabulary(f), f.text("unk_token", "[UNK]"), f.text("continuing_subword_prefix", "##"),
                f.integer("max_input_chars_per_word", 100));
            case "WordLevel" -> new WordLevel(vocabulary(f), f.text("unk_token", null));
            default -> throw new TokenizerException("this file's model is '" + Vocabulary.shown(type) + "'; Loam knows BPE, Unigram, WordPiece and WordLevel");
        };
    }

    private static Vocabulary vocabulary(Fields f) {
        Map<?, ?> vocab = f.object("vocab").map();
        var out = new Vocabulary(vocab.size());
        for (var e : vocab.entrySet()) {
            if (!(e.getValue() instanceof Long id) || id < 0 || id >= Vocabulary.MOST) {
                throw new TokenizerException("the id of the token '" + Vocabulary.shown((String) e.getKey()) + "' is no number from 0 to " + (Vocabulary.MOST - 1));
            }
            out.add((String) e.getKey(), (int) (long) id);
        }
        return out;
    }

    private static Model bpe(Fields f) {
        var pairs = new ArrayList<String[]>();
        for (Object merge : f.list("merges")) {
            pairs.add(pair(merge, pairs.size() + 1));
        }
        return Bpe.of(vocabulary(f), pairs, new Bpe.Options(f.text("unk_token", null), f.text("continuing_subword_prefix", ""),
            f.text("end_of_word_suffix", ""), f.flag("fuse_unk", false), f.flag("byte_fallback", false), f.flag("ignore_merges", false)));
    }

    /// A merge is written `"a b"` or `["a", "b"]`.
    static String[] pair(Object merge, int number) {
        if (merge instanceof List<?> two && two.size() == 2 && two.get(0) instanceof String a && two.get(1) instanceof String b) {
            return new String[] {a, b};
        }
        int space = merge instanceof String s ? s.indexOf(' ') : -1;
        if (space <= 0 || ((String) merge).indexOf(' ', space + 1) >= 0) {
            throw new TokenizerException("merge " + number + " is no two tokens with a space between");
        }
        return new String[] {((String) merge).substring(0, space), ((String) merge).substring(space + 1)};
    }

    private static Model unigram(Fields f) {
        List<?> vocab = f.list("vocab");
        var vocabulary = new Vocabulary(vocab.size());
        double[] scores = new double[vocab.size()];
        for (int i = 0; i < scores.length; i++) {
            if (!(vocab.get(i) instanceof List<?> two) || two.size() != 2 || !(two.get(0) instanceof String token) || !(two.get(1) instanceof Number score)) {
                throw new TokenizerException("token " + i + " is no token with its score, as in [\"the\", -3.5]");
            }
            vocabulary.add(token, i);
            scores[i] = score.doubleValue();
        }
        int unknown = f.has("unk_id") ? f.integer("unk_id") : -1;
        if (unknown >= scores.length) {
            throw new TokenizerException("the unknown token's id is " + unknown + ", but there are " + scores.length + " tokens");
        }
        return new Unigram(vocabulary, scores, unknown, f.flag("byte_fallback", false), false, null, null);
    }

    /// The file of a tokenizer. One that was read from a SentencePiece model is written with the parts that come nearest.
    public static String write(Tokenizer t) {
        var added = new ArrayList<>();
        for (AddedToken a : t.added()) {
            added.add(map("id", (long) a.id(), "content", a.content(), "single_word", a.singleWord(), "lstrip", a.stripLeft(), "rstrip", a.stripRight(),
                "normalized", a.normalized(), "special", a.special()));
        }
        return Json.write(map("version", "1.0", "truncation", truncation(t.truncation()), "padding", padding(t.padding()), "added_tokens", added,
            "normalizer", ComponentsWriter.normalizer(t.normalizer()), "pre_tokenizer", ComponentsWriter.preTokenizer(t.preTokenizer()),
            "post_processor", ComponentsWriter.postProcessor(t.postProcessor()), "decoder", ComponentsWriter.decoder(t.decoder()), "model", model(t.model())));
    }

    private static Object truncation(Truncation t) {
        return t == null ? null : map("direction", t.left() ? "Left" : "Right", "max_length", (long) t.length(), "strategy", t.strategy(), "stride", (long) t.stride());
    }

    private static Object padding(Padding p) {
        return p == null ? null : map("strategy", p.length() == 0 ? "BatchLongest" : map("Fixed", (long) p.length()), "direction", p.left() ? "Left" : "Right",
            "pad_to_multiple_of", p.multiple() == 0 ? null : (long) p.multiple(), "pad_id", (long) p.id(), "pad_type_id", (long) p.type(), "pad_token", p.token());
    }

    private static Object model(Model model) {
        return switch (model) {
            case Bpe bpe -> {
                Bpe.Options o = bpe.options();
                yield map("type", "BPE", "dropout", null, "unk_token", o.unknownToken(), "continuing_subword_prefix", o.prefix().isEmpty() ? null : o.prefix(),
                    "end_of_word_suffix", o.suffix().isEmpty() ? null : o.suffix(), "fuse_unk", o.fuseUnknown(), "byte_fallback", o.byteFallback(),
                    "ignore_merges", o.ignoreMerges(), "vocab", tokens(bpe.vocabulary()), "merges", merges(bpe));
            }
            case Unigram u -> {
                var vocab = new ArrayList<>();
                for (int id = 0; id < u.vocabulary().size(); id++) {
                    vocab.add(List.of(u.vocabulary().token(id), u.score(id)));
                }
                yield map("type", "Unigram", "unk_id", u.unknown() < 0 ? null : (long) u.unknown(), "vocab", vocab, "byte_fallback", u.byteFallback());
            }
            case WordPiece w -> map("type", "WordPiece", "unk_token", w.unknownToken(), "continuing_subword_prefix", w.prefix(), "max_input_chars_per_word",
                (long) w.longestWord(), "vocab", tokens(w.vocabulary()));
            case WordLevel w -> map("type", "WordLevel", "vocab", tokens(w.vocabulary()), "unk_token", w.unknownToken());
        };
    }

    /// As texts with a space between, which all readers know, unless a token has a space in it.
    private static List<Object> merges(Bpe bpe) {
        boolean spaced = false;
        for (int i = 0; i < bpe.mergeCount(); i++) {
            spaced |= bpe.left(i).indexOf(' ') >= 0 || bpe.right(i).indexOf(' ') >= 0;
        }
        var out = new ArrayList<>();
        for (int i = 0; i < bpe.mergeCount(); i++) {
            out.add(spaced ? List.of(bpe.left(i), bpe.right(i)) : bpe.left(i) + " " + bpe.right(i));
        }
        return out;
    }

    private static Map<String, Object> tokens(Vocabulary vocabulary) {
        var out = new LinkedHashMap<String, Object>();
        for (int id = 0; id < vocabulary.size(); id++) {
            if (vocabulary.token(id) != null) {
                out.put(vocabulary.token(id), (long) id);
            }
        }
        return out;
    }
}
