package io.millrace.operators;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/** Averages what subtasks have learned when their input ends, which is most often within a round, and exports it. */
final class AveragingEndOperator extends AbstractStreamOperator<ModelRecord>
        implements OneInputStreamOperator<AveragedShare, ModelRecord>, BoundedOneInput {
    private static final long serialVersionUID = 1L;
    private static final String STATE = "shares";

    private final ModelSpec spec;
    private final boolean exports;
    private transient @Nullable ListState<AveragedShare> state;
    /** By subtask: after a failure one may tell again what it is at. */
    private transient @Nullable Map<Integer, AveragedShare> shares;

    AveragingEndOperator(ModelSpec spec, boolean exports) {
        this.spec = spec;
        this.exports = exports;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        ListState<AveragedShare> opened =
                context.getOperatorStateStore().getListState(new ListStateDescriptor<>(STATE, AveragedShare.TYPE));
        state = opened;
        Map<Integer, AveragedShare> restored = new TreeMap<>();
        opened.get().forEach(share -> restored.put(share.subtask(), share));
        shares = restored;
    }

    @Override
    public void processElement(StreamRecord<AveragedShare> element) {
        requireNonNull(shares).put(element.getValue().subtask(), element.getValue());
    }

    @Override
    public void endInput() {
        if (exports) {
            export();
        }
        requireNonNull(shares).clear();
    }

    private void export() {
        ModelAverages averages = new ModelAverages(spec);
        byte[] merged = averages.merge(new ArrayList<>(requireNonNull(shares).values()));
        if (merged != null) {
            ModelRecord record = ModelRecord.of(
                    averages.models(),
                    averages.read(merged),
                    "",
                    getProcessingTimeService().getCurrentProcessingTime());
            output.collect(new StreamRecord<>(record, record.exportedAt()));
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        requireNonNull(state).update(List.copyOf(requireNonNull(shares).values()));
    }
}
