package dev.loam.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "report", description = "Makes a web page of a run's report, which needs no other file.")
final class ReportCommand implements Callable<Integer> {
    private static final String STYLE = """
        body { max-width: 54rem; margin: 2rem auto; padding: 0 1.2rem; font: 16px/1.55 system-ui, sans-serif; color: #1c2330; background: #fff }
        h1 { font-size: 1.7rem } h2 { margin-top: 2.2rem; border-bottom: 1px solid #dde2ea; padding-bottom: .3rem }
        table { border-collapse: collapse; margin: 1rem 0; font-variant-numeric: tabular-nums } th, td { padding: .3rem .8rem; border-bottom: 1px solid #e4e8ef; text-align: left }
        img { max-width: 100%; image-rendering: auto } code, pre { font: 13px/1.5 ui-monospace, monospace; background: #f3f5f8; border-radius: 4px } code { padding: .1rem .3rem }
        pre { padding: .8rem 1rem; overflow-x: auto } pre code { padding: 0 } blockquote { margin: 1rem 0; padding: .4rem 1rem; border-left: 4px solid #f0b429; background: #fdf7e7 }
        @media (prefers-color-scheme: dark) { body { color: #dde3ec; background: #14181f } h2 { border-color: #2c3440 } th, td { border-color: #262d38 }
          code, pre { background: #1f2530 } blockquote { background: #2a2413 } img { background: #fff; border-radius: 4px } }
        """;

    @Parameters(index = "0", paramLabel = "RUN", description = "The run's folder, such as runs/mnist-1; or a page in Markdown, as compare writes it.")
    private Path run;

    @Option(names = {"-o", "--out"}, paramLabel = "FILE", description = "Where to write the page; report.html beside the report where not given.")
    private Path out;

    @Option(names = "--open", description = "Opens the page in the browser.")
    private boolean open;

    @Override
    public Integer call() throws IOException {
        Path report = Files.isDirectory(run) ? run.resolve("report.md") : run;
        if (!Files.isRegularFile(report)) {
            throw new UserError(Files.isDirectory(run) ? run + ": has no report yet; a run writes it when it ends. Go on with it: " + Launch.command() + " resume " + run
                : run + ": there is no such run or page.");
        }
        Path file = out != null ? out : report.resolveSibling(report.getFileName().toString().replaceFirst("\\.md$", "") + ".html");
        Files.writeString(file, page(Files.readString(report)));
        System.out.println("page    " + file + "  (" + Machine.size(Files.size(file)) + ", needs no network)");
        if (open) {
            Browser.open(file.toAbsolutePath());
        }
        return 0;
    }

    static String page(String markdown) {
        var extensions = List.of(TablesExtension.create());
        String body = HtmlRenderer.builder().extensions(extensions).build().render(Parser.builder().extensions(extensions).build().parse(markdown));
        String title = markdown.lines().filter(l -> l.startsWith("# ")).findFirst().map(l -> l.substring(2)).orElse("Loam");
        return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>"
            + title.replace("&", "&amp;").replace("<", "&lt;") + "</title><style>\n" + STYLE + "</style></head><body>\n" + body + "</body></html>\n";
    }
}
