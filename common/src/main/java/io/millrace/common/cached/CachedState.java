package io.millrace.common.cached;

import io.millrace.common.state.ValueCodec;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.operators.KeyContext;
import org.apache.flink.util.function.ThrowingRunnable;
import org.jspecify.annotations.Nullable;

/**
 * Keyed state of which the working set is kept as live objects: using one costs a look-up in memory, whatever the state
 * backend. What changed is written when an object leaves the cache, and by {@link #flush} before each checkpoint, so that a
 * checkpoint holds what an operator without a cache would write.
 *
 * <p>An object is the caller's until the next call of this state: it is not evicted, and may be changed if it came from
 * {@link #change} or was given by {@link #put}. After that it may be written, evicted or be part of a running checkpoint.
 *
 * <p>For operators; used by one thread. Every call may change the current key of the operator's keyed state. The operator
 * must call {@link #flush} in {@code prepareSnapshotPreBarrier} and in {@code snapshotState}: every snapshot relies on it.
 *
 * <p>In batch execution keys come one after the other, and Flink drops a key's state when the next comes. There nothing is
 * written: an object lives until the first call for another key, which makes that key the current one, at which Flink fires
 * the timers of the key before, whose object is live still. The operator must not have set the new key before.
 *
 * @param <K> keys, never changed
 * @param <V> live objects, changed in place
 */
public final class CachedState<K, V> {
    /**
     * What an operator does when objects come and go. The operator's current key is the object's in each call. No call of
     * the cached state is allowed in here. An object whose time to live is over goes without a call.
     */
    public interface Listener<K, V> {
        /** The object was read from state and is live now. */
        default void loaded(K key, V value) throws Exception {}

        /**
         * The object changed and is about to be written to state; it may register timers and change the object, which stays
         * live unless it is evicted next. In batch execution it is called when the next key comes and by a flush.
         */
        default void writing(K key, V value) throws Exception {}

        /** The object, written before if it had changed, is live no more. In batch execution the next key is current. */
        default void evicted(K key, V value) throws Exception {}
    }

    private final StateAccess<K, V> state;
    private final Backing backing;
    private final ValueCodec<V> codec;
    private final Listener<K, V> listener;
    private final long bound;
    private final long timeToLive;
    private final LongSupplier clock;
    private final CacheMetrics metrics;
    private final Map<K, Entry<K, V>> entries = new HashMap<>();
    private final Ring<K, V> ring = new Ring<>();
    private final Admission admission = new Admission();
    private @Nullable Entry<K, V> last;
    private long bytes;
    private int dirty;
    private int epoch;

    /**
     * Opens a cached state, in an operator's {@code open} or {@code initializeState}, that goes by the system's clock and
     * counts nothing.
     *
     * @param store the operator's keyed state
     * @param keys the operator, to set the current key
     */
    public static <K, V> CachedState<K, V> open(
            KeyedStateStore store, KeyContext keys, CacheSettings<V> settings, Listener<K, V> listener) {
        return open(store, keys, settings, listener, System::currentTimeMillis, null);
    }

    /**
     * Opens a cached state, in an operator's {@code open} or {@code initializeState}.
     *
     * @param store the operator's keyed state
     * @param keys the operator, to set the current key
     * @param clock the processing time in milliseconds, for the time to live
     * @param metrics where hits, misses, loads, writes, evictions, bytes and entries are counted; {@code null} for nowhere
     */
    public static <K, V> CachedState<K, V> open(
            KeyedStateStore store,
            KeyContext keys,
            CacheSettings<V> settings,
            Listener<K, V> listener,
            LongSupplier clock,
            @Nullable MetricGroup metrics) {
        return new CachedState<>(new StateAccess<>(store, keys, settings), settings, listener, clock, metrics);
    }

    private CachedState(
            StateAccess<K, V> state,
            CacheSettings<V> settings,
            Listener<K, V> listener,
            LongSupplier clock,
            @Nullable MetricGroup metrics) {
        this.state = state;
        this.backing = state.backing;
        this.codec = settings.codec();
        this.listener = listener;
        this.bound = settings.size().getBytes();
        this.timeToLive = settings.timeToLive().toMillis();
        this.clock = clock;
        this.metrics = new CacheMetrics(metrics, () -> bytes, entries::size);
    }

