package dev.loam.train;

import dev.loam.data.DataSource;
import dev.loam.data.Dataset;
import dev.loam.data.TextSource;
import dev.loam.data.tokenize.Tokenizer;
import java.util.Arrays;
import java.util.function.Consumer;

/// The beginning of a text, and how it becomes tokens and targets.
final class TextGlimpse {
    private static final int TOKENS = 24;

    private TextGlimpse() {
    }

    static void of(Dataset train, DataSource source, Consumer<String> page) {
        TextSource text = source.text();
        TextSource.Extent first = text.portions().getFirst().trainSize();
        int context = source.label().elements();
        // of packed rows the tokens come first
        int[] ids = new int[source.input().elements()];
        int[] next = new int[context];
        train.read(0, 0, ids, 0);
        train.read(0, 1, next, 0);
        page.accept("The first of " + Text.count(train.size()) + " rows of " + Text.count(context) + " " + text.unit() + ":");
        page.accept(block(text.tokenizer().decode(Arrays.copyOf(ids, context), false)));
        page.accept("The tokenizer has " + Text.count(text.tokenizer().size()) + " tokens (hash `" + text.tokenizer().hash().substring(0, 16) + "`, the file `tokenizer.json` of the run); a token is "
            + Text.fixed((double) first.bytes() / Math.max(1, first.tokens()), 2) + " bytes of the text. The row's first tokens, and what is to be predicted at each:");
        var table = new StringBuilder("| place | text | id | next id | next text |\n|---|---|---|---|---|\n");
        for (int i = 0; i < Math.min(TOKENS, context); i++) {
            table.append("| ").append(i).append(" | ").append(shown(text.tokenizer(), ids[i])).append(" | ").append(ids[i]).append(" | ").append(next[i]).append(" | ")
                .append(shown(text.tokenizer(), next[i])).append(" |\n");
        }
        page.accept(table.toString());
    }

    /// A text as a block that its own back-ticks can not end.
    static String block(String text) {
        return "````text\n" + text.replace("````", "`` ``") + "\n````";
    }

    /// A token's text with what would not be seen made visible: `␣`, `⏎`.
    private static String shown(Tokenizer tokenizer, int id) {
        if (id < 0) {
            return "";
        }
        String text = tokenizer.decode(new int[] {id}, false).replace("\n", "⏎").replace("\r", "␍").replace("\t", "⇥").replace(' ', '␣').replace("|", "\\|").replace("`", "ˋ");
        return "`" + text + "`";
    }
}
