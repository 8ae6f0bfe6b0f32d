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
 * @param size how many bytes of live objects a subtask keeps, by the codec's own account
 * @param timeToLive how long after its last use a key's object is forgotten, by the clock; zero for never
 */
public record CacheSettings<V>(String name, String signature, ValueCodec<V> codec, MemorySize size, Duration timeToLive)
        implements Serializable {}
