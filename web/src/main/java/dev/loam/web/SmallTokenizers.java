package dev.loam.web;

/// Small tokenizer files with most parts that a file can have.
final class SmallTokenizers {
    static final String BPE = """
        {"version": "1.0", "added_tokens": [{"id": 13, "content": "\\n\\n", "special": false, "normalized": false}],
         "normalizer": {"type": "NFC"},
         "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
           {"type": "Split", "pattern": {"Regex": "(?i:'s|'t)|[^\\\\r\\\\n\\\\p{L}\\\\p{N}]?\\\\p{L}+|\\\\p{N}{1,3}|\\\\s+(?!\\\\S)|\\\\s+"}, "behavior": "Isolated", "invert": false},
           {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": false}]},
         "post_processor": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true},
         "decoder": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true},
         "model": {"type": "BPE", "unk_token": "?", "fuse_unk": true,
           "vocab": {"h": 0, "e": 1, "l": 2, "o": 3, "\\u0120": 4, "w": 5, "r": 6, "d": 7, "he": 8, "ll": 9, "hell": 10, "\\u0120w": 11, "?": 12},
           "merges": ["l l", "h e", "he ll", "\\u0120 w"]}}
        """;
    static final String UNIGRAM = """
        {"normalizer": {"type": "Sequence", "normalizers": [{"type": "NFKC"}, {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}]},
         "pre_tokenizer": {"type": "Metaspace", "replacement": "\\u2581", "prepend_scheme": "always", "split": true},
         "decoder": {"type": "Metaspace", "replacement": "\\u2581", "prepend_scheme": "always", "split": true},
         "model": {"type": "Unigram", "unk_id": 0,
           "vocab": [["<unk>", 0.0], ["\\u2581", -2.012345678901234], ["h", -3.1], ["e", -3.3000000000000003], ["l", -2.7182818284590452], ["o", -3.25],
             ["ell", -6.0], ["\\u2581hell", -9.869604401089358], ["lo", -5.5e0], ["2", -3.5], ["\\u3093", -7.25]]}}
        """;
    static final String WORD_PIECE = """
        {"normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": null, "lowercase": true},
         "pre_tokenizer": {"type": "BertPreTokenizer"},
         "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 2], "cls": ["[CLS]", 1]},
         "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
         "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100,
           "vocab": {"[UNK]": 0, "[CLS]": 1, "[SEP]": 2, "it": 3, "'": 4, "s": 5, "na": 6, "##ive": 7, "hell": 8, "##o": 9, "!": 10}}}
        """;

    private SmallTokenizers() {
    }
}
