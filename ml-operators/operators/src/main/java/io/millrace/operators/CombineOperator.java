package io.millrace.operators;

import io.millrace.learners.SnapshotReader;
import io.millrace.learners.Snapshots;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what the pieces of a spread model answer, once all have, in the order of the steps: predictions, and the records of
 * exports. How many subtasks the answers come from does not matter.
 */
final class CombineOperator extends AbstractStreamOperator<Prediction>
        implements OneInputStreamOperator<Part, Prediction> {
    private static final long serialVersionUID = 1L;
    private static final ListStateDescriptor<byte[]> STATE =
            new ListStateDescriptor<>("combined", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
    private static final ListStateDescriptor<Part> PENDING = new ListStateDescriptor<>("pending", Part.TYPE);

    private final ModelSpec spec;
    private transient @Nullable Models models;
    private transient @Nullable Combiner combiner;
    private transient @Nullable DataInputDeserializer input;
    private transient @Nullable ListState<byte[]> state;
    private transient @Nullable ListState<Part> pendingState;
    private transient @Nullable Counter predictions;
    private transient @Nullable Counter exported;
    private transient int pieces;
    private transient boolean classification;
    private transient List<String> classes = new ArrayList<>();
    private transient String[] classNames = Prediction.NO_CLASSES;
    private transient PendingAnswers pending = new PendingAnswers();

    CombineOperator(ModelSpec spec) {
        this.spec = spec;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        Models opened = new Models(spec);
        Spread spread = Objects.requireNonNull(Spread.of(opened));
        models = opened;
        pieces = spread.pieces();
        classification = opened.isClassification();
        input = new DataInputDeserializer();
        classes = new ArrayList<>();
        classNames = Prediction.NO_CLASSES;
        pending = new PendingAnswers();
        combiner = spread.combiner();
        ListState<byte[]> own = context.getOperatorStateStore().getListState(STATE);
        ListState<Part> waiting = context.getOperatorStateStore().getListState(PENDING);
        for (byte[] kept : Objects.requireNonNull(own.get())) {
            Snapshots.read(kept, in -> {
                read(spread, in);
                return kept;
            });
        }
        for (Part part : Objects.requireNonNull(waiting.get())) {
            pending.add(part);
        }
        state = own;
        pendingState = waiting;
    }

    private void read(Spread spread, SnapshotReader in) {
        pending = new PendingAnswers(in.readLong());
        int count = in.readCountOf("classes", Integer.MAX_VALUE, 1);
        for (int i = 0; i < count; i++) {
            classes.add(in.readText("class"));
        }
        combiner = spread.combiner(in);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        byte[] kept = Snapshots.bytes(out -> {
            out.writeLong(pending.next());
            out.writeCount(classes.size());
            classes.forEach(out::writeText);
            combiner().write(out);
        });
        Objects.requireNonNull(state).update(List.of(kept));
        Objects.requireNonNull(pendingState).update(pending.parts());
    }

    @Override
    public void open() throws Exception {
        super.open();
        MetricGroup group = getMetricGroup().addGroup("learning");
        predictions = group.counter("predictions");
        exported = group.counter("exported");
        PendingAnswers opened = pending;
        group.gauge("pending", (Gauge<Integer>) opened::size);
    }

    @Override
    public void processElement(StreamRecord<Part> element) throws Exception {
        pending.add(element.getValue());
        Pending first = pending.first();
        while (first != null && first.count() == pieces) {
            combine(first);
            pending.removeFirst();
            first = pending.first();
        }
    }

    /** How many steps have answers that wait. */
    int pending() {
        return pending.size();
    }

    private void combine(Pending answers) throws IOException {
        Answer answer = Answer.read(answers.payload(), Objects.requireNonNull(input));
        for (String name : answer.newClasses) {
            classes.add(name);
        }
        if (answer.does(Step.TAKE)) {
            Spread spread = Objects.requireNonNull(Spread.of(Objects.requireNonNull(models)));
            combiner = Snapshots.read(answer.shared, spread::combiner);
        } else if (answer.does(Step.EXPORT)) {
            export(answers, answer);
        } else {
            predict(answers, answer);
        }
    }

    private void predict(Pending answers, Answer answer) {
        Combiner own = combiner();
        own.begin(answers, answer);
        Prediction frame = answer.frame;
        if (frame != null) {
            Objects.requireNonNull(predictions).inc();
            Prediction made = classification ? classified(frame, answer.classes) : frame.with(own.number());
            output.collect(answer.timed ? new StreamRecord<>(made, answer.timestamp) : new StreamRecord<>(made));
        }
        if (answer.does(Step.LEARN)) {
            own.learn();
        }
    }

    private Prediction classified(Prediction frame, int count) {
        double[] probabilities = count == 0 ? Prediction.NO_PROBABILITIES : new double[count];
        combiner().probabilities(probabilities);
        if (classNames.length != count) {
            classNames = classes.subList(0, count).toArray(String[]::new);
        }
        return frame.with(classNames, probabilities);
    }

    private void export(Pending answers, Answer answer) {
        byte[][] all = new byte[pieces][];
        for (int place = 0; place < pieces; place++) {
            all[answers.piece(place)] = answers.model(place);
        }
        byte[] shared = ModelParts.shared(answer.shared, combiner());
        Objects.requireNonNull(exported).inc();
        for (ModelRecord record : ModelParts.records(
                Objects.requireNonNull(models), all, shared, answer.learned, answer.exportedAt, answer.version)) {
            output.collect(KeyedLearning.MODELS, new StreamRecord<>(record, record.exportedAt()));
        }
    }

    private Combiner combiner() {
        return Objects.requireNonNull(combiner, "not initialized");
    }
}
