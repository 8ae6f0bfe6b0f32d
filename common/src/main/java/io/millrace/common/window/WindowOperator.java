package io.millrace.common.window;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Keyed windows over slices, as Flink runs them: watermarks or the clock, timers, checkpoints, the end of input.
 *
 * <p>How far time has passed is part of checkpoints, so that a window that was over before a failure is over after it as well:
 * Flink itself keeps no watermarks.
 *
 * <p>In batch execution Flink hands over one key after the other, and forgets state as it goes. The operator then keeps the
 * windows of one key in memory, and gives all their results when the next key comes.
 */
abstract class WindowOperator<IN, T, K, A, R, OUT> extends AbstractStreamOperator<OUT>
        implements OneInputStreamOperator<IN, OUT>, BoundedOneInput, Triggerable<K, VoidNamespace> {
    private static final long serialVersionUID = 1L;
    private static final String TIMERS = "due";

    private final WindowPlan<T, A, R> plan;
    private final WindowSettings<T, K, R, OUT> settings;
    private final boolean timed;
    private final boolean byClock;
    private final KeySelector<T, K> keys;
    private final PassedTime passedTime = new PassedTime();
    private transient @Nullable WindowRuntime<T, K, A, R, OUT> runtime;
    private transient @Nullable InternalTimerService<VoidNamespace> timers;
    private transient long restoredTime;
    private transient long clockTimer;
    private transient boolean batch;
    private transient @Nullable KeyWindows<K, A> only;

    WindowOperator(WindowPlan<T, A, R> plan, WindowSettings<T, K, R, OUT> settings) {
        this.plan = plan;
        this.settings = settings;
        this.timed = plan.counts().isEmpty();
        this.byClock = settings.processingTime();
        this.keys = settings.keys();
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        restoredTime = passedTime.restore(context);
    }

    @Override
    public void open() throws Exception {
        super.open();
        clockTimer = Ticket.NEVER;
        InternalTimerService<VoidNamespace> service =
                getInternalTimerService(TIMERS, VoidNamespaceSerializer.INSTANCE, this);
        timers = service;
        WindowRuntime<T, K, A, R, OUT> opened = new WindowRuntime<>(
                plan, settings, output, new WindowRuntime.Host(getKeyedStateStore(), this, service, getMetricGroup()));
        opened.restore(restoredTime);
        batch = opened.isBatch();
        runtime = opened;
    }

    /** Passes a record or what was aggregated of several on to {@link #add} or to the runtime. */
    abstract void accept(WindowRuntime<T, K, A, R, OUT> windows, StreamRecord<IN> element) throws Exception;

    private WindowRuntime<T, K, A, R, OUT> runtime() {
        return Objects.requireNonNull(runtime, "not open");
    }

    private InternalTimerService<VoidNamespace> timers() {
        return Objects.requireNonNull(timers, "not open");
    }

    /** Keys are set where state is touched, and not for every record. */
    @Override
    @SuppressWarnings("rawtypes")
    public final void setKeyContextElement1(StreamRecord element) {}

    @Override
    public final void processElement(StreamRecord<IN> element) throws Exception {
        WindowRuntime<T, K, A, R, OUT> windows = runtime();
        accept(windows, element);
        if (byClock && !batch) {
            watchTheClock(windows);
        }
    }

    /** Adds a record at the time its windows go by. */
    final void add(WindowRuntime<T, K, A, R, OUT> windows, T record, StreamRecord<?> element) throws Exception {
        K key = keys.getKey(record);
        long timestamp = byClock ? now(windows) : timeOf(element);
        if (batch) {
            windows.add(only(windows, key), record, timestamp);
        } else {
            windows.add(key, record, timestamp);
        }
    }

    /** Adds what was aggregated of several records of one slice. */
    final void addAggregated(WindowRuntime<T, K, A, R, OUT> windows, Partial<T, K, A> partial) throws Exception {
        if (batch) {
            windows.addAggregated(only(windows, partial.key()), partial);
        } else {
            windows.addAggregated(partial);
        }
    }

    private long timeOf(StreamRecord<?> element) {
        return timed || element.hasTimestamp() ? timestamp(element) : Long.MIN_VALUE;
    }

    static long timestamp(StreamRecord<?> element) {
        if (!element.hasTimestamp()) {
            throw new IllegalStateException("a record has no timestamp: windows by event time need a watermark strategy"
                    + " with a timestamp assigner");
        }
        return element.getTimestamp();
    }

    private long now(WindowRuntime<T, K, A, R, OUT> windows) {
        return Math.max(timers().currentProcessingTime(), windows.passed() + 1);
    }

    private KeyWindows<K, A> only(WindowRuntime<T, K, A, R, OUT> windows, K key) {
        KeyWindows<K, A> mine = only;
        if (mine == null || !Objects.requireNonNull(mine.ticket).key.equals(key)) {
            finishOnly(windows);
            only = mine = windows.empty(key);
        }
        return mine;
    }

    private void finishOnly(WindowRuntime<T, K, A, R, OUT> windows) {
        if (only != null) {
            windows.advance(only, Long.MAX_VALUE);
            only = null;
        }
    }

    @Override
    public final void processWatermark(Watermark mark) throws Exception {
        if (!byClock && !batch) {
            runtime().advance(mark.getTimestamp());
        }
        super.processWatermark(mark);
    }

    @Override
    public final void onEventTime(InternalTimer<K, VoidNamespace> timer) throws Exception {
        runtime().wake(timer.getKey());
    }

    @Override
    public final void onProcessingTime(InternalTimer<K, VoidNamespace> timer) throws Exception {
        WindowRuntime<T, K, A, R, OUT> windows = runtime();
        windows.advance(now(windows) - 1);
        windows.wake(timer.getKey());
        watchTheClock(windows);
    }

    /** Keeps one timer of the operator's own for the live keys. */
    private void watchTheClock(WindowRuntime<T, K, A, R, OUT> windows) {
        long next = windows.nextDue();
        if (next == Ticket.NEVER || next + 1 >= clockTimer) {
            return;
        }
        clockTimer = next + 1;
        getProcessingTimeService().registerTimer(clockTimer, time -> {
            clockTimer = Ticket.NEVER;
            windows.advance(now(windows) - 1);
            watchTheClock(windows);
        });
    }

    @Override
    public final void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        runtime().flush();
    }

    @Override
    public final void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        WindowRuntime<T, K, A, R, OUT> windows = runtime();
        windows.flush();
        passedTime.keep(windows.passed());
    }

    /** Where windows go by the clock, all that are open end with the input; by event time the last watermark ends them. */
    @Override
    public final void endInput() throws Exception {
        WindowRuntime<T, K, A, R, OUT> windows = runtime();
        if (batch) {
            finishOnly(windows);
        } else if (byClock) {
            windows.advance(Long.MAX_VALUE);
            List<Object> waiting = new ArrayList<>();
            timers().forEachProcessingTimeTimer((namespace, time) -> waiting.add(getCurrentKey()));
            for (Object key : waiting) {
                @SuppressWarnings("unchecked")
                K mine = (K) key;
                windows.wake(mine);
            }
        }
    }
}
