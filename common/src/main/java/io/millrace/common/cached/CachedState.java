package io.millrace.common.cached;

import io.millrace.common.state.ValueCodec;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.operators.KeyContext;
import org.jspecify.annotations.Nullable;

/**
 * Keyed state of which the working set is kept as live objects: using one costs a look-up in memory, whatever the state
 * backend. What changed is written when an object leaves the cache, and by {@link #flush} before each checkpoint, so that a
 * checkpoint holds what an operator without a cache would write.
 *
 * <p>For operators; used by one thread. Every call may change the current key of the operator's keyed state.
 *
 * @param <K> keys
 * @param <V> live objects, changed in place
 */
public final class CachedState<K, V> {
    /** What an operator does when objects come and go. The operator's current key is the object's in each call. */
    public interface Listener<K, V> {
        /** The object was read from state and is live now. */
        default void loaded(K key, V value) throws Exception {}

        /** The object is about to be written to state; it may register timers, and stays live unless it is evicted next. */
        default void writing(K key, V value) throws Exception {}

        /** The object, written before, is live no more. */
        default void evicted(K key, V value) throws Exception {}
    }

    private final ValueState<Stored<V>> state;
    private final KeyContext keys;
    private final ValueCodec<V> codec;
    private final Listener<K, V> listener;
    private final Map<K, V> live = new HashMap<>();

    /**
     * Opens a cached state, in an operator's {@code open} or {@code initializeState}.
     *
     * @param store the operator's keyed state
     * @param keys the operator, to set the current key
     */
    public static <K, V> CachedState<K, V> open(
            KeyedStateStore store, KeyContext keys, CacheSettings<V> settings, Listener<K, V> listener) {
        ValueStateDescriptor<Stored<V>> descriptor =
                new ValueStateDescriptor<>(settings.name(), new StoredTypeInfo<>(settings.signature()));
        return new CachedState<>(store.getState(descriptor), keys, settings.codec(), listener);
    }

    CachedState(ValueState<Stored<V>> state, KeyContext keys, ValueCodec<V> codec, Listener<K, V> listener) {
        this.state = state;
        this.keys = keys;
        this.codec = codec;
        this.listener = listener;
    }

    /** The key's object to read; {@code null} where it has none. */
    public @Nullable V find(K key) throws Exception {
        V value = live.get(key);
        return value != null ? value : load(key);
    }

    /** The key's object to change; {@code null} where it has none. */
    public @Nullable V change(K key) throws Exception {
        return find(key);
    }

    /** The key's object if it is live; does not count as a use. */
    public @Nullable V live(K key) {
        return live.get(key);
    }

    /** Gives the key a new object. */
    public void put(K key, V value) {
        live.put(key, value);
    }

    /** Takes the key's object away, from the cache and from state. */
    public void remove(K key) throws IOException {
        live.remove(key);
        keys.setCurrentKey(key);
        state.clear();
    }

    /** Writes everything that changed since it was last written. Before each checkpoint barrier. */
    public void flush() throws Exception {
        for (Map.Entry<K, V> entry : live.entrySet()) {
            keys.setCurrentKey(entry.getKey());
            listener.writing(entry.getKey(), entry.getValue());
            state.update(Stored.live(codec.copy(entry.getValue()), codec));
        }
    }

    private @Nullable V load(K key) throws Exception {
        keys.setCurrentKey(key);
        Stored<V> stored = state.value();
        if (stored == null) {
            return null;
        }
        V value = codec.copy(stored.value(codec));
        live.put(key, value);
        listener.loaded(key, value);
        return value;
    }
}
