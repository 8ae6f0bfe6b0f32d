package io.millrace.operators;

import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.configuration.MemorySize;
import org.jspecify.annotations.Nullable;

/**
 * How models are kept.
 *
 * @param cache how many bytes of live models a subtask keeps in memory; the others wait in state
 * @param idle how long after its last record, in event time, a model is forgotten; zero for never
 * @param maxModels how many models a subtask has at most; records of further keys are refused
 * @param maxModelBytes how many bytes the models of a subtask take at most, live or in state, as live ones are counted;
 *     records of further keys are refused above it
 * @param exportInterval how often models that have learned since are exported, by the clock; zero for never
 * @param exportAtEnd whether all models are exported when bounded input ends
 * @param warmStart models to begin with, where the job has no state; {@code null} for none
 */
public record LearningSettings(
        MemorySize cache,
        Duration idle,
        long maxModels,
        MemorySize maxModelBytes,
        Duration exportInterval,
        boolean exportAtEnd,
        @Nullable ModelReader warmStart)
        implements Serializable {
    /** 256 MB of cache, models kept for ever, up to a million of them and 16 GB a subtask, no exports, no warm start. */
    public static final LearningSettings DEFAULT = new LearningSettings(
            MemorySize.ofMebiBytes(256),
            Duration.ZERO,
            1_000_000,
            MemorySize.parse("16gb"),
            Duration.ZERO,
            false,
            null);

    /** @throws IllegalArgumentException when one is out of range */
    public LearningSettings {
        if (idle.isNegative() || exportInterval.isNegative()) {
            throw new IllegalArgumentException(
                    "idle and exportInterval are at least 0, not " + idle + " and " + exportInterval);
        }
        if (maxModels < 1) {
            throw new IllegalArgumentException("maxModels is at least 1, not " + maxModels);
        }
    }
}
