package dev.loam.data.tokenize;

import dev.loam.data.tokenize.Pieces.Behavior;
import dev.loam.data.tokenize.PreTokenizer.Metaspace.Scheme;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the parts of a `tokenizer.json`. [ComponentsWriter] is its inverse.
final class ComponentsReader {
    private ComponentsReader() {
    }

    private static TokenizerException unknown(String what, String type) {
        return new TokenizerException("this file's " + what + " is '" + Vocabulary.shown(type) + "', which Loam does not know");
    }

    /// A pattern is a text to find or a regular expression.
    private static boolean isRegex(Fields pattern) {
        if (!pattern.has("Regex") && !pattern.has("String")) {
            throw new TokenizerException(pattern.what() + " must have 'Regex' or 'String'");
        }
        return pattern.has("Regex");
    }

    private static String source(Fields pattern) {
        return pattern.text(isRegex(pattern) ? "Regex" : "String");
    }

    static Normalizer normalizer(Object value) {
        if (value == null) {
            return null;
        }
        Fields f = Fields.of(value, "the normalizer");
        String type = f.text("type");
        return switch (type) {
            case "Sequence" -> {
                var parts = new ArrayList<Normalizer>();
                f.list("normalizers").forEach(part -> parts.add(required(normalizer(part), "normalizer")));
                yield new Normalizer.Sequence(List.copyOf(parts));
            }
            case "NFC", "NFD", "NFKC", "NFKD" -> new Normalizer.Form(Normalization.valueOf(type));
            case "Lowercase" -> new Normalizer.Lowercase();
            case "Strip" -> new Normalizer.Strip(f.flag("strip_left", true), f.flag("strip_right", true));
            case "StripAccents" -> new Normalizer.StripAccents();
            case "Nmt" -> new Normalizer.Nmt();
            case "Prepend" -> new Normalizer.Prepend(f.text("prepend"));
            case "Replace" -> replace(f);
            case "BertNormalizer" -> new Normalizer.Bert(f.flag("clean_text", true), f.flag("handle_chinese_chars", true),
                f.has("strip_accents") ? f.flag("strip_accents", true) : null, f.flag("lowercase", true));
            case "Precompiled" -> new Normalizer.Precompiled(f.text("precompiled_charsmap"), CharsMap.of(Base64.decode(f.text("precompiled_charsmap"))));
            case "ByteLevel" -> new Normalizer.Bytes();
            default -> throw unknown("normalizer", type);
        };
    }

    private static <T> T required(T part, String what) {
        if (part == null) {
            throw new TokenizerException("a part of the " + what + " is null");
        }
        return part;
    }

    private static Normalizer.Replace replace(Fields f) {
        Fields pattern = f.object("pattern");
        return Normalizer.Replace.of(source(pattern), isRegex(pattern), f.text("content"));
    }

    private static Behavior behavior(String key) {
        for (Behavior behavior : Behavior.values()) {
            if (behavior.key.equals(key)) {
                return behavior;
            }
        }
        throw unknown("splitting behavior", key);
    }

    /// Older files say `add_prefix_space` where newer ones have a scheme.
    private static Scheme scheme(Fields f) {
        if (!f.has("prepend_scheme")) {
            return f.flag("add_prefix_space", true) ? Scheme.ALWAYS : Scheme.NEVER;
        }
        for (Scheme scheme : Scheme.values()) {
            if (scheme.key.equals(f.text("prepend_scheme"))) {
                return scheme;
            }
        }
        throw unknown("prepend_scheme", f.text("prepend_scheme"));
    }

    static PreTokenizer preTokenizer(Object value) {
        if (value == null) {
            return null;
        }
        Fields f = Fields.of(value, "the pre_tokenizer");
        String type = f.text("type");
        return switch (type) {
            case "Sequence" -> {
                var parts = new ArrayList<PreTokenizer>();
                f.list("pretokenizers").forEach(part -> parts.add(required(preTokenizer(part), "pre_tokenizer")));
                yield new PreTokenizer.Sequence(List.copyOf(parts));
            }
            case "BertPreTokenizer" -> new PreTokenizer.Bert();
            case "ByteLevel" -> new PreTokenizer.ByteLevel(f.flag("add_prefix_space", true), f.flag("trim_offsets", true), f.flag("use_regex", true));
            case "CharDelimiterSplit" -> new PreTokenizer.CharDelimiterSplit(f.character("delimiter"));
            case "Digits" -> new PreTokenizer.Digits(f.flag("individual_digits", false));
            case "FixedLength" -> {
                int length = f.integer("length", 5);
                if (length < 1) {
                    throw new TokenizerException("the pre_tokenizer FixedLength needs a length of 1 or more, not " + length);
                }
                yield new PreTokenizer.FixedLength(length);
            }
            case "Metaspace" -> new PreTokenizer.Metaspace(f.character("replacement"), scheme(f), f.flag("split", true));
            case "Punctuation" -> new PreTokenizer.Punctuation(behavior(f.text("behavior", "Isolated")));
            case "Split" -> PreTokenizer.Split.of(source(f.object("pattern")), isRegex(f.object("pattern")), behavior(f.text("behavior")), f.flag("invert", false));
            case "UnicodeScripts" -> new PreTokenizer.UnicodeScripts();
            case "Whitespace" -> new PreTokenizer.Whitespace();
            case "WhitespaceSplit" -> new PreTokenizer.WhitespaceSplit();
            default -> throw unknown("pre_tokenizer", type);
        };
    }

