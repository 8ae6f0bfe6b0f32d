package io.millrace.common.window;

import io.millrace.common.cached.CacheSettings;
import io.millrace.common.cached.CachedState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.KeyContext;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * The windows of all keys of a subtask. A key's windows are one live object in a {@link CachedState}. Live keys are due by a
 * schedule in memory; a key that is written to state gets a timer, by which it is found when it is not live.
 */
final class WindowRuntime<T, K, A, R, OUT> implements CachedState.Listener<K, KeyWindows<K, A>> {
    private static final String STATE = "windows";

    /** What an operator lends: its keyed state, itself to set the current key, its timers and metrics. */
    record Host(
            KeyedStateStore store, KeyContext keys, InternalTimerService<VoidNamespace> timers, MetricGroup metrics) {}

    private final WindowOutput<T, K, A, R, OUT> output;
    private final List<Engine<T, K, A>> engines = new ArrayList<>(1);
    private final @Nullable SlicedEngine<T, K, A> sliced;
    private final KeyWindowsCodec<K, A> codec;
    private final long earlyMillis;
    private final boolean clock;
    private final InternalTimerService<VoidNamespace> timers;
    private final CachedState<K, KeyWindows<K, A>> state;
    private final Schedule<K> schedule = new Schedule<>();
    /** Up to when time has passed: the watermark, or the clock less a millisecond. */
    private long passed;

    WindowRuntime(
            WindowPlan<T, A, R> plan,
            WindowSettings<T, K, R, OUT> settings,
            Output<StreamRecord<OUT>> results,
            Host host) {
        this.output = new WindowOutput<>(plan, settings, results, host.metrics());
        this.codec = new KeyWindowsCodec<>(plan);
        this.earlyMillis = plan.earlyMillis();
        this.clock = settings.processingTime();
        this.timers = host.timers();
        this.sliced = plan.sliced().isEmpty() ? null : new SlicedEngine<>(plan, plan.sliced(), output);
        if (sliced != null) {
            engines.add(sliced);
        }
        if (!plan.sessions().isEmpty()) {
            engines.add(new SessionEngine<>(plan, plan.sessions(), output));
        }
        plan.counts().forEach(count -> engines.add(new CountEngine<>(plan, count, output)));
        CacheSettings<KeyWindows<K, A>> cache = new CacheSettings<>(
                STATE,
                plan.signature(),
                codec,
                settings.cache(),
                plan.counts().isEmpty() ? Duration.ZERO : settings.timeToLive());
        this.state = CachedState.open(
                host.store(),
                host.keys(),
                cache,
                this,
                timers::currentProcessingTime,
                host.metrics().addGroup("cache"));
    }

    long passed() {
        return passed;
    }

    /** Whether keys come one after the other. */
    boolean isBatch() {
        return state.holdsOneKey();
    }

    /** Sets how far time had passed, before anything else happens. */
    void restore(long time) {
        passed = time;
    }

    /** Windows of a key that has none. */
    KeyWindows<K, A> empty(K key) {
        KeyWindows<K, A> windows = codec.empty();
        windows.ticket = new Ticket<>(key);
        return windows;
    }

    void add(K key, T record, long timestamp) throws Exception {
        KeyWindows<K, A> windows = state.change(key);
        if (windows == null) {
            windows = empty(key);
            long due = add(windows, record, timestamp);
            if (!isEmpty(windows)) {
                state.put(key, windows);
                dueBy(windows, due);
            }
            return;
        }
        long due = add(windows, record, timestamp);
        if (due != Ticket.NEVER) {
            dueBy(windows, due);
        }
    }

    /** Adds to windows that are in no state; the result is when they are due. */
    long add(KeyWindows<K, A> windows, T record, long timestamp) {
        output.recordTime(timestamp);
        // After a restore of unaligned checkpoints a key can be further than its subtask.
        long over = Math.max(passed, windows.fired);
        long due = engines.get(0).add(windows, record, timestamp, over);
        for (int i = 1; i < engines.size(); i++) {
            due = Math.min(due, engines.get(i).add(windows, record, timestamp, over));
        }
        return earlyMillis == 0 ? due : Math.min(due, noteChange(windows, timestamp));
    }

