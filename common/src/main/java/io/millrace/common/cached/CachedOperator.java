package io.millrace.common.cached;

import static java.util.Objects.requireNonNull;

import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Runs a {@link CachedFunction}. The current key is set only where something depends on it: when state is read or written,
 * for timers, and for each record in batch execution or when the function has other keyed state.
 */
final class CachedOperator<K, IN, V, OUT> extends AbstractStreamOperator<OUT>
        implements OneInputStreamOperator<IN, OUT>, Triggerable<K, VoidNamespace> {
    private static final long serialVersionUID = 1L;
    private static final String TIMERS = "timers";

    private final CacheSettings<V> settings;
    private final CachedFunction<K, IN, V, OUT> function;
    private transient @Nullable CachedState<K, V> cached;
    private transient @Nullable FunctionContext<K, V, OUT> context;
    private transient @Nullable KeySelector<IN, K> selector;
    private transient boolean batch;

    CachedOperator(CacheSettings<V> settings, CachedFunction<K, IN, V, OUT> function) {
        this.settings = settings;
        this.function = function;
    }

    @Override
    @SuppressWarnings("unchecked")
    public void open() throws Exception {
        super.open();
        selector = (KeySelector<IN, K>) getStateKeySelector1();
        CachedState<K, V> state = CachedState.open(
                getKeyedStateStore(),
                this,
                settings,
                new CachedState.Listener<>() {},
                processingTimeService::getCurrentProcessingTime,
                getMetricGroup().addGroup("cache"));
        cached = state;
        batch = state.holdsOneKey();
        InternalTimerService<VoidNamespace> timers =
                getInternalTimerService(TIMERS, VoidNamespaceSerializer.INSTANCE, this);
        FunctionContext<K, V, OUT> opened = new FunctionContext<>(this, state, timers, function::create, output);
        context = opened;
        function.open(KeyedStateWatch.around(getRuntimeContext(), opened::keepKeyCurrent));
    }

    @Override
    public void close() throws Exception {
        try {
            function.close();
        } finally {
            super.close();
        }
    }

    /** Not for each record. */
    @Override
    @SuppressWarnings("rawtypes")
    public void setKeyContextElement1(StreamRecord record) {}

    @Override
    public void processElement(StreamRecord<IN> element) throws Exception {
        IN record = element.getValue();
        K key = requireNonNull(selector).getKey(record);
        if (batch) {
            // Before all else: timers of the key before fire in here.
            setCurrentKey(key);
        }
        FunctionContext<K, V, OUT> call = requireNonNull(context);
        call.begin(key, element.hasTimestamp() ? element.getTimestamp() : Long.MIN_VALUE);
        function.process(record, call, call);
    }

    @Override
    public void onEventTime(InternalTimer<K, VoidNamespace> timer) throws Exception {
        fire(timer, TimeDomain.EVENT_TIME, timer.getTimestamp());
    }

    @Override
    public void onProcessingTime(InternalTimer<K, VoidNamespace> timer) throws Exception {
        fire(timer, TimeDomain.PROCESSING_TIME, Long.MIN_VALUE);
    }

    private void fire(InternalTimer<K, VoidNamespace> timer, TimeDomain domain, long timestamp) throws Exception {
        FunctionContext<K, V, OUT> call = requireNonNull(context);
        call.begin(timer.getKey(), timestamp);
        function.onTimer(timer.getTimestamp(), domain, call, call);
    }

    /** Before the barrier, because what is sent or registered after it is not part of the checkpoint. */
    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        requireNonNull(cached).flush();
    }

    /** Once more, at no cost: nothing may come in between, and a snapshot of what is in use must not be possible. */
    @Override
    public void snapshotState(StateSnapshotContext snapshot) throws Exception {
        requireNonNull(cached).flush();
        super.snapshotState(snapshot);
    }
}
