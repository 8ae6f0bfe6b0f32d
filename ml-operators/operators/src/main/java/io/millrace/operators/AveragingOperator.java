package io.millrace.operators;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RpcOptions;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.execution.Environment;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** Learns one of the models that are averaged; {@link AveragedPart} says how. */
final class AveragingOperator extends AbstractStreamOperator<Prediction>
        implements OneInputStreamOperator<Dealt, Prediction>, BoundedOneInput {
    private static final long serialVersionUID = 1L;

    /** What each subtask is at when its input ends. */
    static final OutputTag<AveragedShare> SHARES = new OutputTag<>("shares", AveragedShare.TYPE);

    private static final String SHARE = "share";
    private static final String HELD = "held";

    private final ModelSpec spec;
    private final LearningSettings settings;
    private final int every;
    private transient @Nullable ListState<AveragedShare> shareState;
    private transient @Nullable ListState<Tuple2<Long, Dealt>> heldState;
    private transient @Nullable List<AveragedShare> inherited;
    private transient @Nullable List<StreamRecord<Dealt>> held;
    private transient @Nullable Watermark heldWatermark;
    private transient @Nullable AveragedPart part;
    private transient @Nullable ModelAverages averages;
    private transient @Nullable Counter predictions;
    private transient @Nullable Counter learned;
    private transient @Nullable Counter exported;
    private transient long exportedLearned;

    AveragingOperator(
            StreamOperatorParameters<Prediction> parameters, ModelSpec spec, LearningSettings settings, int every) {
        super(parameters);
        this.spec = spec;
        this.settings = settings;
        this.every = every;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        ListState<AveragedShare> shares =
                context.getOperatorStateStore().getListState(new ListStateDescriptor<>(SHARE, AveragedShare.TYPE));
        ListState<Tuple2<Long, Dealt>> records = context.getOperatorStateStore()
                .getListState(new ListStateDescriptor<>(HELD, Types.TUPLE(Types.LONG, Dealt.TYPE)));
        shareState = shares;
        heldState = records;
        held = new ArrayList<>();
        if (context.isRestored()) {
            List<AveragedShare> own = new ArrayList<>();
            shares.get().forEach(own::add);
            inherited = own;
            records.get().forEach(record -> held().add(
                            record.f0 == Long.MIN_VALUE
                                    ? new StreamRecord<>(record.f1)
                                    : new StreamRecord<>(record.f1, record.f0)));
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        ModelAverages opened = new ModelAverages(spec);
        averages = opened;
        TaskInfo task = getRuntimeContext().getTaskInfo();
        int subtask = task.getIndexOfThisSubtask();
        Environment environment = getContainingTask().getEnvironment();
        long frame = MemorySize.parseBytes(
                environment.getTaskManagerInfo().getConfiguration().get(RpcOptions.FRAMESIZE));
        AveragingLink link = new CoordinatorLink(
                environment.getOperatorCoordinatorEventGateway(), getOperatorID(), subtask, every, frame);
        AveragedPart own = new AveragedPart(spec, opened, link, subtask, task.getNumberOfParallelSubtasks(), every);
        part = own;
        MetricGroup metrics = getMetricGroup().addGroup("learning");
        predictions = metrics.counter("predictions");
        learned = metrics.counter("learned");
        exported = metrics.counter("exported");
        List<AveragedShare> shares = inherited;
        inherited = null;
        if (shares == null || !own.restore(shares)) {
            own.begin(opened.first(settings.warmStart()));
        }
        if (subtask == 0 && settings.exportInterval().toMillis() > 0) {
            schedule();
        }
    }

    private AveragedPart part() {
        return requireNonNull(part);
    }

    private List<StreamRecord<Dealt>> held() {
        return requireNonNull(held);
    }

    @Override
    public void processElement(StreamRecord<Dealt> element) throws Exception {
        Dealt dealt = element.getValue();
        if (part().holds(dealt)) {
            held().add(element.copy(dealt));
            return;
        }
        switch (dealt.kind()) {
            case EXAMPLE -> {
                count(dealt);
                part().process(dealt, prediction -> emit(prediction, element));
            }
            case REQUEST -> export(part().average());
            case NAMES -> {
                part().addNames(dealt);
                release();
            }
        }
    }

    private void count(Dealt dealt) {
        Example example = dealt.example();
        if (example != null && example.action().predicts()) {
            requireNonNull(predictions).inc();
        }
        if (dealt.learned()) {
            requireNonNull(learned).inc();
        }
    }

    private void emit(Prediction prediction, StreamRecord<Dealt> element) {
        output.collect(
                element.hasTimestamp()
                        ? new StreamRecord<>(prediction, element.getTimestamp())
                        : new StreamRecord<>(prediction));
    }

    /** Takes what was held back until a new layout begins, and that has begun. */
    private void release() throws Exception {
        List<StreamRecord<Dealt>> late = List.copyOf(held());
        held().clear();
        for (StreamRecord<Dealt> element : late) {
            switch (element.getValue().kind()) {
                case EXAMPLE -> {
                    count(element.getValue());
                    part().processLate(element.getValue(), prediction -> emit(prediction, element));
                }
                case REQUEST -> export(part().average());
                case NAMES -> part().addNames(element.getValue());
            }
        }
        Watermark behind = heldWatermark;
        if (behind != null) {
            heldWatermark = null;
            super.processWatermark(behind);
        }
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        if (held().isEmpty()) {
            super.processWatermark(mark);
        } else {
            heldWatermark = mark;
        }
    }

    private void schedule() {
        long next = getProcessingTimeService().getCurrentProcessingTime()
                + settings.exportInterval().toMillis();
        getProcessingTimeService().registerTimer(next, time -> {
            Model average = part().average();
            if (average.learned() > exportedLearned) {
                export(average);
            }
            schedule();
        });
    }

    private void export(Model average) {
        exportedLearned = average.learned();
        requireNonNull(exported).inc();
        ModelRecord record = ModelRecord.of(
                requireNonNull(averages).models(),
                average,
                "",
                getProcessingTimeService().getCurrentProcessingTime());
        output.collect(KeyedLearning.MODELS, new StreamRecord<>(record, record.exportedAt()));
    }

    @Override
    public void endInput() {
        output.collect(SHARES, new StreamRecord<>(part().share()));
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        requireNonNull(shareState).update(List.of(part().share()));
        List<Tuple2<Long, Dealt>> late = new ArrayList<>();
        for (StreamRecord<Dealt> element : held()) {
            late.add(Tuple2.of(element.hasTimestamp() ? element.getTimestamp() : Long.MIN_VALUE, element.getValue()));
        }
        requireNonNull(heldState).update(late);
    }
}
