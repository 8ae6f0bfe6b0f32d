package io.millrace.operators;

import static java.util.Objects.requireNonNull;

import io.millrace.learners.Snapshots;
import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/** Deals examples out, in one subtask; {@link Dealing} says how. */
final class DealingOperator extends AbstractStreamOperator<Dealt>
        implements OneInputStreamOperator<Dealt, Dealt>, BoundedOneInput {
    private static final long serialVersionUID = 1L;
    private static final String STATE = "dealing";

    private final ModelSpec spec;
    private final @Nullable ModelReader warmStart;
    private final int[] keys;
    private final int every;
    private transient @Nullable ListState<byte[]> state;
    private transient @Nullable Dealing dealing;

    DealingOperator(ModelSpec spec, @Nullable ModelReader warmStart, int[] keys, int every) {
        this.spec = spec;
        this.warmStart = warmStart;
        this.keys = keys.clone();
        this.every = every;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        ListState<byte[]> opened = context.getOperatorStateStore()
                .getListState(new ListStateDescriptor<>(STATE, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        state = opened;
        for (byte[] restored : opened.get()) {
            dealing = Snapshots.read(restored, in -> {
                String before = in.readText("specification");
                if (!before.equals(spec.signature())) {
                    throw new IllegalStateException(
                            "state is of " + before + ", the job of " + spec.signature() + ": start it without state");
                }
                return new Dealing(new Models(spec), keys, every, in);
            });
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        // Not by its maximum, which would be that of all it is chained to.
        int subtasks = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
        if (subtasks != 1) {
            throw new IllegalStateException("one subtask deals examples out, not " + subtasks);
        }
        if (dealing == null) {
            ModelAverages averages = new ModelAverages(spec);
            dealing = new Dealing(
                    averages.models(), keys, every, averages.first(warmStart).ledger());
        }
    }

    @Override
    public void processElement(StreamRecord<Dealt> element) {
        Dealing dealer = requireNonNull(dealing);
        Consumer<Dealt> out = dealt -> output.collect(
                element.hasTimestamp() ? new StreamRecord<>(dealt, element.getTimestamp()) : new StreamRecord<>(dealt));
        dealer.begin(out);
        Example example = element.getValue().example();
        if (example == null) {
            dealer.request(out);
        } else {
            dealer.deal(example, out);
        }
    }

    @Override
    public void endInput() {
        requireNonNull(dealing).begin(dealt -> output.collect(new StreamRecord<>(dealt)));
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        requireNonNull(state).update(List.of(Snapshots.bytes(out -> {
            out.writeText(spec.signature());
            requireNonNull(dealing).write(out);
        })));
    }
}
