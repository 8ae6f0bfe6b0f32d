package io.millrace.operators;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** What learning counts, per subtask. */
final class LearningMetrics {
    final Counter predictions;
    final Counter learned;
    final Counter created;
    final Counter expired;
    final Counter refused;
    final Counter exported;

    LearningMetrics(MetricGroup group, ModelCounts counts) {
        this.predictions = group.counter("predictions");
        this.learned = group.counter("learned");
        this.created = group.counter("created");
        this.expired = group.counter("expired");
        this.refused = group.counter("refused");
        this.exported = group.counter("exported");
        group.gauge("models", (Gauge<Long>) counts::models);
        group.gauge("modelBytes", (Gauge<Long>) counts::bytes);
    }
}
