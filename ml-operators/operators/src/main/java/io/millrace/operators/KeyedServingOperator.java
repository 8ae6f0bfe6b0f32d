package io.millrace.operators;

import static java.util.Objects.requireNonNull;

import io.millrace.common.cached.CacheSettings;
import io.millrace.common.cached.CachedState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/** One model for each key. In batch execution a timer refuses what a key holds when its records and models are over. */
final class KeyedServingOperator extends ServingOperator implements Triggerable<String, VoidNamespace> {
    private static final long serialVersionUID = 1L;

    private static final String MODELS = "served-models";
    private static final String HELD = "held";
    private static final String TIMERS = "ends";

    private final ModelSpec spec;
    private transient @Nullable CachedState<String, ServedModel> models;
    private transient @Nullable ListState<HeldRecord> held;
    private transient @Nullable InternalTimerService<VoidNamespace> timers;
    private transient @Nullable ModelCounts counts;
    private transient Map<String, List<ModelRecord>> beginnings;
    private transient boolean restored;

    KeyedServingOperator(ModelSpec spec, LearningSettings settings, int mostHeld) {
        super(spec, settings, mostHeld);
        this.spec = spec;
        this.beginnings = new HashMap<>();
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
        openServing();
        beginnings = new HashMap<>();
        timers = getInternalTimerService(TIMERS, VoidNamespaceSerializer.INSTANCE, this);
        held = getKeyedStateStore().getListState(new ListStateDescriptor<>(HELD, HeldRecord.TYPE));
        models = CachedState.open(
                getKeyedStateStore(),
                this,
                new CacheSettings<>(MODELS, "served " + spec.signature(), codec, settings.cache(), Duration.ZERO),
                new CachedState.Listener<>() {},
                processingTimeService::getCurrentProcessingTime,
                getMetricGroup().addGroup("cache"));
        MetricGroup group = getMetricGroup().addGroup("serving");
        group.gauge("models", (Gauge<Long>) counts()::models);
        group.gauge("modelBytes", (Gauge<Long>) counts()::bytes);
        if (restored && !models().holdsOneKey()) {
            long count = 0;
            for (String key : keysThatHold()) {
                setCurrentKey(key);
                count += heldOfKey().size();
            }
            held(count);
        } else if (settings.warmStart() != null) {
            warmStart(settings.warmStart(), this::begin);
        }
    }

    private ModelCounts counts() {
        return requireNonNull(counts, "not initialized");
    }

    private CachedState<String, ServedModel> models() {
        return requireNonNull(models, "not open");
    }

    /** Keys are set where state is touched. */
    @Override
    @SuppressWarnings("rawtypes")
    public void setKeyContextElement1(StreamRecord record) {}

    /** Keys are set where state is touched. */
    @Override
    @SuppressWarnings("rawtypes")
    public void setKeyContextElement2(StreamRecord record) {}

    @Override
    public void processElement1(StreamRecord<Example> element) throws Exception {
        Example example = element.getValue();
        if (!example.action().predicts()) {
            return;
        }
        ServedModel served = find(example.key());
        KeyedModel current = served.current();
        if (current != null) {
            predict(current.model, element);
        } else if (holds()) {
            hold(element);
        } else {
            refuse(element);
        }
    }

    @Override
    public void processElement2(StreamRecord<ModelRecord> element) throws Exception {
        ModelRecord record = element.getValue();
        ServedModel.Taken taken = take(find(record.key()), record);
        came(element, taken);
        KeyedModel current = taken.model().current();
        if (taken.fate() == ServedModel.Fate.TAKEN && held() > 0 && current != null) {
            release(record.key(), current.model);
        }
    }

    private ServedModel find(String key) throws Exception {
        ServedModel found = models().find(key);
        List<ModelRecord> beginning = beginnings.isEmpty() ? null : beginnings.remove(key);
        if (beginning != null) {
            for (ModelRecord record : beginning) {
                found = take(found == null ? ServedModel.NONE : found, record).model();
            }
        }
        return found == null ? ServedModel.NONE : found;
    }

