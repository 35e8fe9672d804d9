package dev.loam.train;
import java.util.List;
final class Report {
    Report(Problem problem, Summary summary, List<MetricsLog.Line> lines, Predictions predictions) { }
    String text() { return ""; }
}
