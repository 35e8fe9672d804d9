package dev.loam.train;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/// A line chart as SVG: one or more series over the steps of a run.
final class Chart {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 240;
    private static final int LEFT = 56;
    private static final int RIGHT = 16;
    private static final int TOP = 28;
    private static final int BOTTOM = 28;
    private static final int MOST_POINTS = 600;
    private static final String[] COLOURS = {"#4c78a8", "#e45756", "#54a24b", "#b279a2"};

    private final String title;
    private final List<Series> series = new ArrayList<>();

    private record Series(String name, double[] x, double[] y) {
    }

    Chart(String title) {
        this.title = title;
    }

    /// Adds a series unless it is empty; the values of `lines` over their steps.
    Chart add(String name, List<MetricsLog.Line> lines) {
        List<MetricsLog.Line> finite = lines.stream().filter(l -> Double.isFinite(l.value())).toList();
        if (!finite.isEmpty()) {
            int stride = Math.ceilDiv(finite.size(), MOST_POINTS);
            List<MetricsLog.Line> shown = new ArrayList<>();
            for (int i = 0; i < finite.size(); i++) {
                if (i % stride == 0 || i == finite.size() - 1) {
                    shown.add(finite.get(i));
                }
            }
            series.add(new Series(name, shown.stream().mapToDouble(MetricsLog.Line::step).toArray(),
                shown.stream().mapToDouble(MetricsLog.Line::value).toArray()));
        }
        return this;
    }

    boolean isEmpty() {
        return series.isEmpty();
    }

    /// The chart as a picture in Markdown.
    String markdown() {
        return "![" + title + "](data:image/svg+xml;base64," + Base64.getEncoder().encodeToString(svg().getBytes(StandardCharsets.UTF_8)) + ")\n";
    }

    String svg() {
        double minX = Double.MAX_VALUE;
        double maxX = -Double.MAX_VALUE;
        double minY = Double.MAX_VALUE;
        double maxY = -Double.MAX_VALUE;
        for (Series s : series) {
            for (int i = 0; i < s.x.length; i++) {
                minX = Math.min(minX, s.x[i]);
                maxX = Math.max(maxX, s.x[i]);
                minY = Math.min(minY, s.y[i]);
                maxY = Math.max(maxY, s.y[i]);
            }
        }
        double spanX = maxX > minX ? maxX - minX : 1;
        double spanY = maxY > minY ? maxY - minY : 1;
        var b = new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + WIDTH + "\" height=\"" + HEIGHT
            + "\" font-family=\"sans-serif\" font-size=\"11\"><rect width=\"100%\" height=\"100%\" fill=\"white\"/>");
        text(b, LEFT, 16, "start", "#222", title);
        for (int i = 0; i <= 4; i++) {
            double y = HEIGHT - BOTTOM - i / 4.0 * (HEIGHT - TOP - BOTTOM);
            b.append(String.format(Locale.ROOT, "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>", LEFT, WIDTH - RIGHT, y, y));
            text(b, LEFT - 6, y + 4, "end", "#555", Text.short3(minY + i / 4.0 * spanY));
            text(b, LEFT + i / 4.0 * (WIDTH - LEFT - RIGHT), HEIGHT - 10, i == 4 ? "end" : "middle", "#555", Text.count(Math.round(minX + i / 4.0 * spanX)));
        }
        double legend = WIDTH - RIGHT;
        for (int k = 0; k < series.size(); k++) {
            Series s = series.get(k);
            String colour = COLOURS[k % COLOURS.length];
            b.append("<polyline fill=\"none\" stroke=\"").append(colour).append("\" stroke-width=\"1.5\" points=\"");
            for (int i = 0; i < s.x.length; i++) {
                b.append(String.format(Locale.ROOT, "%.1f,%.1f ", LEFT + (s.x[i] - minX) / spanX * (WIDTH - LEFT - RIGHT),
                    HEIGHT - BOTTOM - (s.y[i] - minY) / spanY * (HEIGHT - TOP - BOTTOM)));
            }
            b.append("\"/>");
            text(b, legend, 16, "end", colour, s.name);
            legend -= 8 * s.name.length() + 12;
        }
        return b.append("</svg>").toString();
    }

    private static void text(StringBuilder b, double x, double y, String anchor, String colour, String text) {
        b.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">", x, y, anchor, colour)).append(escape(text)).append("</text>");
    }

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
