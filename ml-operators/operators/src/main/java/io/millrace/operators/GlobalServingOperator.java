package io.millrace.operators;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/** One model for all records, which every subtask has. In state are the records that it came in, and those of its successor. */
final class GlobalServingOperator extends ServingOperator {
    private static final long serialVersionUID = 1L;

    private static final MapStateDescriptor<String, ModelRecord> MODEL =
            new MapStateDescriptor<>("model", Types.STRING, ModelRecord.FORMAT.typeInformation());
    private static final ListStateDescriptor<HeldRecord> HELD = new ListStateDescriptor<>("held", HeldRecord.TYPE);
    private static final String CURRENT = "current ";
    private static final String NEXT = "next ";

    private transient @Nullable BroadcastState<String, ModelRecord> records;
    private transient @Nullable ListState<HeldRecord> kept;
    private transient @Nullable ServedModel served;
    private transient @Nullable List<HeldRecord> waiting;

    GlobalServingOperator(ModelSpec spec, LearningSettings settings, int mostHeld) {
        super(spec, settings, mostHeld);
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        BroadcastState<String, ModelRecord> state =
                context.getOperatorStateStore().getBroadcastState(MODEL);
        ListState<HeldRecord> list = context.getOperatorStateStore().getListState(HELD);
        records = state;
        kept = list;
        served = ServedModel.NONE;
        waiting = new ArrayList<>();
        for (HeldRecord record : requireNonNull(list.get())) {
            waiting.add(record);
        }
        if (context.isRestored()) {
            restore(state);
        } else if (settings.warmStart() != null) {
            warmStart(settings.warmStart(), this::take);
        }
    }

    private void restore(BroadcastState<String, ModelRecord> state) throws Exception {
        List<ModelRecord> all = new ArrayList<>();
        for (Map.Entry<String, ModelRecord> entry : state.entries()) {
            all.add(entry.getValue());
        }
        all.sort(Comparator.comparingLong(ModelRecord::version).thenComparingLong(ModelRecord::part));
        for (ModelRecord record : all) {
            ServedModel.Taken taken = model().take(record, codec.models());
            if (taken.fate() == ServedModel.Fate.REJECTED) {
                throw new IllegalArgumentException("the model in state is not one of this job: " + taken.reason());
            }
            served = taken.model();
        }
    }

    private ServedModel model() {
        return requireNonNull(served, "not initialized");
    }

    private List<HeldRecord> waiting() {
        return requireNonNull(waiting, "not initialized");
    }

    @Override
    boolean keepsHolding() {
        return false;
    }

    @Override
    boolean tells() {
        return getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0;
    }

    @Override
    public void open() throws Exception {
        super.open();
        openServing();
        metrics().serves(model());
        held(waiting().size());
    }

    @Override
    public void processElement1(StreamRecord<Example> element) throws Exception {
        if (!element.getValue().action().predicts()) {
            return;
        }
        KeyedModel current = model().current();
        if (current != null) {
            predict(current.model, element);
        } else if (holds()) {
            waiting().add(HeldRecord.of(element));
            held(waiting().size());
        } else {
            refuse(element);
        }
    }

    @Override
    public void processElement2(StreamRecord<ModelRecord> element) throws Exception {
        ServedModel.Taken taken = take(element.getValue());
        came(element, taken);
        KeyedModel current = taken.model().current();
        if (current == null) {
            return;
        }
        for (HeldRecord record : waiting()) {
            predict(current.model, record.element());
        }
        forgetHeld();
    }

    /** Puts what is left in state, which is the same in every subtask. */
    private ServedModel.Taken take(ModelRecord record) throws Exception {
        ServedModel before = model();
        ServedModel.Taken taken = before.take(record, codec.models());
        served = taken.model();
        BroadcastState<String, ModelRecord> state = requireNonNull(records);
        switch (taken.fate()) {
            case TAKEN -> {
                state.clear();
                for (ModelRecord part : before.parts()) {
                    if (part.version() == record.version()) {
                        state.put(CURRENT + part.part(), part);
                    }
                }
                state.put(CURRENT + record.part(), record);
            }
            case WAITS -> {
                if (taken.model().parts().size() == 1) {
                    forgetParts(before);
                }
                state.put(NEXT + record.part(), record);
            }
            case REJECTED -> {
                if (taken.model().parts().isEmpty()) {
                    forgetParts(before);
                }
            }
            case OLDER -> {}
        }
        return taken;
    }

    private void forgetParts(ServedModel before) throws Exception {
        for (ModelRecord part : before.parts()) {
            requireNonNull(records).remove(NEXT + part.part());
        }
    }

    @Override
    void refuseHeld() throws Exception {
        waiting().forEach(record -> refuse(record.element()));
        forgetHeld();
    }

    private void forgetHeld() throws Exception {
        waiting().clear();
        held(0);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        requireNonNull(kept).update(waiting());
    }
}