    /** Whether this is batch execution, where keys come one after the other. */
    public boolean holdsOneKey() {
        return backing == Backing.ONE_KEY;
    }

    /** The key's object to read, which does not count as a use; {@code null} where it has none. */
    public @Nullable V find(K key) throws Exception {
        return touch(key).value;
    }

    /** The key's object to change; {@code null} where it has none. */
    public @Nullable V change(K key) throws Exception {
        Entry<K, V> entry = touch(key);
        V value = entry.value;
        if (value == null) {
            return null;
        }
        if (entry.epoch != epoch) {
            value = regain(entry, value);
        }
        use(entry);
        if (entry.countChange()) {
            measure(entry, value);
        }
        return value;
    }

    /** The key's object if it is live, to read; does not count as a use. */
    public @Nullable V live(K key) {
        Entry<K, V> entry = entries.get(key);
        return entry == null || expired(entry.stored) ? null : entry.value;
    }

    /** Gives the key a new object. */
    public void put(K key, V value) {
        Entry<K, V> entry = entries.get(key);
        if (entry == null) {
            if (backing == Backing.ONE_KEY) {
                ThrowingRunnable.unchecked(() -> begin(key)).run();
            }
            entry = new Entry<>(key, epoch);
            entry.inState = backing != Backing.ONE_KEY;
            add(entry);
        }
        entry.referenced |= entry.value != null;
        entry.hold(Stored.live(value, codec, Stored.NO_TIME), value);
        entry.shared = false;
        entry.epoch = epoch;
        use(entry);
        measure(entry, value);
        last = entry;
        if (bytes > bound) {
            ThrowingRunnable.unchecked(this::evict).run();
        }
    }

    /** Takes the key's object away, from the cache and from state. */
    public void remove(K key) throws IOException {
        Entry<K, V> entry = entries.get(key);
        if (entry != null) {
            clear(entry);
        } else if (backing != Backing.ONE_KEY) {
            state.select(key);
            state.clear();
        }
    }

    /** Writes everything that changed since it was last written. Before each checkpoint barrier. */
    public void flush() throws Exception {
        last = null;
        Entry<K, V> entry = ring.any();
        while (dirty > 0 && entry != null) {
            if (entry.dirty) {
                write(entry);
            }
            entry = entry.next;
        }
        if (backing == Backing.SHARED) {
            epoch++;
        }
        evict();
    }

    private Entry<K, V> touch(K key) throws Exception {
        Entry<K, V> entry = entries.get(key);
        if (entry == null) {
            metrics.misses.inc();
            entry = admit(key);
        } else {
            metrics.hits.inc();
            entry.referenced = true;
            if (expired(entry.stored)) {
                clear(entry);
            }
        }
        last = entry;
        if (bytes > bound) {
            evict();
        }
        return entry;
    }

    private Entry<K, V> admit(K key) throws Exception {
        // Before the next is read, while the backend's path to the guest is still at hand.
        Entry<K, V> guest = ring.dismiss();
        boolean full = guest != null && bytes + guest.bytes > bound;
        if (guest != null && full) {
            release(guest);
        }
        Entry<K, V> entry = load(key);
        if ((full || bytes > bound)
                && admission.asGuest(metrics.hits.getCount(), metrics.misses.getCount(), entries.size())) {
            ring.welcome(entry);
        }
        return entry;
    }

    private Entry<K, V> load(K key) throws Exception {
        if (backing == Backing.ONE_KEY) {
            begin(key);
            Entry<K, V> entry = new Entry<>(key, epoch);
            add(entry);
            return entry;
        }
        state.select(key);
        Stored<V> stored = state.read(key);
        Entry<K, V> entry = new Entry<>(key, epoch);
        add(entry);
        if (stored == null) {
            return entry;
        }
        entry.inState = true;
        if (expired(stored)) {
            clear(entry);
            return entry;
        }
        V value = stored.value(codec);
        metrics.loads.inc();
        entry.hold(stored, value);
        entry.shared = backing == Backing.SHARED;
        if (timeToLive > 0 && stored.lastUse() == Stored.NO_TIME) {
            use(entry);
        }
        measure(entry, value);
        listener.loaded(key, value);
        return entry;
    }

