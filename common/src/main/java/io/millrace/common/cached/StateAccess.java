package io.millrace.common.cached;

import io.millrace.common.state.ValueCodec;
import java.io.IOException;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.operators.KeyContext;
import org.apache.flink.util.FlinkRuntimeException;
import org.jspecify.annotations.Nullable;

/** The keyed state behind a cache. Every call but {@link #select} is for the current key. */
final class StateAccess<K, V> {
    private final String name;
    private final ValueCodec<V> codec;
    private final KeyContext keys;
    private final ValueState<Stored<V>> state;
    final Backing backing;

    StateAccess(KeyedStateStore store, KeyContext keys, CacheSettings<V> settings) {
        this.name = settings.name();
        this.codec = settings.codec();
        this.keys = keys;
        this.backing = Backing.of(store, keys);
        ValueStateDescriptor<Stored<V>> descriptor =
                new ValueStateDescriptor<>(name, new StoredTypeInfo<>(settings.signature(), codec));
        if (!settings.timeToLive().isZero()) {
            // Only collects garbage. Flink counts from the last write, which is never before the last use that was
            // written.
            descriptor.enableTimeToLive(StateTtlConfig.newBuilder(settings.timeToLive())
                    .setUpdateType(StateTtlConfig.UpdateType.OnCreateAndWrite)
                    .setStateVisibility(StateTtlConfig.StateVisibility.ReturnExpiredIfNotCleanedUp)
                    .build());
        }
        this.state = store.getState(descriptor);
    }

    /** On RocksDB, setting a key writes it to bytes, so it is not set twice. */
    void select(K key) {
        if (!isSelected(key)) {
            keys.setCurrentKey(key);
        }
    }

    boolean isSelected(K key) {
        return key.equals(keys.getCurrentKey());
    }

    /** The key's object, live; on a shared backing the one that state holds, which no running checkpoint is to write. */
    @Nullable
    Stored<V> read(K key) throws IOException {
        try {
            Stored<V> stored = state.value();
            if (stored == null) {
                return null;
            }
            if (stored.isLive()) {
                return backing == Backing.COPIED ? stored.copy() : stored;
            }
            stored = Stored.live(stored.value(codec), codec, stored.lastUse());
            if (backing == Backing.SHARED) {
                state.update(stored);
            }
            return stored;
        } catch (IOException | FlinkRuntimeException e) {
            Throwable cause = e.getCause() instanceof IOException inner ? inner : e;
            throw new IOException(
                    "cached state '" + name + "' of key '" + key + "' can't be read: " + cause.getMessage(), e);
        }
    }

    void write(Stored<V> stored) throws IOException {
        state.update(backing == Backing.COPIED ? stored.copy() : stored);
    }

    void clear() {
        state.clear();
    }
}
