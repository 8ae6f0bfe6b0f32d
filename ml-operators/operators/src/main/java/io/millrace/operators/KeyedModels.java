package io.millrace.operators;

import io.millrace.common.cached.CacheSettings;
import io.millrace.common.cached.CachedState;
import io.millrace.common.record.FieldValues;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.KeyContext;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * The models of a subtask, one live object of a {@link CachedState} for each key. A key has a model from the first record
 * that it learned; before that its records are predicted by a model that has learned nothing.
 *
 * <p>In batch execution a key's model goes when its records are over, so that nothing needs to be bounded or to expire for
 * want of records.
 */
final class KeyedModels<IN, OUT> implements CachedState.Listener<String, KeyedModel> {
    static final String STATE = "models";
    private static final int MEASURED_EVERY = 64;

    /** What an operator lends: its keyed state, itself to set the current key, its timers, output and metrics. */
    record Host<OUT>(
            KeyedStateStore store,
            KeyContext keys,
            InternalTimerService<VoidNamespace> timers,
            Output<StreamRecord<OUT>> output,
            Supplier<Stream<String>> allKeys,
            MetricGroup metrics) {}

    private final LearningPlan<IN, OUT> plan;
    private final Host<OUT> host;
    private final InternalTimerService<VoidNamespace> timers;
    private final KeyedModelCodec codec;
    private final Models models;
    private final ModelCounts counts;
    private final LearningMetrics metrics;
    private final CachedState<String, KeyedModel> state;
    private final boolean batch;
    private final boolean regression;
    private final long idle;
    private final long exportInterval;
    private final long mostModels;
    private final long mostBytes;
    private final Set<String> requested = new HashSet<>();
    private final Map<String, ModelRecord> waiting = new HashMap<>();
    private final Ties<IN> ties = new Ties<>();
    private KeyedModel spare;
    private final long spareBytes;

    KeyedModels(LearningPlan<IN, OUT> plan, ModelCounts counts, Host<OUT> host) {
        this.plan = plan;
        this.counts = counts;
        this.host = host;
        this.timers = host.timers();
        this.codec = new KeyedModelCodec(plan.spec());
        this.models = codec.models();
        this.metrics = new LearningMetrics(host.metrics().addGroup("learning"), counts);
        LearningSettings settings = plan.settings();
        this.state = CachedState.open(
                host.store(),
                host.keys(),
                new CacheSettings<>(STATE, plan.spec().signature(), codec, settings.cache(), Duration.ZERO),
                this,
                timers::currentProcessingTime,
                host.metrics().addGroup("cache"));
        this.batch = state.holdsOneKey();
        this.regression = plan.spec().task() == ModelSpec.Task.REGRESSION;
        this.idle = settings.idle().toMillis();
        this.exportInterval = settings.exportInterval().toMillis();
        this.mostModels = batch ? Long.MAX_VALUE : settings.maxModels();
        this.mostBytes = batch ? Long.MAX_VALUE : settings.maxModelBytes().getBytes();
        this.spare = new KeyedModel(models.create());
        this.spareBytes = codec.memoryBytes(spare);
    }

    LearningMetrics metrics() {
        return metrics;
    }

    boolean isBatch() {
        return batch;
    }

    /** Predicts and learns a record, by what it asks for. */
    void process(StreamRecord<IN> element) throws Exception {
        Example example = plan.examples().of(element.getValue(), time(element));
        if (!batch || !element.hasTimestamp()) {
            process(element, example);
            return;
        }
        if (ties.endBefore(example, element)) {
            processTies();
        }
        ties.add(example, element);
    }

    private void processTies() throws Exception {
        for (Ties.Tie<IN> tie : ties.take()) {
            process(tie.element(), tie.held().example());
        }
    }

    private void process(StreamRecord<IN> element, Example example) throws Exception {
        IN record = element.getValue();
        KeyedModel own = find(example, element);
        if (own == null && isFull()) {
            metrics.refused.inc();
            host.output().collect(plan.refused(), element);
            return;
        }
        KeyedModel keyed = own == null ? spare : own;
        boolean learns = learns(example);
        if (example.action().predicts()) {
            metrics.predictions.inc();
            Prediction prediction = learns ? keyed.model.predictThenLearn(example) : keyed.model.predict(example);
            host.output().collect(element.replace(plan.results().of(record, prediction)));
        } else if (learns) {
            keyed.model.learn(example);
        }
        if (learns) {
            learned(keyed, own == null, example, element);
        }
    }

