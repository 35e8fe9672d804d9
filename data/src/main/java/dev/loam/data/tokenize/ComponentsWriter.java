package dev.loam.data.tokenize;

import dev.loam.data.tokenize.PreTokenizer.Metaspace.Scheme;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The parts of a tokenizer as a `tokenizer.json` writes them. What a SentencePiece model does is written with the parts that do the same there.
final class ComponentsWriter {
    private ComponentsWriter() {
    }

    static Map<String, Object> map(Object... keysAndValues) {
        var out = new LinkedHashMap<String, Object>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            out.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return out;
    }

    private static Map<String, Object> type(String name, Object... keysAndValues) {
        Map<String, Object> out = map("type", name);
        out.putAll(map(keysAndValues));
        return out;
    }

    private static Map<String, Object> pattern(String source, boolean regex) {
        return map(regex ? "Regex" : "String", source);
    }

    static Object normalizer(Normalizer n) {
        return switch (n) {
            case null -> null;
            case Normalizer.Sequence(var parts) -> type("Sequence", "normalizers", each(parts, ComponentsWriter::normalizer));
            case Normalizer.Form(var form) -> type(form.name());
            case Normalizer.Lowercase() -> type("Lowercase");
            case Normalizer.Strip(var left, var right) -> type("Strip", "strip_left", left, "strip_right", right);
            case Normalizer.StripAccents() -> type("StripAccents");
            case Normalizer.Nmt() -> type("Nmt");
            case Normalizer.Prepend(var text) -> type("Prepend", "prepend", text);
            case Normalizer.Replace r -> type("Replace", "pattern", pattern(r.pattern(), r.regex()), "content", r.content());
            case Normalizer.Bert b -> type("BertNormalizer", "clean_text", b.cleanText(), "handle_chinese_chars", b.handleChinese(), "strip_accents",
                b.stripAccents(), "lowercase", b.lowercase());
            case Normalizer.Precompiled p -> type("Precompiled", "precompiled_charsmap", p.text());
            case Normalizer.SentencePiece s -> sentencePiece(s);
            case Normalizer.Bytes() -> type("ByteLevel");
        };
    }

    private static Object sentencePiece(Normalizer.SentencePiece s) {
        var parts = new ArrayList<>();
        if (s.map() != null) {
            parts.add(type("Precompiled", "precompiled_charsmap", Base64.encode(s.map().bytes())));
        }
        if (s.removeExtraSpaces()) {
            parts.add(type("Strip", "strip_left", true, "strip_right", true));
            parts.add(type("Replace", "pattern", pattern(" {2,}", true), "content", " "));
        }
        if (s.addDummyPrefix()) {
            parts.add(type("Prepend", "prepend", s.escapeSpaces() ? "\u2581" : " "));
        }
        if (s.escapeSpaces()) {
            parts.add(type("Replace", "pattern", pattern(" ", false), "content", "\u2581"));
        }
        return type("Sequence", "normalizers", parts);
    }

    /// Makes the map of one part.
    interface Write<T> {
        Object of(T part);
    }

    private static <T> List<Object> each(List<T> parts, Write<T> write) {
        var out = new ArrayList<>();
        for (T part : parts) {
            out.add(write.of(part));
        }
        return out;
    }

    private static Object byteLevel(boolean addPrefixSpace, boolean trimOffsets, boolean useRegex) {
        return type("ByteLevel", "add_prefix_space", addPrefixSpace, "trim_offsets", trimOffsets, "use_regex", useRegex);
    }

    private static Object metaspace(int replacement, Scheme scheme, boolean split) {
        return type("Metaspace", "replacement", Utf8.string(replacement), "prepend_scheme", scheme.key, "split", split);
    }

