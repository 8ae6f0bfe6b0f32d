package io.millrace.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Figures with what was asked of each, and whether it was met. */
final class Aims {
    private record Line(
            Figure figure, String asked, @Nullable Boolean met) {}

    private final List<Line> lines = new ArrayList<>();

    /** Value by baseline is to be so much at least. */
    void ratio(Figure figure, double least) {
        lines.add(new Line(figure, String.format(Locale.ROOT, "ratio >= %.2f", least), figure.ratio() >= least));
    }

    /** The value is to be below this. */
    void below(Figure figure, double bound) {
        lines.add(new Line(
                figure,
                String.format(Locale.ROOT, "< %.0f", bound),
                figure.value().median() < bound));
    }

    /** Nothing was asked. */
    void reported(Figure figure) {
        lines.add(new Line(figure, "", null));
    }

    List<Figure> figures() {
        return lines.stream().map(Line::figure).toList();
    }

    String table() {
        StringBuilder text = new StringBuilder(String.format(
                "%-74s %14s %7s %14s %7s %7s  %-12s %-14s %s%n",
                "figure", "value", "spread", "baseline", "spread", "ratio", "unit", "asked", "met"));
        for (Line line : lines) {
            Figure figure = line.figure();
            Sample baseline = figure.baseline();
            text.append(String.format(
                    Locale.ROOT,
                    "%-74s %14s %6.0f%% %14s %7s %7s  %-12s %-14s %s%n",
                    figure.name(),
                    shown(figure.value().median()),
                    100 * figure.value().spread(),
                    baseline == null ? "" : shown(baseline.median()),
                    baseline == null ? "" : String.format(Locale.ROOT, "%.0f%%", 100 * baseline.spread()),
                    baseline == null ? "" : String.format(Locale.ROOT, "%.3f", figure.ratio()),
                    figure.unit(),
                    line.asked(),
                    line.met() == null ? "" : line.met() ? "yes" : "NO"));
        }
        return text.toString();
    }

    private static String shown(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%,.0f" : "%.3f", value);
    }
}
