package io.millrace.operators;

import java.util.Objects;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Keyed learning as Flink runs it: timers, checkpoints, the end of input. Timers by event time say that a model may be idle,
 * timers by the clock that it is to be exported; a key has at most one of each.
 */
abstract class KeyedLearningOperator<IN, OUT> extends AbstractStreamOperator<OUT>
        implements Triggerable<String, VoidNamespace> {
    private static final long serialVersionUID = 1L;
    private static final String TIMERS = "timers";

    private final LearningPlan<IN, OUT> plan;
    private transient @Nullable KeyedModels<IN, OUT> models;
    private transient @Nullable ModelCounts counts;
    private transient @Nullable InternalTimerService<VoidNamespace> timers;
    private transient boolean restored;

    KeyedLearningOperator(LearningPlan<IN, OUT> plan) {
        this.plan = plan;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        counts = ModelCounts.of(getRuntimeContext().getTaskInfo(), context.getOperatorStateStore());
        restored = context.isRestored();
    }

    @Override
    public void open() throws Exception {
        super.open();
        InternalTimerService<VoidNamespace> service =
                getInternalTimerService(TIMERS, VoidNamespaceSerializer.INSTANCE, this);
        timers = service;
        KeyedStateBackend<String> backend = getKeyedStateBackend();
        KeyedModels<IN, OUT> opened = new KeyedModels<>(
                plan,
                counts(),
                new KeyedModels.Host<>(
                        getKeyedStateStore(),
                        this,
                        service,
                        output,
                        () -> backend.getKeys(KeyedModels.STATE, VoidNamespace.INSTANCE),
                        getMetricGroup()));
        models = opened;
        ModelReader warmStart = plan.settings().warmStart();
        if (warmStart != null && !restored) {
            opened.warmStart(warmStart);
        }
    }

    final KeyedModels<IN, OUT> models() {
        return Objects.requireNonNull(models, "not open");
    }

    final ModelCounts counts() {
        return Objects.requireNonNull(counts, "not initialized");
    }

    /** Keys are set where state is touched, and not for every record. */
    @Override
    @SuppressWarnings("rawtypes")
    public final void setKeyContextElement1(StreamRecord record) {}

    /** The end of input is not the end of time: what is idle then is so by the records there were. */
    @Override
    public final void processWatermark(Watermark mark) throws Exception {
        if (mark.getTimestamp() < Long.MAX_VALUE || models().isBatch()) {
            super.processWatermark(mark);
            return;
        }
        long newest = counts().newest();
        if (newest > Objects.requireNonNull(timers).currentWatermark()) {
            super.processWatermark(new Watermark(newest));
        }
        output.emitWatermark(mark);
    }

    @Override
    public final void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        models().checkIdle(timer.getKey());
    }

    @Override
    public final void onProcessingTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        models().exportChanged(timer.getKey());
    }

    @Override
    public final void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        models().flush();
    }

    @Override
    public final void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        models().flush();
        counts().snapshot();
    }
}
