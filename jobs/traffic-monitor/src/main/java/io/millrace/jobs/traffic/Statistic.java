package io.millrace.jobs.traffic;

import java.util.List;

/** What the monitor can compute of a window, by its name in the option {@code results}. */
enum Statistic {
    COUNT("count", "count"),
    SUM("sum", "total"),
    MEAN("mean", "average"),
    MIN("min", "min_value"),
    MAX("max", "max_value"),
    RATE("rate", "rate", "throughput"),
    STDDEV("stddev", "stddev"),
    QUANTILES("quantiles", "p50", "p95", "p99"),
    LOSS("loss", "lost", "loss_rate"),
    DELAY("delay", "delay_mean_ms", "delay_p99_ms");

    private final String option;
    private final List<String> fields;

    Statistic(String option, String... fields) {
        this.option = option;
        this.fields = List.of(fields);
    }

    String option() {
        return option;
    }

    /** The fields of {@link TrafficResult} that hold it. */
    List<String> fields() {
        return fields;
    }
}
