package io.millrace.operators;

import static java.util.Objects.requireNonNull;

import java.util.TreeMap;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.OutputTag;
import org.apache.flink.util.function.ThrowingConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Predicts with models that come on the second input. For a while after each start, and until the models have ended, records
 * whose model is not there yet are held: the first models take a moment to be read, and nothing is to be lost by that.
 */
abstract class ServingOperator extends AbstractStreamOperator<Prediction>
        implements TwoInputStreamOperator<Example, ModelRecord, Prediction>, BoundedMultiInput {
    private static final long serialVersionUID = 1L;

    static final OutputTag<RejectedModel> REJECTED =
            new OutputTag<>("rejected-models", RejectedModel.FORMAT.typeInformation());

    /** How long after a start records wait for a model. */
    static final long PATIENCE_MILLIS = 30_000;

    final ServedModelCodec codec;
    final LearningSettings settings;
    private final int mostHeld;
    private transient @Nullable ServingMetrics metrics;
    private transient @Nullable Watermark heldBack;
    private transient boolean holding;
    private transient long held;

    /** @param mostHeld how many records of a subtask wait for a model at most */
    ServingOperator(ModelSpec spec, LearningSettings settings, int mostHeld) {
        this.codec = new ServedModelCodec(spec);
        this.settings = settings;
        this.mostHeld = mostHeld;
    }

    /** Refuses all that is held and for which no model can come any more. */
    abstract void refuseHeld() throws Exception;

    /** Whether this subtask is the one to tell of a model that is not taken. */
    abstract boolean tells();

    final void openServing() {
        metrics = new ServingMetrics(
                getMetricGroup().addGroup("serving"), processingTimeService::getCurrentProcessingTime);
        holding = true;
        long until = processingTimeService.getCurrentProcessingTime() + PATIENCE_MILLIS;
        processingTimeService.registerTimer(until, time -> holdNoMore());
    }

    final ServingMetrics metrics() {
        return requireNonNull(metrics, "not open");
    }

    /** Whether one more record can wait for its model. */
    final boolean holds() {
        return holding && held < mostHeld;
    }

    final long held() {
        return held;
    }

    /** Time does not pass those that wait. */
    final void held(long count) throws Exception {
        held = count;
        metrics().held(count);
        if (count == 0 && heldBack != null) {
            Watermark mark = heldBack;
            heldBack = null;
            processWatermark(mark);
        }
    }

    /** Event time is that of the records. */
    @Override
    public final void processWatermark1(Watermark mark) throws Exception {
        if (held > 0) {
            heldBack = mark;
        } else {
            processWatermark(mark);
        }
    }

    @Override
    public final void processWatermark2(Watermark mark) {}

    @Override
    protected final void processWatermarkStatus(WatermarkStatus status, int input) throws Exception {
        if (input == 0) {
            processWatermarkStatus(status);
        }
    }

    private void holdNoMore() throws Exception {
        holding = keepsHolding();
        refuseHeld();
    }

    /** Whether records wait for models however long it takes. */
    abstract boolean keepsHolding();

    /** Without models to come there is nothing to wait for. */
    @Override
    public final void endInput(int input) throws Exception {
        if (input == 2) {
            holdNoMore();
        }
    }

    final void predict(Model model, StreamRecord<Example> example) {
        metrics().predictions.inc();
        output.collect(stamped(model.predict(example.getValue()), example));
    }

    private static <X> StreamRecord<X> stamped(X value, StreamRecord<?> like) {
        return like.hasTimestamp() ? new StreamRecord<>(value, like.getTimestamp()) : new StreamRecord<>(value);
    }

    final void refuse(StreamRecord<Example> example) {
        metrics().refused.inc();
        output.collect(KeyedLearning.REFUSED, example);
    }

    /** Counts what becomes of a model, and tells of one that is not taken. */
    final void came(StreamRecord<ModelRecord> element, ServedModel.Taken taken) {
        metrics().came(element.getValue(), taken, tells());
        if (taken.fate() == ServedModel.Fate.REJECTED && tells()) {
            output.collect(REJECTED, stamped(RejectedModel.of(element.getValue(), taken.reason()), element));
        }
    }

    /** Takes one model that a job starts with. */
    interface Beginning {
        ServedModel.Taken begin(ModelRecord record) throws Exception;
    }

    /**
     * Begins with models that were exported.
     *
     * @throws IllegalArgumentException when one can't serve here, and none that came after it
     */
    static void warmStart(ModelReader reader, Beginning beginning) throws Exception {
        TreeMap<String, String> wrong = new TreeMap<>();
        reader.read(ThrowingConsumer.unchecked(record -> {
            ServedModel.Taken taken = beginning.begin(record);
            if (taken.fate() == ServedModel.Fate.REJECTED) {
                wrong.put(record.key(), taken.reason());
            } else if (taken.fate() == ServedModel.Fate.TAKEN) {
                wrong.remove(record.key());
            }
        }));
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(
                    "warm start: " + wrong.firstEntry().getValue());
        }
    }
}
