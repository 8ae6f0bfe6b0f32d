package io.millrace.operators;

import io.millrace.common.record.FieldValues;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What serving counts, per subtask, and what it says of models that it does not take. */
final class ServingMetrics {
    private static final Logger LOG = LoggerFactory.getLogger(Serving.class);

    final Counter predictions;
    final Counter refused;
    private final Counter swaps;
    private final Counter older;
    private final Counter rejected;
    private volatile long version = Long.MIN_VALUE;
    private volatile long exportedAt = FieldValues.MISSING;
    private volatile long held;

    ServingMetrics(MetricGroup group, LongSupplier clock) {
        this.predictions = group.counter("predictions");
        this.refused = group.counter("refused");
        this.swaps = group.counter("modelSwaps");
        this.older = group.counter("modelsOlder");
        this.rejected = group.counter("modelsRejected");
        group.gauge("modelVersion", (Gauge<Long>) () -> version == Long.MIN_VALUE ? -1 : version);
        group.gauge("modelAgeMillis", (Gauge<Long>)
                () -> exportedAt == FieldValues.MISSING ? -1 : clock.getAsLong() - exportedAt);
        group.gauge("held", (Gauge<Long>) () -> held);
    }

    void held(long count) {
        held = count;
    }

    /** The newest model in service, where it was there before. */
    void serves(ServedModel model) {
        if (model.version() >= version) {
            version = model.version();
            exportedAt = model.exportedAt();
        }
    }

    void came(ModelRecord record, ServedModel.Taken taken, boolean log) {
        switch (taken.fate()) {
            case TAKEN -> {
                swaps.inc();
                serves(taken.model());
            }
            case OLDER -> older.inc();
            case REJECTED -> {
                rejected.inc();
                if (log) {
                    LOG.warn(
                            "Model \"{}\" of version {} is not taken, the one before goes on serving: {}",
                            record.model(),
                            record.version(),
                            taken.reason());
                }
            }
            case WAITS -> {}
        }
    }
}
