package io.millrace.local.evaluate;

import io.millrace.learners.evaluation.LearningCurve;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Learning curves as SVG. What is beyond the axis is cut off. */
final class CurveChart {
    private static final double WIDTH = 1080;
    private static final double HEIGHT = 320;
    private static final double LEFT = 58;
    private static final double RIGHT = 12;
    private static final double TOP = 10;
    private static final double BOTTOM = 30;

    /** What is drawn: a series of the curves, and series of the first one that are baselines. */
    record Subject(String id, String title, String note, String series, List<String> baselines, boolean percent) {}

    /** One line: values by point, NaN where there is none. */
    record Line(String name, String style, double[] values) {}

    private final Subject subject;
    private final long[] rows;
    private final List<Line> lines = new ArrayList<>();
    private final double[] meanBaseline;
    private final Axis x;
    private final Axis y;

    CurveChart(Subject subject, List<Result> results) {
        this.subject = subject;
        List<LearningCurve.Point> points = results.get(0).curve().points();
        this.rows = points.stream().mapToLong(LearningCurve.Point::records).toArray();
        List<String> styles = HtmlPage.styles(results);
        for (int i = 0; i < results.size(); i++) {
            lines.add(line(results.get(i), subject.series(), results.get(i).learner(), styles.get(i)));
        }
        for (int i = 0; i < subject.baselines().size(); i++) {
            String series = subject.baselines().get(i);
            String name = HtmlPage.baseline(series).replace(' ', '-');
            if (results.stream().anyMatch(result -> result.learner().equals(name))) {
                continue;
            }
            lines.add(line(results.get(0), series, HtmlPage.baseline(series), "base" + i));
        }
        this.meanBaseline = subject.baselines().isEmpty()
                ? new double[0]
                : line(results.get(0), subject.baselines().get(1), "", "").values();
        this.x = new Axis(0, Math.max(1, rows[rows.length - 1]), LEFT, WIDTH - RIGHT);
        this.y = scale(results.size());
    }

    Subject subject() {
        return subject;
    }

    long[] rows() {
        return rows;
    }

    List<Line> lines() {
        return lines;
    }

    private static Line line(Result result, String series, String name, String style) {
        int index = result.curve().series().indexOf(series);
        return new Line(
                name,
                style,
                result.curve().points().stream()
                        .mapToDouble(point -> point.values().get(index))
                        .toArray());
    }

    /** Holds the learners' curves but for their first steps, and a baseline that is not far off. */
    private Axis scale(int learners) {
        long steady = Math.max(30, rows[rows.length - 1] / 50);
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < lines.size(); i++) {
            boolean bounds = subject.percent() || subject.series().equals("r2");
            for (int j = 0; j < rows.length; j++) {
                double value = lines.get(i).values()[j];
                if (rows[j] < steady && rows.length > 10 || !Double.isFinite(value)) {
                    continue;
                }
                if (i >= learners) {
                    value = bounds ? Math.max(value, least - 0.1) : Math.min(value, 1.3 * greatest);
                }
                least = Math.min(least, value);
                greatest = Math.max(greatest, value);
            }
        }
        if (least > greatest) {
            return new Axis(0, 1, HEIGHT - BOTTOM, TOP);
        }
        if (subject.percent() || subject.series().equals("r2")) {
            least = Math.max(least, subject.percent() ? 0 : -0.25);
            greatest = Math.min(Math.max(greatest, least), 1);
        } else {
            // A learner that diverges is not to flatten the others.
            double mean = 0;
            for (double value : meanBaseline) {
                mean = Double.isFinite(value) ? Math.max(mean, value) : mean;
            }
            greatest = mean > 0 ? Math.min(greatest, 1.5 * mean) : greatest;
            least = Math.max(0, Math.min(least, greatest));
        }
        double pad = Math.max(0.04 * (greatest - least), 1e-6 * Math.max(1e-300, Math.abs(greatest)));
        return new Axis(
                subject.percent() ? Math.max(0, least - pad) : least - pad, greatest + pad, HEIGHT - BOTTOM, TOP);
    }

    String svg() {
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg id=\"%s\" viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%s\" data-left=\"%.0f\""
                        + " data-right=\"%.0f\" data-top=\"%.0f\" data-bottom=\"%.0f\" data-low=\"%s\" data-high=\"%s\""
                        + " data-rows=\"%d\">%n",
                subject.id(),
                WIDTH,
                HEIGHT,
                HtmlPage.escaped(subject.title()),
                LEFT,
                WIDTH - RIGHT,
                TOP,
                HEIGHT - BOTTOM,
                y.least(),
                y.greatest(),
                rows[rows.length - 1]));
        svg.append(String.format(
                Locale.ROOT,
                "<clipPath id=\"%s-clip\"><rect x=\"%.0f\" y=\"%.0f\" width=\"%.0f\" height=\"%.0f\"/></clipPath>%n",
                subject.id(),
                LEFT,
                TOP - 4,
                WIDTH - LEFT - RIGHT,
                HEIGHT - TOP - BOTTOM + 8));
        marks(svg);
        svg.append("<g clip-path=\"url(#").append(subject.id()).append("-clip)\">\n");
        for (int i = lines.size() - 1; i >= 0; i--) {
            svg.append(String.format(
                    "<path class=\"line %s\" data-line=\"%d\" d=\"%s\"/>%n",
                    lines.get(i).style(), i, path(lines.get(i).values())));
        }
        return svg.append("</g>\n<line class=\"cross\" y1=\"")
                .append(TOP)
                .append("\" y2=\"")
                .append(HEIGHT - BOTTOM)
                .append("\"/><g class=\"dots\"></g>\n</svg>\n")
                .toString();
    }

    private void marks(StringBuilder svg) {
        for (double mark : y.marks(7)) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<line class=\"grid\" x1=\"%.0f\" x2=\"%.0f\" y1=\"%.1f\" y2=\"%.1f\"/>"
                            + "<text class=\"mark\" x=\"%.0f\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n",
                    LEFT,
                    WIDTH - RIGHT,
                    y.at(mark),
                    y.at(mark),
                    LEFT - 8,
                    y.at(mark) + 4,
                    subject.percent() ? Axis.percent(mark) : Axis.trimmed(mark)));
        }
        for (double mark : x.marks(8)) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<text class=\"mark\" x=\"%.1f\" y=\"%.0f\" text-anchor=\"%s\">%s</text>%n",
                    x.at(mark),
                    HEIGHT - 8,
                    x.at(mark) > WIDTH - 40 ? "end" : "middle",
                    Axis.count(mark)));
        }
    }

    private String path(double[] values) {
        StringBuilder path = new StringBuilder();
        boolean drawn = false;
        for (int i = 0; i < values.length; i++) {
            if (Double.isFinite(values[i])) {
                // Far beyond the axis a place on the page would have too many digits.
                double shown = Math.max(
                        y.least() - 9 * (y.greatest() - y.least()),
                        Math.min(y.greatest() + 9 * (y.greatest() - y.least()), values[i]));
                path.append(String.format(Locale.ROOT, "%s%.1f %.1f", drawn ? "L" : "M", x.at(rows[i]), y.at(shown)));
            }
            drawn = Double.isFinite(values[i]);
        }
        return path.toString();
    }
}
