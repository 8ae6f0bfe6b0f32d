package io.millrace.operators;

import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.Snapshots;
import io.millrace.learners.neighbours.KnnLedger;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Where all records of a spread model take their order: makes each the next {@link Step}, with numbers for names, and with what is
 * known before it is predicted.
 */
final class SequenceOperator extends GlobalOperator<Step> {
    private static final long serialVersionUID = 1L;

    private transient @Nullable Models models;
    private transient @Nullable Spread spread;
    private transient @Nullable ModelLedger ledger;
    private transient @Nullable KnnLedger neighbours;
    private transient @Nullable DataOutputSerializer buffer;
    private transient @Nullable Counter learned;
    private transient boolean classification;
    private transient boolean combinerLearns;
    private transient long next;
    /** How many classes are known where answers are put together. */
    private transient int told;

    SequenceOperator(ModelSpec spec, LearningSettings settings) {
        super(spec, settings);
    }

    @Override
    void create() {
        Models opened = new Models(spec);
        Spread how = Objects.requireNonNull(Spread.of(opened));
        models = opened;
        spread = how;
        classification = opened.isClassification();
        combinerLearns = how.combinerLearns();
        ledger = new ModelLedger(opened);
        neighbours = how.ledger();
        buffer = new DataOutputSerializer(256);
        next = 0;
        told = 0;
    }

    @Override
    void read(SnapshotReader in) {
        next = in.readLong();
        told = in.readCount("classes told", Integer.MAX_VALUE);
        ledger = new ModelLedger(Objects.requireNonNull(models), in);
        neighbours = Objects.requireNonNull(spread).ledger(in);
    }

    @Override
    void write(SnapshotWriter out) {
        out.writeLong(next);
        out.writeCount(told);
        ledger().write(out);
        if (neighbours != null) {
            neighbours.write(out);
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        learned = getMetricGroup().addGroup("learning").counter("learned");
    }

    @Override
    void process(Example example, StreamRecord<Example> element) throws IOException {
        boolean predicts = example.action().predicts();
        boolean learns = example.action().learns() && example.labelled();
        if (!predicts && !learns) {
            return;
        }
        double[] features = ledger().encode(example, learns);
        learns &= ledger().isLabelled(example);
        int what = (predicts ? Step.PREDICT : 0) + (learns ? Step.LEARN : 0);
        boolean answered = predicts || learns && combinerLearns;
        Step step = new Step(what, answered ? next++ : Step.UNANSWERED);
        step.features = features;
        step.classes = ledger().classes().size();
        if (neighbours != null && predicts) {
            step.features = own(neighbours.ask(features), features);
            step.scales = neighbours.scales().clone();
        }
        if (answered) {
            step.payload = answer(what, example, element);
        }
        if (learns) {
            learn(example, features, step);
        }
        emit(step);
    }

    private byte[] answer(int what, Example example, StreamRecord<Example> element) throws IOException {
        Answer answer = new Answer(what);
        answer.time(element.hasTimestamp(), element.hasTimestamp() ? element.getTimestamp() : 0);
        answer.target = example.target();
        answer.classes = ledger().classes().size();
        answer.window(neighbours);
        if (answer.does(Step.PREDICT)) {
            answer.frame = new Prediction(
                    example.id(),
                    example.key(),
                    example.time(),
                    Prediction.NO_CLASSES,
                    Prediction.NO_PROBABILITIES,
                    -1,
                    Double.NaN,
                    ledger().learned(),
                    ledger().learnedUntil(),
                    ledger().baselines(),
                    classification ? example.label() : null,
                    classification ? Double.NaN : example.target());
        }
        return written(answer);
    }

    /** With the classes that are new there. */
    private byte[] written(Answer answer) throws IOException {
        int known = ledger().classes().size();
        if (told < known) {
            answer.newClasses = ledger().classes().names().subList(told, known).toArray(String[]::new);
            told = known;
        }
        return answer.write(Objects.requireNonNull(buffer));
    }

    private void learn(Example example, double[] features, Step step) {
        step.target = ledger().target(example);
        if (neighbours != null) {
            step.features = own(neighbours.learn(features), features);
            step.index = neighbours.next() - 1;
            step.first = neighbours.first();
        }
        ledger().learned(example, step.target);
        Objects.requireNonNull(learned).inc();
    }

    /** What the ledger gave, of which the next call may make something else. */
    private static double[] own(double[] given, double[] features) {
        return given == features ? features : given.clone();
    }

    private void emit(Step step) {
        output.collect(new StreamRecord<>(step));
    }

    @Override
    long learned() {
        return ledger().learned();
    }

    @Override
    void export(long version, long time) throws IOException {
        Answer answer = new Answer(Step.EXPORT);
        answer.version = version;
        answer.exportedAt = time;
        answer.learned = ledger().learned();
        answer.shared = ModelParts.known(ledger(), neighbours);
        Step step = new Step(Step.EXPORT, next++);
        step.payload = written(answer);
        emit(step);
    }

    /** Hands each piece to whoever holds it, and what they share to whoever puts answers together. */
    @Override
    void begin(List<ModelRecord> parts) throws IOException {
        Model model = ModelParts.join(Objects.requireNonNull(models), parts);
        Spread how = Objects.requireNonNull(spread);
        Spread.Apart apart = how.split(model.learner());
        ledger = model.ledger();
        neighbours = apart.ledger();
        for (int i = 0; i < how.pieces(); i++) {
            Step piece = new Step(Step.TAKE, Step.UNANSWERED);
            piece.piece = i;
            piece.payload = apart.piece(i);
            emit(piece);
        }
        Answer answer = new Answer(Step.TAKE);
        answer.shared = Snapshots.bytes(apart.combiner()::write);
        // Those who hold pieces have taken them, and only answer.
        Step step = new Step(0, next++);
        step.payload = written(answer);
        emit(step);
    }

    private ModelLedger ledger() {
        return Objects.requireNonNull(ledger, "not initialized");
    }
}