    static Decoder decoder(Object value) {
        if (value == null) {
            return null;
        }
        Fields f = Fields.of(value, "the decoder");
        String type = f.text("type");
        return switch (type) {
            case "Sequence" -> {
                var parts = new ArrayList<Decoder>();
                f.list("decoders").forEach(part -> parts.add(required(decoder(part), "decoder")));
                yield new Decoder.Sequence(List.copyOf(parts));
            }
            case "ByteLevel" -> new Decoder.ByteLevel(f.flag("add_prefix_space", true), f.flag("trim_offsets", true), f.flag("use_regex", true));
            case "WordPiece" -> new Decoder.WordPiece(f.text("prefix", "##"), f.flag("cleanup", true));
            case "Metaspace" -> new Decoder.Metaspace(f.character("replacement"), scheme(f), f.flag("split", true));
            case "BPEDecoder" -> new Decoder.Bpe(f.text("suffix", "</w>"));
            case "ByteFallback" -> new Decoder.ByteFallback();
            case "Fuse" -> new Decoder.Fuse();
            case "Strip" -> new Decoder.Strip(f.character("content"), f.integer("start"), f.integer("stop"));
            case "Replace" -> new Decoder.Replace(replace(f));
            case "CTC" -> new Decoder.Ctc(f.text("pad_token"), f.text("word_delimiter_token"), f.flag("cleanup", true));
            default -> throw unknown("decoder", type);
        };
    }

    static PostProcessor postProcessor(Object value) {
        if (value == null) {
            return null;
        }
        Fields f = Fields.of(value, "the post_processor");
        String type = f.text("type");
        return switch (type) {
            case "Sequence" -> {
                var parts = new ArrayList<PostProcessor>();
                f.list("processors").forEach(part -> parts.add(required(postProcessor(part), "post_processor")));
                yield new PostProcessor.Sequence(List.copyOf(parts));
            }
            case "ByteLevel" -> new PostProcessor.ByteLevel(f.flag("add_prefix_space", true), f.flag("trim_offsets", true), f.flag("use_regex", true));
            case "TemplateProcessing" -> template(f);
            case "BertProcessing" -> new PostProcessor.Bert(name(f, "sep"), number(f, "sep"), name(f, "cls"), number(f, "cls"));
            case "RobertaProcessing" -> new PostProcessor.Roberta(name(f, "sep"), number(f, "sep"), name(f, "cls"), number(f, "cls"),
                f.flag("trim_offsets", true), f.flag("add_prefix_space", true));
            default -> throw unknown("post_processor", type);
        };
    }

    /// The token in `["[SEP]", 102]`.
    private static String name(Fields f, String key) {
        List<?> pair = f.list(key);
        if (pair.size() == 2 && pair.get(0) instanceof String s && pair.get(1) instanceof Long) {
            return s;
        }
        throw new TokenizerException(f.what() + ": '" + key + "' must be a token and its id, as in [\"[SEP]\", 102]");
    }

    private static int number(Fields f, String key) {
        name(f, key);
        return (int) (long) (Long) f.list(key).get(1);
    }

    private static PostProcessor template(Fields f) {
        var specials = new LinkedHashMap<String, PostProcessor.Special>();
        for (Map.Entry<?, ?> e : f.object("special_tokens").map().entrySet()) {
            Fields special = Fields.of(e.getValue(), "the post_processor's special token '" + e.getKey() + "'");
            var ids = new Points();
            for (Object id : special.list("ids")) {
                if (!(id instanceof Long n) || n < 0 || n >= Vocabulary.MOST) {
                    throw new TokenizerException(special.what() + " has an id that is none");
                }
                ids.add((int) (long) n);
            }
            var tokens = new ArrayList<String>();
            special.list("tokens").forEach(token -> tokens.add(String.valueOf(token)));
            specials.put((String) e.getKey(), new PostProcessor.Special(special.text("id"), ids.toArray(), List.copyOf(tokens)));
        }
        return new PostProcessor.Template(items(f.objects("single"), specials), items(f.objects("pair"), specials), specials);
    }

    private static List<PostProcessor.Item> items(List<Fields> all, Map<String, PostProcessor.Special> specials) {
        var out = new ArrayList<PostProcessor.Item>();
        for (Fields f : all) {
            if (f.has("SpecialToken")) {
                Fields special = f.object("SpecialToken");
                if (!specials.containsKey(special.text("id"))) {
                    throw new TokenizerException("the post_processor's template names '" + special.text("id") + "', which is not among its special tokens");
                }
                out.add(new PostProcessor.Item(special.text("id"), 0, special.integer("type_id", 0)));
            } else {
                Fields sequence = f.object("Sequence");
                out.add(new PostProcessor.Item(null, sequence.text("id").equals("B") ? 1 : 0, sequence.integer("type_id", 0)));
            }
        }
        return List.copyOf(out);
    }
}
