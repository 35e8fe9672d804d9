package dev.loam.train;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// A line chart as SVG: one or more series over the steps of a run.
final class Chart {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 240;
    private static final int LEFT = 56;
    private static final int RIGHT = 16;
    private static final int TOP = 28;
    private static final int BOTTOM = 28;
    private static final int MOST_POINTS = 600;
    /// A series of so few values shows each: one alone makes no line.
    private static final int MOST_DOTS = 25;
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

    /// An axis with ticks at round numbers.
    private record Axis(double from, double to, double step) {
        static Axis over(double min, double max, double leastStep) {
            double span = max > min ? max - min : Math.max(Math.abs(max), leastStep);
            double raw = Math.max(span / 5, Math.max(leastStep, Double.MIN_NORMAL));
            double power = Math.pow(10, Math.floor(Math.log10(raw)));
            double step = power * (raw <= power ? 1 : raw <= 2 * power ? 2 : raw <= 5 * power ? 5 : 10);
            double from = Math.floor(min / step) * step;
            return new Axis(from, Math.max(Math.ceil(max / step) * step, from + step), step);
        }

        int ticks() {
            return (int) Math.round((to - from) / step);
        }

        double share(double value) {
            return (value - from) / (to - from);
        }

        String label(int tick) {
            double value = from + tick * step;
            int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
            return Math.abs(value) < step / 2 ? "0" : decimals > 4 ? String.format(Locale.ROOT, "%.1e", value) : String.format(Locale.ROOT, "%,." + decimals + "f", value);
        }
    }

    private Axis axis(Function<Series, double[]> of, double least, double leastStep) {
        double min = least;
        double max = -Double.MAX_VALUE;
        for (Series s : series) {
            for (double v : of.apply(s)) {
                min = Math.min(min, v);
                max = Math.max(max, v);
            }
        }
        return Axis.over(min, max, leastStep);
    }

    private static double x(double share) {
        return LEFT + share * (WIDTH - LEFT - RIGHT);
    }

    private static double y(double share) {
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
    }

    String svg() {
        Axis across = axis(Series::x, 0, 1);
        Axis up = axis(Series::y, Double.MAX_VALUE, 0);
        var b = new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + WIDTH + "\" height=\"" + HEIGHT
            + "\" font-family=\"sans-serif\" font-size=\"11\"><rect width=\"100%\" height=\"100%\" fill=\"white\"/>");
        text(b, LEFT, 16, "start", "#222", title);
        for (int i = 0; i <= up.ticks(); i++) {
            double y = y((double) i / up.ticks());
            b.append(String.format(Locale.ROOT, "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>", LEFT, WIDTH - RIGHT, y, y));
            text(b, LEFT - 6, y + 4, "end", "#555", up.label(i));
        }
        for (int i = 0; i <= across.ticks(); i++) {
            text(b, x((double) i / across.ticks()), HEIGHT - 10, i == across.ticks() ? "end" : "middle", "#555", across.label(i));
        }
        double legend = WIDTH - RIGHT;
        for (int k = 0; k < series.size(); k++) {
            line(b, series.get(k), COLOURS[k % COLOURS.length], across, up);
            text(b, legend, 16, "end", COLOURS[k % COLOURS.length], series.get(k).name);
            legend -= 7 * series.get(k).name.length() + 12;
        }
        return b.append("</svg>").toString();
    }

    private static void line(StringBuilder b, Series s, String colour, Axis across, Axis up) {
        b.append("<polyline fill=\"none\" stroke=\"").append(colour).append("\" stroke-width=\"1.5\" points=\"");
        for (int i = 0; i < s.x.length; i++) {
            b.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(across.share(s.x[i])), y(up.share(s.y[i]))));
        }
        b.append("\"/>");
        for (int i = 0; s.x.length <= MOST_DOTS && i < s.x.length; i++) {
            b.append(String.format(Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\" fill=\"%s\"/>", x(across.share(s.x[i])), y(up.share(s.y[i])), colour));
        }
    }

    private static void text(StringBuilder b, double x, double y, String anchor, String colour, String text) {
        b.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">", x, y, anchor, colour)).append(escape(text)).append("</text>");
    }

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
