package io.millrace.common.window;

import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.configuration.MemorySize;

/**
 * Aggregation before the shuffle: each subtask of the input merges records of a key and slice, and sends what it has when a
 * bound is reached, when a watermark is about to end a slice, and before every checkpoint barrier, so that nothing of it is
 * state. Worth it where keys come again often within the bounds: with few or with skewed keys.
 *
 * @param entries how many pairs of key and slice a subtask holds at most
 * @param memory how many bytes they take at most, by the aggregate's own account
 * @param delay how long a record waits at most, by the clock
 */
public record PreAggregation(int entries, MemorySize memory, Duration delay) implements Serializable {
    public PreAggregation {
        WindowChecks.positive("pre-aggregation.entries", entries);
        WindowChecks.positive("pre-aggregation.memory", memory.getBytes());
        WindowChecks.positive("pre-aggregation.delay", delay);
    }

    /** 10,000 entries, 16 MiB, 100 ms. */
    public static PreAggregation defaults() {
        return new PreAggregation(10_000, MemorySize.ofMebiBytes(16), Duration.ofMillis(100));
    }

    public PreAggregation withEntries(int most) {
        return new PreAggregation(most, memory, delay);
    }

    public PreAggregation withMemory(MemorySize most) {
        return new PreAggregation(entries, most, delay);
    }

    public PreAggregation withDelay(Duration longest) {
        return new PreAggregation(entries, memory, longest);
    }
}
