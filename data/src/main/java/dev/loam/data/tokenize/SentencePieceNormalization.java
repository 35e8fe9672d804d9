package dev.loam.data.tokenize;

/// One run of what SentencePiece does to a text: its replacements, extra spaces away, a space before all, spaces as `▁` (T. Kudo, J. Richardson,
/// "SentencePiece: A simple and language independent subword tokenizer and detokenizer", 2018, section 3.2).
final class SentencePieceNormalization {
    static final int SPACE = 0x2581;

    private final Normalizer.SentencePiece rules;
    private final Text step = new Text(16);

    SentencePieceNormalization(Normalizer.SentencePiece rules) {
        this.rules = rules;
    }

    Text apply(Text in) {
        var out = new Text(in.length + in.length / 8 + 4);
        int i = 0;
        if (rules.removeExtraSpaces()) {
            while (i < in.length) {
                int next = next(in, i);
                if (step.length != 1 || step.points[0] != ' ') {
                    break;
                }
                i = next;
            }
        }
        if (i == in.length) {
            return out;
        }
        int space = rules.escapeSpaces() ? SPACE : ' ';
        if (rules.addDummyPrefix() && !rules.spaceIsSuffix()) {
            out.add(space, in.from[i], in.from[i]);
        }
        boolean afterSpace = rules.removeExtraSpaces();
        while (i < in.length) {
            int next = next(in, i);
            int from = 0;
            while (afterSpace && from < step.length && step.points[from] == ' ') {
                from++;
            }
            for (int k = from; k < step.length; k++) {
                out.add(step.points[k] == ' ' ? space : step.points[k], step.from[k], step.to[k]);
            }
            if (from < step.length) {
                afterSpace = step.points[step.length - 1] == ' ';
            }
            afterSpace &= rules.removeExtraSpaces();
            i = next;
        }
        while (rules.removeExtraSpaces() && out.length > 0 && out.points[out.length - 1] == space) {
            out.length--;
        }
        if (rules.addDummyPrefix() && rules.spaceIsSuffix()) {
            int end = in.to[in.length - 1];
            out.add(space, end, end);
        }
        return out;
    }

    /// Puts what stands at `i` after replacement into `step`.
    private int next(Text in, int i) {
        step.length = 0;
        int symbol = rules.symbols() == null ? i : rules.symbols().longest(in.points, i, in.length);
        if (symbol > i) {
            step.add(in, i, symbol);
            return symbol;
        }
        if (rules.map() != null) {
            return rules.map().step(in, i, step);
        }
        step.add(in.points[i] >= Text.RAW ? 0xFFFD : in.points[i], in.from[i], in.to[i]);
        return i + 1;
    }
}
