package io.millrace.operators;

import io.millrace.learners.Snapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Holds some pieces of a spread model, and follows the steps, which every subtask gets in the same order. In a checkpoint each
 * piece is an element of a list, which Flink spreads over the subtasks that there are.
 */
final class MembersOperator extends AbstractStreamOperator<Part> implements OneInputStreamOperator<Step, Part> {
    private static final long serialVersionUID = 1L;
    private static final ListStateDescriptor<byte[]> STATE =
            new ListStateDescriptor<>("pieces", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
    private static final int MEASURED_EVERY = 1_024;

    private final ModelSpec spec;
    private transient @Nullable Share share;
    private transient @Nullable ListState<byte[]> state;
    private transient long steps;
    private transient volatile int pieces;
    private transient volatile long bytes;

    MembersOperator(ModelSpec spec) {
        this.spec = spec;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        Spread spread = Objects.requireNonNull(Spread.of(new Models(spec)));
        Share own = spread.share();
        ListState<byte[]> opened = context.getOperatorStateStore().getListState(STATE);
        if (context.isRestored()) {
            for (byte[] kept : Objects.requireNonNull(opened.get())) {
                Snapshots.read(kept, in -> {
                    own.take(in.readCount("piece", spread.pieces() - 1), in.readBytes("piece"));
                    return own;
                });
            }
        } else {
            TaskInfo task = getRuntimeContext().getTaskInfo();
            for (int i = task.getIndexOfThisSubtask(); i < spread.pieces(); i += task.getNumberOfParallelSubtasks()) {
                own.create(i);
            }
        }
        state = opened;
        share = own;
    }

    @Override
    public void open() throws Exception {
        super.open();
        measure();
        MetricGroup group = getMetricGroup().addGroup("learning");
        group.gauge("members", (Gauge<Integer>) () -> pieces);
        group.gauge("modelBytes", (Gauge<Long>) () -> bytes);
    }

    private void measure() {
        pieces = share().pieces().length;
        bytes = share().memoryBytes();
    }

    @Override
    public void processElement(StreamRecord<Step> element) {
        Share own = share();
        Step step = element.getValue();
        if (own.pieces().length == 0) {
            return;
        }
        if (step.takes() && own.has(step.piece)) {
            own.take(step.piece, step.payload);
        }
        if (step.answered()) {
            output.collect(new StreamRecord<>(answer(own, step)));
        }
        if (step.learns()) {
            own.learn(step);
            if (++steps % MEASURED_EVERY == 0) {
                measure();
            }
        }
    }

    private static Part answer(Share own, Step step) {
        int[] pieces = own.pieces();
        double[] values = step.predicts() || step.learns() ? own.predict(step) : Step.NO_NUMBERS;
        byte[][] models = Part.NO_MODELS;
        if (step.exports()) {
            models = new byte[pieces.length][];
            for (int i = 0; i < pieces.length; i++) {
                models[i] = own.write(pieces[i]);
            }
        }
        return new Part(step.number, pieces, values, own.has(0) ? step.payload : Step.NO_BYTES, models);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        List<byte[]> kept = new ArrayList<>();
        for (int piece : share().pieces()) {
            kept.add(Snapshots.bytes(out -> {
                out.writeCount(piece);
                out.writeBytes(share().write(piece));
            }));
        }
        Objects.requireNonNull(state).update(kept);
    }

    private Share share() {
        return Objects.requireNonNull(share, "not initialized");
    }
}