    /** Adds what was aggregated of several records of one slice. */
    void addAggregated(Partial<T, K, A> partial) throws Exception {
        KeyWindows<K, A> windows = state.change(partial.key());
        boolean isNew = windows == null;
        if (windows == null) {
            windows = empty(partial.key());
        }
        long due = addAggregated(windows, partial);
        if (isNew && isEmpty(windows)) {
            return;
        }
        if (isNew) {
            state.put(partial.key(), windows);
        }
        dueBy(windows, due);
    }

    /** Adds to windows that are in no state; the result is when they are due. */
    long addAggregated(KeyWindows<K, A> windows, Partial<T, K, A> partial) {
        long due = Objects.requireNonNull(sliced).addAggregated(windows, partial, Math.max(passed, windows.fired));
        return earlyMillis == 0 ? due : Math.min(due, noteChange(windows, partial.time()));
    }

    private long noteChange(KeyWindows<K, A> windows, long timestamp) {
        if (windows.earlyAt == Ticket.NEVER) {
            // The clock is ahead of what has passed where nothing was due for a while.
            long from = clock || passed == KeyWindows.LONG_AGO ? timestamp : passed;
            windows.earlyAt = (Math.floorDiv(from, earlyMillis) + 1) * earlyMillis;
        }
        if (sliced != null) {
            sliced.noteChange(windows, timestamp);
        }
        return windows.earlyAt;
    }

    /** Time has passed: results of all live keys that are due. */
    void advance(long time) throws Exception {
        passed = Math.max(passed, time);
        for (Ticket<K> ticket = schedule.poll(passed); ticket != null; ticket = schedule.poll(passed)) {
            KeyWindows<K, A> windows = state.change(ticket.key);
            if (windows != null) {
                fire(windows);
            }
        }
    }

    /** A timer of a key says that it is due; live keys are by the schedule. */
    void wake(K key) throws Exception {
        if (state.live(key) == null) {
            KeyWindows<K, A> windows = state.change(key);
            if (windows != null) {
                fire(windows);
            }
        }
    }

    private void fire(KeyWindows<K, A> windows) throws Exception {
        advance(windows, passed);
        Ticket<K> ticket = Objects.requireNonNull(windows.ticket);
        if (isEmpty(windows)) {
            schedule.remove(ticket);
            state.remove(ticket.key);
        } else {
            schedule.set(ticket, due(windows));
        }
    }

    /** Gives the results of windows that are over by a time. */
    void advance(KeyWindows<K, A> windows, long time) {
        for (Engine<T, K, A> engine : engines) {
            engine.advance(windows, time);
        }
        if (windows.earlyAt <= time && windows.earlyAt != Ticket.NEVER) {
            windows.earlyAt = Ticket.NEVER;
            if (time != Long.MAX_VALUE) {
                engines.forEach(engine -> engine.early(windows, time));
            }
            windows.changed = null;
        }
        windows.fired = Math.max(windows.fired, time);
    }

    private boolean isEmpty(KeyWindows<K, A> windows) {
        for (Engine<T, K, A> engine : engines) {
            if (!engine.isEmpty(windows)) {
                return false;
            }
        }
        return true;
    }

    private void dueBy(KeyWindows<K, A> windows, long due) {
        Ticket<K> ticket = Objects.requireNonNull(windows.ticket);
        if (due < ticket.due) {
            schedule.set(ticket, due);
        }
    }

    private long due(KeyWindows<K, A> windows) {
        long due = windows.earlyAt;
        for (Engine<T, K, A> engine : engines) {
            due = Math.min(due, engine.due(windows));
        }
        return due;
    }

    /** When the next live key is due. */
    long nextDue() {
        return schedule.next();
    }

    void flush() throws Exception {
        state.flush();
    }

    @Override
    public void loaded(K key, KeyWindows<K, A> windows) {
        Ticket<K> ticket = new Ticket<>(key);
        windows.ticket = ticket;
        schedule.set(ticket, due(windows));
    }

    @Override
    public void writing(K key, KeyWindows<K, A> windows) {
        long due = due(windows);
        if (due == Ticket.NEVER) {
            return;
        }
        if (clock) {
            timers.registerProcessingTimeTimer(VoidNamespace.INSTANCE, due + 1);
        } else {
            timers.registerEventTimeTimer(VoidNamespace.INSTANCE, due);
        }
    }

    @Override
    public void evicted(K key, KeyWindows<K, A> windows) {
        schedule.remove(Objects.requireNonNull(windows.ticket));
        windows.ticket = null;
    }
}
