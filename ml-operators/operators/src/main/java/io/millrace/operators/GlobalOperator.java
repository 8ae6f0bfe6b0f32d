package io.millrace.operators;

import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.Snapshots;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.jspecify.annotations.Nullable;

/**
 * The one subtask that all records of a global model go through, with or without requests for exports: its state, its clock, and
 * when a model is exported. Event time is that of the records.
 */
abstract class GlobalOperator<OUT> extends AbstractStreamOperator<OUT>
        implements OneInputStreamOperator<Example, OUT>,
                TwoInputStreamOperator<Example, ExportRequest, OUT>,
                BoundedMultiInput {
    private static final long serialVersionUID = 1L;
    private static final ListStateDescriptor<byte[]> STATE =
            new ListStateDescriptor<>("global-model", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
    private static final long NEVER = -1;

    final ModelSpec spec;
    final LearningSettings settings;
    private transient @Nullable ListState<byte[]> state;
    private transient @Nullable Counter exports;
    private transient boolean begun;
    private transient boolean ended;
    private transient long lastExport;
    private transient long exportedAt;

    GlobalOperator(ModelSpec spec, LearningSettings settings) {
        this.spec = spec;
        this.settings = settings;
    }

    /** Makes what has learned nothing. */
    abstract void create();

    /** Reads what {@link #write} wrote. */
    abstract void read(SnapshotReader in);

    abstract void write(SnapshotWriter out);

    /** Begins with a model that was exported, in all its parts. */
    abstract void begin(List<ModelRecord> parts) throws Exception;

    abstract void process(Example example, StreamRecord<Example> element) throws Exception;

    /** How many records were learned. */
    abstract long learned();

    /**
     * Hands out the model.
     *
     * @param version greater than that of any export before
     */
    abstract void export(long version, long time) throws Exception;

    @Override
    public final void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        ListState<byte[]> opened = context.getOperatorStateStore().getListState(STATE);
        state = opened;
        begun = context.isRestored();
        ended = false;
        lastExport = NEVER;
        exportedAt = NEVER;
        create();
        for (byte[] kept : Objects.requireNonNull(opened.get())) {
            Snapshots.read(kept, in -> {
                restore(in);
                return kept;
            });
        }
    }

    private void restore(SnapshotReader in) {
        String signature = in.readText("signature");
        if (!signature.equals(spec.signature())) {
            throw new IllegalStateException(
                    "state of the global model is of " + signature + ", the job is of " + spec.signature());
        }
        begun = in.readBoolean();
        ended = in.readBoolean();
        lastExport = in.readLong();
        exportedAt = in.readLong();
        read(in);
    }

    @Override
    public final void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        byte[] kept = Snapshots.bytes(out -> {
            out.writeText(spec.signature());
            out.writeBoolean(begun);
            out.writeBoolean(ended);
            out.writeLong(lastExport);
            out.writeLong(exportedAt);
            write(out);
        });
        Objects.requireNonNull(state).update(List.of(kept));
    }

    @Override
    public void open() throws Exception {
        super.open();
        MetricGroup group = getMetricGroup().addGroup("learning");
        exports = group.counter("exported");
        if (!settings.exportInterval().isZero()) {
            await();
        }
    }

    private void await() {
        long interval = Math.max(1, settings.exportInterval().toMillis());
        long now = processingTimeService.getCurrentProcessingTime();
        processingTimeService.registerTimer((now / interval + 1) * interval, time -> {
            if (learned() != lastExport && learned() > 0) {
                exportNow();
            }
            await();
        });
    }

    private void exportNow() throws Exception {
        begin();
        long now = processingTimeService.getCurrentProcessingTime();
        exportedAt = Math.max(now, exportedAt + 1);
        lastExport = learned();
        Objects.requireNonNull(exports).inc();
        export(exportedAt, now);
    }

    /** With the first record, or before what else needs a model, because before that no subtask is there to take its part. */
    private void begin() throws Exception {
        if (!begun) {
            begun = true;
            ModelReader reader = settings.warmStart();
            if (reader != null) {
                List<ModelRecord> parts = ModelParts.newest(reader);
                if (!parts.isEmpty()) {
                    begin(parts);
                }
            }
        }
    }

    @Override
    public final void processElement(StreamRecord<Example> element) throws Exception {
        if (!begun) {
            begin();
        }
        ended = false;
        process(element.getValue(), element);
    }

    @Override
    public final void processElement1(StreamRecord<Example> element) throws Exception {
        processElement(element);
    }

    @Override
    public final void processElement2(StreamRecord<ExportRequest> element) throws Exception {
        String key = element.getValue().key();
        if (key.equals(ExportRequest.ALL) || key.isEmpty() || key.equals(ModelRecord.name("", 0, 1))) {
            exportNow();
        }
    }

    @Override
    public final void processWatermark1(Watermark mark) throws Exception {
        processWatermark(mark);
    }

    @Override
    public final void processWatermark2(Watermark mark) {}

    @Override
    protected final void processWatermarkStatus(WatermarkStatus status, int input) throws Exception {
        if (input == 0) {
            processWatermarkStatus(status);
        }
    }

    /** Once, also when it goes back to a checkpoint after it. */
    @Override
    public final void endInput(int input) throws Exception {
        if (input == 1 && settings.exportAtEnd() && !ended) {
            exportNow();
        }
        ended |= input == 1;
    }
}
