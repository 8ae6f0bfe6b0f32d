package io.millrace.common.aggregate;

import io.millrace.common.record.RecordFormat;

/**
 * A text that came often, and how often: its true weight lies within the bounds, always.
 *
 * @param text the text
 * @param estimate about how often it came, or its weight; equal to the upper bound
 * @param lowerBound its weight is not less
 * @param upperBound its weight is not more
 */
public record HeavyHitter(String text, long estimate, long lowerBound, long upperBound) {
    public static final RecordFormat<HeavyHitter> FORMAT = RecordFormat.builder(HeavyHitter.class)
            .key("text", HeavyHitter::text)
            .integer("estimate", HeavyHitter::estimate)
            .integer("lower_bound", HeavyHitter::lowerBound)
            .integer("upper_bound", HeavyHitter::upperBound)
            .build(v -> new HeavyHitter(v.text(0), v.longValue(1), v.longValue(2), v.longValue(3)));
}
