package io.millrace.common.aggregate;

import io.millrace.common.record.RecordFormat;

/**
 * The straight line that lies closest to points by least squares: {@code y = intercept + slope * x}. Both are NaN for
 * fewer than two points, and where all have the same {@code x}.
 *
 * @param slope units of {@code y} per unit of {@code x}
 * @param intercept {@code y} where {@code x} is 0
 */
public record Trend(double slope, double intercept) {
    public static final RecordFormat<Trend> FORMAT = RecordFormat.builder(Trend.class)
            .number("slope", Trend::slope)
            .number("intercept", Trend::intercept)
            .build(v -> new Trend(v.doubleValue(0), v.doubleValue(1)));

    /** {@code y} on the line at {@code x}. */
    public double at(double x) {
        return intercept + slope * x;
    }
}