    static Object preTokenizer(PreTokenizer p) {
        return switch (p) {
            case null -> null;
            case PreTokenizer.Sequence(var parts) -> type("Sequence", "pretokenizers", each(parts, ComponentsWriter::preTokenizer));
            case PreTokenizer.Bert() -> type("BertPreTokenizer");
            case PreTokenizer.ByteLevel(var prefix, var trim, var regex) -> byteLevel(prefix, trim, regex);
            case PreTokenizer.CharDelimiterSplit(var delimiter) -> type("CharDelimiterSplit", "delimiter", Utf8.string(delimiter));
            case PreTokenizer.Digits(var individual) -> type("Digits", "individual_digits", individual);
            case PreTokenizer.FixedLength(var length) -> type("FixedLength", "length", (long) length);
            case PreTokenizer.Metaspace(var replacement, var scheme, var split) -> metaspace(replacement, scheme, split);
            case PreTokenizer.Punctuation(var behavior) -> type("Punctuation", "behavior", behavior.key);
            case PreTokenizer.Split s -> type("Split", "pattern", pattern(s.pattern(), s.regex()), "behavior", s.behavior().key, "invert", s.invert());
            case PreTokenizer.UnicodeScripts() -> type("UnicodeScripts");
            case PreTokenizer.Whitespace() -> type("Whitespace");
            case PreTokenizer.WhitespaceSplit() -> type("WhitespaceSplit");
        };
    }

    static Object decoder(Decoder d) {
        return switch (d) {
            case null -> null;
            case Decoder.Sequence(var parts) -> type("Sequence", "decoders", each(parts, ComponentsWriter::decoder));
            case Decoder.ByteLevel(var prefix, var trim, var regex) -> byteLevel(prefix, trim, regex);
            case Decoder.WordPiece(var prefix, var cleanup) -> type("WordPiece", "prefix", prefix, "cleanup", cleanup);
            case Decoder.Metaspace(var replacement, var scheme, var split) -> metaspace(replacement, scheme, split);
            case Decoder.Bpe(var suffix) -> type("BPEDecoder", "suffix", suffix);
            case Decoder.ByteFallback() -> type("ByteFallback");
            case Decoder.Fuse() -> type("Fuse");
            case Decoder.Strip(var content, var start, var stop) -> type("Strip", "content", Utf8.string(content), "start", (long) start, "stop", (long) stop);
            case Decoder.Replace(var rule) -> type("Replace", "pattern", pattern(rule.pattern(), rule.regex()), "content", rule.content());
            case Decoder.Ctc(var pad, var delimiter, var cleanup) -> type("CTC", "pad_token", pad, "word_delimiter_token", delimiter, "cleanup", cleanup);
            case Decoder.SentencePiece s -> type("Sequence", "decoders", List.of(type("Replace", "pattern", pattern("\u2581", false), "content", " "),
                type("ByteFallback"), type("Fuse"), type("Strip", "content", " ", "start", s.addDummyPrefix() ? 1L : 0L, "stop", 0L)));
        };
    }

    static Object postProcessor(PostProcessor p) {
        return switch (p) {
            case null -> null;
            case PostProcessor.Sequence(var parts) -> type("Sequence", "processors", each(parts, ComponentsWriter::postProcessor));
            case PostProcessor.ByteLevel(var prefix, var trim, var regex) -> byteLevel(prefix, trim, regex);
            case PostProcessor.Template(var single, var pair, var specials) -> type("TemplateProcessing", "single", each(single, ComponentsWriter::item),
                "pair", each(pair, ComponentsWriter::item), "special_tokens", specials(specials));
            case PostProcessor.Bert b -> type("BertProcessing", "sep", List.of(b.separator(), (long) b.separatorId()), "cls", List.of(b.start(), (long) b.startId()));
            case PostProcessor.Roberta r -> type("RobertaProcessing", "sep", List.of(r.separator(), (long) r.separatorId()), "cls",
                List.of(r.start(), (long) r.startId()), "trim_offsets", r.trimOffsets(), "add_prefix_space", r.addPrefixSpace());
        };
    }

    private static Object item(PostProcessor.Item item) {
        return item.special() != null ? map("SpecialToken", map("id", item.special(), "type_id", (long) item.type()))
            : map("Sequence", map("id", item.sequence() == 1 ? "B" : "A", "type_id", (long) item.type()));
    }

    private static Object specials(Map<String, PostProcessor.Special> specials) {
        var out = new LinkedHashMap<String, Object>();
        for (var e : specials.entrySet()) {
            var ids = new ArrayList<>();
            for (int id : e.getValue().ids()) {
                ids.add((long) id);
            }
            out.put(e.getKey(), map("id", e.getValue().name(), "ids", ids, "tokens", e.getValue().tokens()));
        }
        return out;
    }
}
