package io.millrace.operators;

import static java.util.Objects.requireNonNull;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.Snapshots;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** Evaluates all models together, in one subtask, in the order in which predictions come. */
final class EvaluateAllOperator extends AbstractStreamOperator<Evaluation>
        implements OneInputStreamOperator<Outcome, Evaluation>, BoundedOneInput {
    private static final long serialVersionUID = 1L;

    static final OutputTag<DriftAlarm> ALARMS = new OutputTag<>("drift-alarms", DriftAlarm.FORMAT.typeInformation());

    /** Stands for all models. */
    static final String ALL = "*";

    private static final ListStateDescriptor<byte[]> STATE =
            new ListStateDescriptor<>("evaluation", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
    private static final int VERSION = 1;

    private final ModelSpec.Task task;
    private final Evaluations.Settings settings;
    private transient @Nullable ListState<byte[]> state;
    private transient @Nullable Score score;
    private transient @Nullable EvaluationMetrics metrics;

    EvaluateAllOperator(ModelSpec.Task task, Evaluations.Settings settings) {
        this.task = task;
        this.settings = settings;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        ListState<byte[]> kept = context.getOperatorStateStore().getListState(STATE);
        Score found = Score.of(task, settings);
        for (byte[] bytes : requireNonNull(kept.get())) {
            found = read(bytes);
        }
        state = kept;
        score = found;
    }

    private Score read(byte[] bytes) {
        return Snapshots.read(bytes, in -> {
            int version = in.readCount("version", Integer.MAX_VALUE);
            if (version != VERSION) {
                throw new CorruptSnapshotException("version of an evaluation is " + VERSION + ", found " + version);
            }
            return Score.read(task, settings, in);
        });
    }

    @Override
    public void open() throws Exception {
        super.open();
        EvaluationMetrics opened = new EvaluationMetrics(getMetricGroup().addGroup("evaluation"), task);
        metrics = opened;
        Score kept = requireNonNull(score);
        if (kept.records() > 0) {
            opened.counted(kept);
            for (int i = 0; i < Score.HORIZONS.size(); i++) {
                opened.figures(i, kept.figures(ALL, i));
            }
        }
    }

    @Override
    public void processElement(StreamRecord<Outcome> element) {
        Score all = requireNonNull(score);
        DriftAlarm alarm = all.add(ALL, element.getValue());
        all.newest = element.hasTimestamp() ? element.getTimestamp() : Score.NONE;
        requireNonNull(metrics).counted(all);
        if (alarm != null) {
            output.collect(ALARMS, stamped(alarm, all.newest));
        }
        if (all.records() % settings.every() == 0) {
            tell(all);
        }
    }

    private void tell(Score all) {
        for (int i = 0; i < Score.HORIZONS.size(); i++) {
            Evaluation figures = all.figures(ALL, i);
            requireNonNull(metrics).figures(i, figures);
            output.collect(stamped(figures, all.newest));
        }
    }

    private static <X> StreamRecord<X> stamped(X value, long timestamp) {
        return timestamp == Score.NONE ? new StreamRecord<>(value) : new StreamRecord<>(value, timestamp);
    }

    /** Final figures, unless they have just been told. */
    @Override
    public void endInput() {
        Score all = requireNonNull(score);
        if (all.records() % settings.every() != 0) {
            tell(all);
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        requireNonNull(state).update(List.of(Snapshots.bytes(out -> {
            out.writeCount(VERSION);
            requireNonNull(score).write(out);
        })));
    }
}