    private boolean learns(Example example) {
        return example.action().learns() && (regression ? Double.isFinite(example.target()) : example.label() != null);
    }

    private long time(StreamRecord<IN> element) {
        if (element.hasTimestamp()) {
            return element.getTimestamp();
        }
        if (idle > 0) {
            throw new IllegalStateException("a record has no timestamp: models that expire need a watermark strategy"
                    + " with a timestamp assigner");
        }
        return FieldValues.MISSING;
    }

    /** The key's model, which counts as changed if the example does change it; {@code null} where it has none. */
    private @Nullable KeyedModel find(Example example, StreamRecord<IN> element) throws Exception {
        String key = example.key();
        boolean changes = idle > 0 || learns(example);
        KeyedModel keyed = changes ? state.change(key) : state.find(key);
        if (keyed == null && !waiting.isEmpty()) {
            keyed = takeWaiting(key);
        }
        if (idle == 0) {
            return keyed;
        }
        long time = element.getTimestamp();
        counts.sawTime(time);
        if (keyed == null) {
            return null;
        }
        // Not only when a timer fires: what a record finds must not depend on how far the watermark was.
        if (keyed.newest != KeyedModel.NONE && time >= due(keyed)) {
            expire(key, keyed);
            return null;
        }
        keyed.newest = Math.max(keyed.newest, time);
        if (keyed.expiryTimer == KeyedModel.NONE) {
            watch(key, keyed, due(keyed));
        }
        return keyed;
    }

    private void learned(KeyedModel keyed, boolean isNew, Example example, StreamRecord<IN> element) throws Exception {
        long learned = keyed.model.learned();
        metrics.learned.inc();
        String key = example.key();
        if (isNew) {
            add(key, keyed);
            spare = new KeyedModel(models.create());
            if (idle > 0) {
                keyed.newest = element.getTimestamp();
                watch(key, keyed, due(keyed));
            }
        } else if ((learned & MEASURED_EVERY - 1) == 0 || (learned & learned - 1) == 0) {
            // By what it has learned, and not when it is written, so that it does not depend on when that is.
            counts.resize(key, keyed, codec.memoryBytes(keyed));
        }
        if (exportInterval > 0 && keyed.exportTimer == KeyedModel.NONE && !batch) {
            keyed.exportTimer = (timers.currentProcessingTime() / exportInterval + 1) * exportInterval;
            select(key);
            timers.registerProcessingTimeTimer(VoidNamespace.INSTANCE, keyed.exportTimer);
        }
    }

    private void add(String key, KeyedModel keyed) {
        counts.add(key, keyed, codec.memoryBytes(keyed));
        metrics.created.inc();
        state.put(key, keyed);
    }

    private boolean isFull() {
        return counts.models() >= mostModels || counts.bytes() + spareBytes > mostBytes;
    }

    private long due(KeyedModel keyed) {
        long due = keyed.newest + idle;
        return due < keyed.newest ? Long.MAX_VALUE : due;
    }

    private void watch(String key, KeyedModel keyed, long time) {
        if (!batch) {
            keyed.expiryTimer = time;
            select(key);
            timers.registerEventTimeTimer(VoidNamespace.INSTANCE, time);
        }
    }

    /** On RocksDB, setting a key writes it to bytes, so it is not set twice. */
    private void select(String key) {
        if (!key.equals(host.keys().getCurrentKey())) {
            host.keys().setCurrentKey(key);
        }
    }

    private void expire(String key, KeyedModel keyed) throws Exception {
        counts.remove(key, keyed);
        metrics.expired.inc();
        if (!batch) {
            select(key);
            if (keyed.expiryTimer != KeyedModel.NONE) {
                timers.deleteEventTimeTimer(VoidNamespace.INSTANCE, keyed.expiryTimer);
            }
            if (keyed.exportTimer != KeyedModel.NONE) {
                timers.deleteProcessingTimeTimer(VoidNamespace.INSTANCE, keyed.exportTimer);
            }
        }
        state.remove(key);
    }

