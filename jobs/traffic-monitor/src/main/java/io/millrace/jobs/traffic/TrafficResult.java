package io.millrace.jobs.traffic;

import io.millrace.common.record.RecordFormat;

/**
 * What one window of one key came to. Numbers that do not apply are NaN, counts that do not apply are missing.
 *
 * @param key the device
 * @param window the window's definition as configured, such as {@code 1 min / 5 s}
 * @param start the window's first millisecond
 * @param end the first millisecond after the window
 * @param update 0 for the first result of a window, then the number of the correction by late records
 * @param count how many records
 * @param total sum of the values
 * @param average mean of the values
 * @param min least value
 * @param max greatest value
 * @param rate records per second
 * @param throughput sum of the values per second
 * @param stddev standard deviation of the values (of the population, not of a sample)
 * @param lost sequence numbers that did not come
 * @param lossRate lost ones as a share of those expected, 0 to 1
 * @param delayMean mean of arrival minus event time, in milliseconds
 * @param delayP99 99th percentile of it, within 1 %
 */
public record TrafficResult(
        String key,
        String window,
        long start,
        long end,
        long update,
        long count,
        double total,
        double average,
        double min,
        double max,
        double rate,
        double throughput,
        double stddev,
        long lost,
        double lossRate,
        double delayMean,
        double delayP99) {
    public static final RecordFormat<TrafficResult> FORMAT = RecordFormat.builder(TrafficResult.class)
            .key("key", TrafficResult::key)
            .text("window", TrafficResult::window)
            .time("window_start", TrafficResult::start)
            .eventTime("window_end", TrafficResult::end)
            .integer("update", TrafficResult::update)
            .integer("count", TrafficResult::count)
            .number("total", TrafficResult::total)
            .number("average", TrafficResult::average)
            .number("min_value", TrafficResult::min)
            .number("max_value", TrafficResult::max)
            .number("rate", TrafficResult::rate)
            .number("throughput", TrafficResult::throughput)
            .number("stddev", TrafficResult::stddev)
            .integer("lost", TrafficResult::lost)
            .optional()
            .number("loss_rate", TrafficResult::lossRate)
            .optional()
            .number("delay_mean_ms", TrafficResult::delayMean)
            .optional()
            .number("delay_p99_ms", TrafficResult::delayP99)
            .optional()
            .build(v -> new TrafficResult(
                    v.text(0),
                    v.text(1),
                    v.longValue(2),
                    v.longValue(3),
                    v.longValue(4),
                    v.longValue(5),
                    v.doubleValue(6),
                    v.doubleValue(7),
                    v.doubleValue(8),
                    v.doubleValue(9),
                    v.doubleValue(10),
                    v.doubleValue(11),
                    v.doubleValue(12),
                    v.longValue(13),
                    v.doubleValue(14),
                    v.doubleValue(15),
                    v.doubleValue(16)));
}
