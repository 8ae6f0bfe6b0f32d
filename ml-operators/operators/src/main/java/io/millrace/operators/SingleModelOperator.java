package io.millrace.operators;

import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.List;
import java.util.Objects;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/** A global model that is not spread: it predicts, then learns. */
final class SingleModelOperator extends GlobalOperator<Prediction> {
    private static final long serialVersionUID = 1L;
    private static final int MEASURED_EVERY = 1_024;

    private transient @Nullable Models models;
    private transient @Nullable Model model;
    private transient @Nullable Counter predictions;
    private transient @Nullable Counter learned;
    private transient volatile long bytes;

    SingleModelOperator(ModelSpec spec, LearningSettings settings) {
        super(spec, settings);
    }

    @Override
    void create() {
        Models opened = new Models(spec);
        models = opened;
        model = opened.create();
    }

    @Override
    void read(SnapshotReader in) {
        model = models().read(in);
    }

    @Override
    void write(SnapshotWriter out) {
        models().write(model(), out);
    }

    @Override
    void begin(List<ModelRecord> parts) {
        model = ModelParts.join(models(), parts);
    }

    @Override
    public void open() throws Exception {
        super.open();
        MetricGroup group = getMetricGroup().addGroup("learning");
        predictions = group.counter("predictions");
        learned = group.counter("learned");
        bytes = model().memoryBytes();
        group.gauge("modelBytes", (Gauge<Long>) () -> bytes);
    }

    @Override
    void process(Example example, StreamRecord<Example> element) {
        Model own = model();
        long before = own.learned();
        if (example.action().predicts()) {
            Objects.requireNonNull(predictions).inc();
            output.collect(
                    element.replace(example.action().learns() ? own.predictThenLearn(example) : own.predict(example)));
        } else if (example.action().learns()) {
            own.learn(example);
        }
        if (own.learned() > before) {
            Objects.requireNonNull(learned).inc();
            if (own.learned() % MEASURED_EVERY == 0) {
                bytes = own.memoryBytes();
            }
        }
    }

    @Override
    long learned() {
        return model().learned();
    }

    @Override
    void export(long version, long time) {
        ModelRecord record = ModelRecord.of(models(), model(), "", time, version);
        output.collect(KeyedLearning.MODELS, new StreamRecord<>(record, time));
    }

    private Models models() {
        return Objects.requireNonNull(models, "not initialized");
    }

    private Model model() {
        return Objects.requireNonNull(model, "not initialized");
    }
}
