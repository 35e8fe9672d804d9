package dev.loam.app;

import dev.loam.train.Listener;
import dev.loam.train.Score;
import dev.loam.train.Summary;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;

/// How a run looks: on a terminal a bar that moves, elsewhere a plain line at each epoch and every ten seconds.
final class ProgressDisplay implements Listener {
    private static final int WIDTH = 36;
    private static final long PLAIN_NANOS = 10_000_000_000L;

    private final PrintStream out;
    private final boolean terminal;
    private String unit = "examples";
    private boolean drawn;
    private String more = "N";
    private long lastPlain = System.nanoTime();

    ProgressDisplay(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public void start(Start s) {
        unit = s.unit();
        out.println(s.name() + " · " + s.model() + " · " + s.data());
        out.println(s.device().replace(", ", " · ").replaceFirst(" · code", ", code") + " · compiled " + s.kernels() + " kernels in "
            + seconds(s.compileSeconds()) + " · run " + s.resultKey().substring(0, 8));
        if (s.fromStep() > 0) {
            out.println("going on from step " + count(s.fromStep()) + " of " + count(s.totalSteps()) + " in " + s.folder());
        }
        out.flush();
    }

    @Override
    public void progress(Progress p) {
        if (terminal) {
            draw(bar(p));
        } else if (System.nanoTime() - lastPlain > PLAIN_NANOS) {
            plain(p);
        }
    }

    @Override
    public void epoch(Progress p, Score training) {
        more = Integer.toString(2 * p.epochs());
        if (terminal) {
            draw(bar(p));
        } else if (p.epochs() <= 20 || p.step() == p.totalSteps() || System.nanoTime() - lastPlain > PLAIN_NANOS) {
            plain(p);
        }
    }

    private void plain(Progress p) {
        lastPlain = System.nanoTime();
        out.println("epoch " + p.epoch() + "/" + p.epochs() + "  step " + count(p.step()) + "/" + count(p.totalSteps()) + figures(p));
        out.flush();
    }

    /// The line of a terminal: `epoch 2/3 ━━━━━━╸━━━━  71 %   loss 0.083   validation 98.7 %   4,410 images/s   0:20 left`.
    String bar(Progress p) {
        double done = p.totalSteps() == 0 ? 1 : (double) p.step() / p.totalSteps();
        int full = (int) Math.min(WIDTH, Math.floor(done * WIDTH));
        var bar = new StringBuilder("epoch " + p.epoch() + "/" + p.epochs() + " \033[32m").repeat("━", full);
        if (full < WIDTH) {
            bar.append("╸\033[90m").repeat("━", WIDTH - full - 1);
        }
        return bar.append("\033[0m ").append(String.format(Locale.ROOT, "%3d %%", (int) (100 * done))).append(figures(p)).toString();
    }

    private String figures(Progress p) {
        var text = new StringBuilder();
        if (!Double.isNaN(p.loss())) {
            text.append(String.format(Locale.ROOT, "   loss %.3f", p.loss()));
        }
        if (p.validation() != null) {
            text.append("   validation ").append(p.validation().hasAccuracy() ? String.format(Locale.ROOT, "%.1f %%", 100 * p.validation().accuracy())
                : String.format(Locale.ROOT, "loss %.3f", p.validation().loss()));
        }
        if (p.skipped() > 0) {
            text.append("   ").append(count(p.skipped())).append(" skipped");
        }
        if (!Double.isNaN(p.rate())) {
            text.append("   ").append(count(Math.round(p.rate()))).append(' ').append(unit).append("/s");
            if (p.step() < p.totalSteps()) {
                text.append("   ").append(clock(p.secondsLeft())).append(" left");
            }
        }
        return text.toString();
    }

    private void draw(String line) {
        out.print("\r" + line + "\033[K");
        out.flush();
        drawn = true;
    }

    /// Ends the line of the bar, so that what follows begins its own.
    void clear() {
        if (drawn) {
            out.println();
            drawn = false;
        }
        out.flush();
    }

    @Override
    public void notice(String sentence) {
        clear();
        out.println(sentence);
    }

    @Override
    public void stopped(long step, Path folder) {
        clear();
        out.println("stopped after step " + count(step) + " and saved. Go on: " + Launch.command() + " resume " + folder);
        out.flush();
    }

    @Override
    public void finish(Summary s) {
        clear();
        if (s.test() != null) {
            out.println("test " + s.test() + " in " + seconds(s.seconds()) + training(s));
        }
        out.println("report  " + s.folder().resolve("report.md") + "        go on  " + Launch.command() + " resume " + s.folder() + " epochs=" + more);
        out.flush();
    }

    private static String training(Summary s) {
        return s.train() == null ? "" : " (while training: " + s.train() + ")";
    }

    private static String count(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    private static String clock(double seconds) {
        long s = Math.round(seconds);
        return s < 3600 ? String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60) : String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
    }

    private static String seconds(double s) {
        return s < 10 ? String.format(Locale.ROOT, "%.1f s", s) : s < 60 ? Math.round(s) + " s" : Math.round(s) / 60 + " min " + Math.round(s) % 60 + " s";
    }
}