    private ServedModel.Taken take(ServedModel before, ModelRecord record) throws Exception {
        String key = record.key();
        ServedModel.Taken taken = before.take(record, codec.models());
        if (taken.model() == before) {
            return taken;
        }
        KeyedModel now = taken.model().current();
        if (taken.fate() == ServedModel.Fate.TAKEN && now != null) {
            KeyedModel former = before.current();
            long bytes = codec.modelBytes(now);
            if (isFull(former, bytes)) {
                return new ServedModel.Taken(before, ServedModel.Fate.REJECTED, tooMany(bytes));
            }
            if (former != null) {
                counts().remove(key, former);
            }
            counts().add(key, now, bytes);
            counts().sawTime(record.exportedAt());
        }
        if (taken.model().isEmpty()) {
            models().remove(key);
        } else {
            models().put(key, taken.model());
        }
        return taken;
    }

    private boolean isFull(@Nullable KeyedModel former, long bytes) {
        if (models().holdsOneKey()) {
            return false;
        }
        long others = counts().models() - (former == null ? 0 : 1);
        long othersBytes = counts().bytes() - (former == null ? 0 : former.bytes);
        return others >= settings.maxModels()
                || othersBytes + bytes > settings.maxModelBytes().getBytes();
    }

    private String tooMany(long bytes) {
        return "more models than are allowed: there are " + counts().models() + " of at most " + settings.maxModels()
                + " with " + counts().bytes() + " of at most "
                + settings.maxModelBytes().getBytes() + " bytes, and this one takes " + bytes;
    }

    private ServedModel.Taken begin(ModelRecord record) throws Exception {
        if (!counts().owns(record.key())) {
            return new ServedModel.Taken(ServedModel.NONE, ServedModel.Fate.OLDER, "");
        }
        if (models().holdsOneKey()) {
            // Keys are still to come, one after the other.
            beginnings.computeIfAbsent(record.key(), key -> new ArrayList<>()).add(record);
            return ServedModel.NONE.take(record, codec.models());
        }
        return take(find(record.key()), record);
    }

    private void hold(StreamRecord<Example> element) throws Exception {
        setCurrentKey(element.getValue().key());
        requireNonNull(held).add(HeldRecord.of(element));
        if (models().holdsOneKey()) {
            requireNonNull(timers).registerEventTimeTimer(VoidNamespace.INSTANCE, Long.MAX_VALUE);
        }
        held(held() + 1);
    }

    private List<HeldRecord> heldOfKey() throws Exception {
        List<HeldRecord> all = new ArrayList<>();
        Iterable<HeldRecord> found = requireNonNull(held).get();
        if (found != null) {
            found.forEach(all::add);
        }
        return all;
    }

    private void release(String key, @Nullable Model model) throws Exception {
        setCurrentKey(key);
        List<HeldRecord> records = heldOfKey();
        requireNonNull(held).clear();
        for (HeldRecord record : records) {
            if (model == null) {
                refuse(record.element());
            } else {
                predict(model, record.element());
            }
        }
        held(held() - records.size());
    }

    @Override
    boolean keepsHolding() {
        return models().holdsOneKey();
    }

    @Override
    boolean tells() {
        return true;
    }

    private List<String> keysThatHold() {
        KeyedStateBackend<String> backend = getKeyedStateBackend();
        try (Stream<String> keys = backend.getKeys(HELD, VoidNamespace.INSTANCE)) {
            return keys.toList();
        }
    }

    @Override
    void refuseHeld() throws Exception {
        if (held() > 0 && !models().holdsOneKey()) {
            for (String key : keysThatHold()) {
                release(key, null);
            }
        }
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        release(timer.getKey(), null);
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
        throw new IllegalStateException("there are no timers of a key by the clock");
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        models().flush();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        models().flush();
        super.snapshotState(context);
        counts().snapshot();
    }
}
