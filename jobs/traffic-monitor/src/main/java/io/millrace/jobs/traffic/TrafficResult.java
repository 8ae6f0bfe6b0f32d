package io.millrace.jobs.traffic;

import io.millrace.common.record.FieldValues;
import io.millrace.common.record.RecordFormat;
import io.millrace.common.window.WindowResult.Timing;
import java.util.Locale;

/**
 * What one window of one key came to. Numbers that do not apply are NaN, counts that do not apply are missing.
 *
 * @param key the device
 * @param window the window's definition as configured, such as {@code 1 min / 5 s}
 * @param start the window's first millisecond
 * @param end the first millisecond after the window
 * @param update how many results of this window came before
 * @param timing whether it is a part, the whole, or a correction
 * @param count how many records
 * @param total sum of the values
 * @param average mean of the values
 * @param min least value
 * @param max greatest value
 * @param rate records per second
 * @param throughput sum of the values per second
 * @param stddev standard deviation of the values (of the population, not of a sample)
 * @param p50 median of the values
 * @param p95 95th percentile of the values
 * @param p99 99th percentile of the values
 * @param lost sequence numbers that did not come
 * @param lossRate lost ones as a share of those expected, 0 to 1
 * @param delayMean mean of arrival minus event time, in milliseconds
 * @param delayP99 99th percentile of it
 * @param sequences the sequence numbers, from which loss is counted
 */
public record TrafficResult(
        String key,
        String window,
        long start,
        long end,
        long update,
        Timing timing,
        long count,
        double total,
        double average,
        double min,
        double max,
        double rate,
        double throughput,
        double stddev,
        double p50,
        double p95,
        double p99,
        long lost,
        double lossRate,
        double delayMean,
        double delayP99,
        SequenceRange sequences) {
    public static final RecordFormat<TrafficResult> FORMAT = RecordFormat.builder(TrafficResult.class)
            .key("key", TrafficResult::key)
            .text("window", TrafficResult::window)
            .time("window_start", TrafficResult::start)
            .eventTime("window_end", TrafficResult::end)
            .integer("update", TrafficResult::update)
            .text("timing", r -> text(r.timing))
            .integer("count", TrafficResult::count)
            .number("total", TrafficResult::total)
            .number("average", TrafficResult::average)
            .number("min_value", TrafficResult::min)
            .number("max_value", TrafficResult::max)
            .number("rate", TrafficResult::rate)
            .number("throughput", TrafficResult::throughput)
            .number("stddev", TrafficResult::stddev)
            .number("p50", TrafficResult::p50)
            .optional()
            .number("p95", TrafficResult::p95)
            .optional()
            .number("p99", TrafficResult::p99)
            .optional()
            .integer("lost", TrafficResult::lost)
            .optional()
            .number("loss_rate", TrafficResult::lossRate)
            .optional()
            .number("delay_mean_ms", TrafficResult::delayMean)
            .optional()
            .number("delay_p99_ms", TrafficResult::delayP99)
            .optional()
            .integer("sequences", r -> r.sequences.count())
            .integer("first_sequence", r -> r.sequences.first())
            .optional()
            .integer("last_sequence", r -> r.sequences.last())
            .optional()
            .build(v -> new TrafficResult(
                    v.text(0),
                    v.text(1),
                    v.longValue(2),
                    v.longValue(3),
                    v.longValue(4),
                    timing(v.text(5)),
                    v.longValue(6),
                    v.doubleValue(7),
                    v.doubleValue(8),
                    v.doubleValue(9),
                    v.doubleValue(10),
                    v.doubleValue(11),
                    v.doubleValue(12),
                    v.doubleValue(13),
                    v.doubleValue(14),
                    v.doubleValue(15),
                    v.doubleValue(16),
                    v.longValue(17),
                    v.doubleValue(18),
                    v.doubleValue(19),
                    v.doubleValue(20),
                    new SequenceRange(v.longValue(21), v.longValue(22), v.longValue(23))));

    /** A window's result, but for loss. */
    static TrafficResult of(
            String key, String window, long start, long end, long update, Timing timing, TrafficStats stats) {
        double seconds = (end - start) / 1000.0;
        double[] quantiles = stats.valueQuantiles(0.5, 0.95, 0.99);
        return new TrafficResult(
                key,
                window,
                start,
                end,
                update,
                timing,
                stats.count(),
                stats.sum(),
                stats.sum() / stats.count(),
                stats.min(),
                stats.max(),
                stats.count() / seconds,
                stats.sum() / seconds,
                stats.stddev(),
                quantiles[0],
                quantiles[1],
                quantiles[2],
                FieldValues.MISSING,
                Double.NaN,
                stats.delayMean(),
                stats.delayQuantiles(0.99)[0],
                stats.sequences());
    }

    /** The same result with what was lost, by the last sequence number before it. */
    TrafficResult withLoss(long nowLost, double nowLossRate) {
        return new TrafficResult(
                key,
                window,
                start,
                end,
                update,
                timing,
                count,
                total,
                average,
                min,
                max,
                rate,
                throughput,
                stddev,
                p50,
                p95,
                p99,
                nowLost,
                nowLossRate,
                delayMean,
                delayP99,
                sequences);
    }

    private static String text(Timing timing) {
        return timing.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Timing timing(String text) {
        return Timing.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
