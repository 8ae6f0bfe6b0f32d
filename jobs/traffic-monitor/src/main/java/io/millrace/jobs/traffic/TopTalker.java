package io.millrace.jobs.traffic;

import io.millrace.common.record.RecordFormat;

/**
 * One of the keys with the greatest total in a window. Totals are of values rounded to whole numbers.
 *
 * @param window the window's definition as configured
 * @param start the window's first millisecond
 * @param end the first millisecond after the window
 * @param rank 1 for the greatest
 * @param key the key
 * @param total its total, as estimated: too high by the error of the window at most, never too low
 * @param totalLow its true total is not less
 * @param totalHigh its true total is not more
 */
public record TopTalker(
        String window, long start, long end, long rank, String key, long total, long totalLow, long totalHigh) {
    public static final RecordFormat<TopTalker> FORMAT = RecordFormat.builder(TopTalker.class)
            .text("window", TopTalker::window)
            .time("window_start", TopTalker::start)
            .eventTime("window_end", TopTalker::end)
            .integer("rank", TopTalker::rank)
            .key("key", TopTalker::key)
            .integer("total", TopTalker::total)
            .integer("total_low", TopTalker::totalLow)
            .integer("total_high", TopTalker::totalHigh)
            .build(v -> new TopTalker(
                    v.text(0),
                    v.longValue(1),
                    v.longValue(2),
                    v.longValue(3),
                    v.text(4),
                    v.longValue(5),
                    v.longValue(6),
                    v.longValue(7)));

    /** So that nine million of the greatest values fit into 63 bits. */
    private static final double GREATEST_VALUE = 1e12;

    /** What a record adds to its key's total; what is below one half adds nothing. */
    static long weight(Flow flow) {
        return Math.round(Math.min(flow.value(), GREATEST_VALUE));
    }
}