    /** The watermark has reached a key's timer: its model expires, or is looked at again when it may. */
    void checkIdle(String key) throws Exception {
        KeyedModel keyed = state.change(key);
        if (keyed == null) {
            return;
        }
        keyed.expiryTimer = KeyedModel.NONE;
        if (idle == 0) {
            return;
        }
        long passed = timers.currentWatermark();
        if (keyed.newest == KeyedModel.NONE) {
            keyed.newest = passed;
        }
        if (due(keyed) <= passed) {
            expire(key, keyed);
        } else {
            watch(key, keyed, due(keyed));
        }
    }

    /** The clock has reached a key's timer: its model is exported. */
    void exportChanged(String key) throws Exception {
        KeyedModel keyed = state.change(key);
        if (keyed != null) {
            keyed.exportTimer = KeyedModel.NONE;
            if (exportInterval > 0) {
                export(key, keyed);
            }
        }
    }

    /** Exports a model, if there is one. In batch execution, where keys are still to come, when it goes. */
    void exportOne(String key) throws Exception {
        if (!counts.owns(key)) {
            return;
        }
        if (batch) {
            requested.add(key);
            return;
        }
        KeyedModel keyed = state.find(key);
        if (keyed != null) {
            export(key, keyed);
        }
    }

    /** Exports all models. */
    void exportAll() throws Exception {
        if (batch) {
            requested.add(ExportRequest.ALL);
            return;
        }
        state.flush();
        List<String> keys;
        try (Stream<String> all = host.allKeys().get()) {
            keys = all.toList();
        }
        for (String key : keys) {
            exportOne(key);
        }
    }

    private void export(String key, KeyedModel keyed) {
        ModelRecord record = ModelRecord.of(models, keyed.model, key, timers.currentProcessingTime());
        metrics.exported.inc();
        host.output().collect(KeyedLearning.MODELS, new StreamRecord<>(record, record.exportedAt()));
    }

    /** In batch execution a key's records are over. */
    @Override
    public void writing(String key, KeyedModel keyed) {
        if (batch && isExportedWhenOver(key)) {
            export(key, keyed);
        }
    }

    private boolean isExportedWhenOver(String key) {
        return plan.settings().exportAtEnd()
                || exportInterval > 0
                || requested.contains(ExportRequest.ALL)
                || requested.contains(key);
    }

    /** The input has ended. */
    void endInput() throws Exception {
        if (batch) {
            processTies();
            state.flush();
            for (ModelRecord left : waiting.values()) {
                if (isExportedWhenOver(left.key())) {
                    export(left.key(), new KeyedModel(left.read(models)));
                }
            }
            waiting.clear();
        } else if (plan.settings().exportAtEnd()) {
            exportAll();
        }
    }

    void flush() throws Exception {
        state.flush();
    }

    /**
     * Begins with models that were exported, where there are none yet.
     *
     * @throws IllegalArgumentException when one is not of this job's specification, or there are more than are allowed
     */
    void warmStart(ModelReader reader) throws Exception {
        new ModelImport(models).read(reader, counts::owns, this::begin);
    }

    private void begin(ModelRecord record, Model model) throws Exception {
        String key = record.key();
        if (batch) {
            waiting.put(key, record);
            return;
        }
        KeyedModel keyed = new KeyedModel(model);
        KeyedModel before = state.find(key);
        if (before != null) {
            counts.remove(key, before);
            keyed.expiryTimer = before.expiryTimer;
        }
        if (isFull()) {
            throw new IllegalArgumentException("warm start: more models than are allowed, " + counts.models()
                    + " of at most " + mostModels + " with " + counts.bytes() + " of at most " + mostBytes + " bytes");
        }
        add(key, keyed);
        if (idle > 0 && before == null) {
            // The first watermark says from when on it is idle.
            watch(key, keyed, Long.MIN_VALUE + 1);
        }
    }

    private @Nullable KeyedModel takeWaiting(String key) {
        ModelRecord record = waiting.remove(key);
        if (record == null) {
            return null;
        }
        KeyedModel keyed = new KeyedModel(record.read(models));
        add(key, keyed);
        return keyed;
    }
}
