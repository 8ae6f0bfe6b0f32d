package io.millrace.learners.evaluation;

import java.util.ArrayList;
import java.util.List;

/**
 * Figures by the number of records, in at most so many points however long the stream is: whenever there are too many, every
 * second one goes, and the next come half as often.
 */
public final class LearningCurve {
    /**
     * One point.
     *
     * @param records how many records the values are of
     * @param values one for each series; NaN where there was none
     */
    public record Point(long records, List<Double> values) {}

    private final List<String> series;
    private final int most;
    private final List<Point> points = new ArrayList<>();
    private long interval = 1;

    /**
     * Without points.
     *
     * @param most how many points are kept, of those that fell due: 2 to 100,000
     * @param series names of the values
     * @throws IllegalArgumentException when the number of points is out of range
     */
    public LearningCurve(int most, String... series) {
        if (most < 2 || most > 100_000) {
            throw new IllegalArgumentException("points are 2 to 100000, not " + most);
        }
        this.most = most;
        this.series = List.of(series);
    }

    /** Names of the values of each point. */
    public List<String> series() {
        return series;
    }

    /** Whether there is to be a point after so many records. */
    public boolean due(long records) {
        return records % interval == 0;
    }

    /**
     * Adds a point, which need not be due: the last one of a stream mostly is not.
     *
     * @throws IllegalArgumentException when there are not as many values as series, or not more records than at the last
     *     point
     */
    public void add(long records, double... values) {
        if (values.length != series.size()) {
            throw new IllegalArgumentException("values are " + series + ", not " + values.length);
        }
        if (!points.isEmpty() && records <= points.get(points.size() - 1).records()) {
            throw new IllegalArgumentException(
                    "records are more than " + points.get(points.size() - 1).records() + ", not " + records);
        }
        List<Double> copy = new ArrayList<>(values.length);
        for (double value : values) {
            copy.add(value);
        }
        // One that was not due was to be the last.
        points.removeIf(point -> point.records() % interval != 0);
        points.add(new Point(records, List.copyOf(copy)));
        while (points.size() > most && interval <= Long.MAX_VALUE / 2) {
            interval *= 2;
            points.removeIf(point -> point.records() < records && point.records() % interval != 0);
        }
    }

    /** Those there are, by ascending number of records. A new list. */
    public List<Point> points() {
        return List.copyOf(points);
    }
}
