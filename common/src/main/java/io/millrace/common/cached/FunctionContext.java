package io.millrace.common.cached;

import java.util.Objects;
import java.util.function.Supplier;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.KeyContext;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** What a {@link CachedFunction} sees, and where its results go: one object for all calls. */
final class FunctionContext<K, V, OUT> implements CachedFunction.Context<K, V>, Collector<OUT> {
    private final KeyContext keys;
    private final CachedState<K, V> cached;
    private final InternalTimerService<VoidNamespace> timers;
    private final Supplier<V> newValue;
    private final Output<StreamRecord<OUT>> output;
    private @Nullable K key;
    private long timestamp;
    private boolean keyKeptCurrent;

    FunctionContext(
            KeyContext keys,
            CachedState<K, V> cached,
            InternalTimerService<VoidNamespace> timers,
            Supplier<V> newValue,
            Output<StreamRecord<OUT>> output) {
        this.keys = keys;
        this.cached = cached;
        this.timers = timers;
        this.newValue = newValue;
        this.output = output;
    }

    void begin(K ofKey, long atTimestamp) {
        key = ofKey;
        timestamp = atTimestamp;
        restoreKey();
    }

    /** From now on the call's key is the operator's current key whenever the function is running. */
    void keepKeyCurrent() {
        keyKeptCurrent = true;
        restoreKey();
    }

    private void restoreKey() {
        if (keyKeptCurrent && key != null) {
            keys.setCurrentKey(key);
        }
    }

    @Override
    public K key() {
        return Objects.requireNonNull(key, "no key before the first record");
    }

    @Override
    public long timestamp() {
        return timestamp;
    }

    @Override
    public long currentWatermark() {
        return timers.currentWatermark();
    }

    @Override
    public long processingTime() {
        return timers.currentProcessingTime();
    }

    @Override
    public @Nullable V peek() throws Exception {
        V value = cached.find(key());
        restoreKey();
        return value;
    }

    @Override
    public @Nullable V valueOrNull() throws Exception {
        V value = cached.change(key());
        restoreKey();
        return value;
    }

    @Override
    public V value() throws Exception {
        V value = cached.change(key());
        if (value == null) {
            value = newValue.get();
            cached.put(key(), value);
        }
        restoreKey();
        return value;
    }

    @Override
    public void update(V value) {
        cached.put(key(), value);
        restoreKey();
    }

    @Override
    public void clear() throws Exception {
        cached.remove(key());
        restoreKey();
    }

    @Override
    public void registerEventTimeTimer(long time) {
        keys.setCurrentKey(key());
        timers.registerEventTimeTimer(VoidNamespace.INSTANCE, time);
    }

    @Override
    public void registerProcessingTimeTimer(long time) {
        keys.setCurrentKey(key());
        timers.registerProcessingTimeTimer(VoidNamespace.INSTANCE, time);
    }

    @Override
    public void deleteEventTimeTimer(long time) {
        keys.setCurrentKey(key());
        timers.deleteEventTimeTimer(VoidNamespace.INSTANCE, time);
    }

    @Override
    public void deleteProcessingTimeTimer(long time) {
        keys.setCurrentKey(key());
        timers.deleteProcessingTimeTimer(VoidNamespace.INSTANCE, time);
    }

    @Override
    public void collect(OUT result) {
        output.collect(stamped(result));
    }

    @Override
    public void close() {}

    @Override
    public <X> void output(OutputTag<X> tag, X value) {
        output.collect(tag, stamped(value));
    }

    private <X> StreamRecord<X> stamped(X value) {
        return timestamp == Long.MIN_VALUE ? new StreamRecord<>(value) : new StreamRecord<>(value, timestamp);
    }
}