    /** Makes sure that no running checkpoint is about to write the object that the caller is about to change. */
    private V regain(Entry<K, V> entry, V value) throws IOException {
        state.select(entry.key);
        Stored<V> stored = state.read(entry.key);
        if (stored == null) {
            // Collected as garbage by a clock that differs from ours.
            stored = Stored.live(codec.copy(value), codec, Stored.NO_TIME);
            entry.shared = false;
        }
        V own = stored.value(codec);
        entry.hold(stored, own);
        entry.epoch = epoch;
        return own;
    }

    private void use(Entry<K, V> entry) {
        boolean first = !entry.dirty;
        if (first) {
            entry.dirty = true;
            dirty++;
        }
        // Without a time to live not for each use, which would fetch one more object from memory.
        if ((first || timeToLive > 0) && entry.stored != null) {
            entry.stored.usedAt(timeToLive > 0 ? clock.getAsLong() : Stored.NO_TIME);
        }
    }

    private boolean expired(@Nullable Stored<V> stored) {
        return timeToLive > 0
                && stored != null
                && stored.lastUse() != Stored.NO_TIME
                && clock.getAsLong() - stored.lastUse() >= timeToLive;
    }

    private void measure(Entry<K, V> entry, V value) {
        // On the heap backend the object is the state's own: the cache only adds what it keeps of it.
        long now = Entry.OVERHEAD_BYTES + (backing == Backing.SHARED ? 0 : codec.memoryBytes(value));
        bytes += now - entry.bytes;
        entry.bytes = now;
    }

    private void add(Entry<K, V> entry) {
        entries.put(entry.key, entry);
        ring.add(entry);
        bytes += entry.bytes;
    }

    /** Leaves the entry without an object, in the cache and in state. */
    private void clear(Entry<K, V> entry) {
        if (entry.inState) {
            state.select(entry.key);
            state.clear();
            entry.inState = false;
        }
        if (entry.dirty) {
            dirty--;
        }
        entry.holdNothing();
        bytes += Entry.OVERHEAD_BYTES - entry.bytes;
        entry.bytes = Entry.OVERHEAD_BYTES;
    }

    private void write(Entry<K, V> entry) throws Exception {
        V value = entry.value;
        Stored<V> stored = entry.stored;
        if (value == null || stored == null || expired(stored)) {
            clear(entry);
            return;
        }
        if (backing != Backing.ONE_KEY) {
            state.select(entry.key);
        }
        listener.writing(entry.key, value);
        measure(entry, value);
        entry.dirty = false;
        dirty--;
        if (backing == Backing.ONE_KEY || (entry.shared && timeToLive == 0)) {
            return;
        }
        state.write(stored);
        entry.inState = true;
        entry.shared = backing == Backing.SHARED;
        metrics.writes.inc();
    }

    private void evict() throws Exception {
        while (bytes > bound) {
            Entry<K, V> victim = ring.victim(last);
            if (victim == null) {
                return;
            }
            release(victim);
        }
    }

    private void release(Entry<K, V> entry) throws Exception {
        if (entry.dirty) {
            write(entry);
        }
        drop(entry);
    }

    private void drop(Entry<K, V> entry) throws Exception {
        entries.remove(entry.key);
        ring.remove(entry);
        bytes -= entry.bytes;
        V value = entry.value;
        if (value != null) {
            metrics.evictions.inc();
            if (backing != Backing.ONE_KEY) {
                state.select(entry.key);
            }
            listener.evicted(entry.key, value);
        }
    }

    /** In batch execution: ends the key before, and makes this one current. */
    private void begin(K key) throws Exception {
        Entry<K, V> before = ring.any();
        if (before != null && before.dirty && state.isSelected(before.key)) {
            write(before);
        }
        // Timers of the key before fire in here, and find or load its object.
        state.select(key);
        for (Entry<K, V> old = ring.any(); old != null; old = ring.any()) {
            drop(old);
        }
        dirty = 0;
    }
}
