package io.millrace.common.cached;

import io.millrace.common.state.ValueCodec;
import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.configuration.MemorySize;

/**
 * What a cached state is.
 *
 * @param name the state's name, a constant of the operator
 * @param signature what tells its contents from another's; state of another signature is refused at the start
 * @param codec how objects are written
 * @param size how many bytes of live objects a subtask keeps, by the codec's own account and {@value
 *     Entry#OVERHEAD_BYTES} bytes for each key; one object more than fits is kept while it is in use
 * @param timeToLive how long after its last use a key's object is forgotten, by the clock, in whole milliseconds; zero for
 *     never. A use is what may change the object; looking at it is not
 */
public record CacheSettings<V>(String name, String signature, ValueCodec<V> codec, MemorySize size, Duration timeToLive)
        implements Serializable {
    /**
     * @throws IllegalArgumentException when the name is blank, or the time to live negative, above zero and below a
     *     millisecond, or above 100,000 days
     */
    public CacheSettings {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name must not be blank");
        }
        boolean tooShort = !timeToLive.isZero() && timeToLive.compareTo(Duration.ofMillis(1)) < 0;
        if (tooShort || timeToLive.compareTo(Duration.ofDays(100_000)) > 0) {
            throw new IllegalArgumentException("timeToLive must be zero, or from 1 ms to 100,000 days: " + timeToLive);
        }
    }
}
