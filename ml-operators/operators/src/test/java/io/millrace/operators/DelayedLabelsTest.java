package io.millrace.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.record.FieldValues;
import io.millrace.operators.Example.Action;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Both joins, by hand: records and labels wait for 100 ms. */
class DelayedLabelsTest {
    private static final long WAIT = 100;

    private final TwoInputs<Example, Label, Example> join = joins("heap", WAIT);
    private final TwoInputs<Prediction, Label, Prediction> score = scores("heap", WAIT);

    static TwoInputs<Example, Label, Example> joins(String backend, long wait) {
        return new TwoInputs<>(
                backend,
                () -> new ExampleJoin(wait),
                example -> example.id() == null ? example.key() : example.id(),
                Label::id,
                Example.TYPE,
                ExampleJoin.UNLABELLED,
                ExampleJoin.UNMATCHED);
    }

    static TwoInputs<Prediction, Label, Prediction> scores(String backend, long wait) {
        return new TwoInputs<>(
                backend,
                () -> new PredictionScore(wait),
                prediction -> prediction.id() == null ? prediction.key() : prediction.id(),
                Label::id,
                Prediction.TYPE);
    }

    static Example example(String id, long time) {
        return new Example(id, "k", time, new double[] {time}, Example.NO_NAMES, null, Double.NaN, Action.BOTH);
    }

    /** What a model said: its value is the time, so that no two are the same. */
    static Prediction prediction(String id, long time) {
        return new Prediction(
                id,
                "k",
                time,
                Prediction.NO_CLASSES,
                Prediction.NO_PROBABILITIES,
                -1,
                time,
                0,
                FieldValues.MISSING,
                Prediction.Baselines.ofTargets(0, 0),
                null,
                Double.NaN);
    }

    static Label label(String id, long time) {
        return new Label(id, time, null, 1000 + time);
    }

    static String told(StreamRecord<Example> record) {
        Example e = record.getValue();
        return e.action() + " " + e.id() + " of " + (long) e.numbers()[0] + " at " + e.time()
                + (e.labelled() ? " is " + (long) e.target() : "") + " @" + record.getTimestamp();
    }

    static String toldPrediction(StreamRecord<Prediction> record) {
        Prediction p = record.getValue();
        return p.id() + " said " + (long) p.value() + " is " + (long) p.target() + " @" + record.getTimestamp();
    }

    static String toldLabel(StreamRecord<Label> record) {
        return record.getValue().id() + " is " + (long) record.getValue().target() + " @" + record.getTimestamp();
    }

    private List<String> examples() {
        return join.output().stream().map(DelayedLabelsTest::told).toList();
    }

    private List<String> unlabelled() {
        return join.side(ExampleJoin.UNLABELLED).stream()
                .map(DelayedLabelsTest::told)
                .toList();
    }

    private List<String> unmatched() {
        return join.side(ExampleJoin.UNMATCHED).stream()
                .map(DelayedLabelsTest::toldLabel)
                .toList();
    }

    private List<String> scored() {
        return score.output().stream().map(DelayedLabelsTest::toldPrediction).toList();
    }

    @BeforeEach
    void start() throws Exception {
        join.start(1, null);
        score.start(1, null);
    }

    @AfterEach
    void stop() throws Exception {
        join.close();
        score.close();
    }

    @Test
    void aLabelThatComesLaterIsLearnedThen() throws Exception {
        join.first(example("a", 10), 10);
        join.watermarks(50, 50);
        join.second(label("a", 60), 60);
        score.first(prediction("a", 10), 10);
        score.second(label("a", 60), 60);

        assertThat(examples()).containsExactly("PREDICT a of 10 at 10 @10", "LEARN a of 10 at 60 is 1060 @60");
        assertThat(scored()).containsExactly("a said 10 is 1060 @60");
        assertThat(join.stateEntries("waiting") + join.timers() + score.stateEntries("waiting") + score.timers())
                .isZero();
        join.watermarks(Long.MAX_VALUE, Long.MAX_VALUE);
        assertThat(unlabelled()).isEmpty();
        assertThat(unmatched()).isEmpty();
    }

    /** Of the two times the later: of a label that is older than what it is for, the example's. */
    @Test
    void aLabelFromBeforeThatComesLaterIsLearnedAtTheTimeOfTheExample() throws Exception {
        join.first(example("a", 60), 60);
        join.second(label("a", 10), 10);
        score.first(prediction("a", 60), 60);
        score.second(label("a", 10), 10);

        assertThat(examples()).containsExactly("PREDICT a of 60 at 60 @60", "LEARN a of 60 at 60 is 1010 @60");
        assertThat(scored()).containsExactly("a said 60 is 1010 @60");
    }

    @Test
    void aLabelThatIsThereIsLearnedAtOnce() throws Exception {
        join.second(label("a", 10), 10);
        join.first(example("a", 60), 60);
        score.second(label("a", 10), 10);
        score.first(prediction("a", 60), 60);

        assertThat(examples()).containsExactly("BOTH a of 60 at 60 is 1010 @60");
        assertThat(scored()).containsExactly("a said 60 is 1010 @60");
        assertThat(join.stateEntries("waiting") + join.timers() + score.stateEntries("waiting") + score.timers())
                .isZero();
    }

    /** It came first, and yet was known only after the prediction: what is learned is not from before its time. */
    @Test
    void aLabelOfLaterThatIsThereIsLearnedLater() throws Exception {
        join.second(label("a", 60), 60);
        join.first(example("a", 10), 10);

        assertThat(examples()).containsExactly("PREDICT a of 10 at 10 @10", "LEARN a of 10 at 60 is 1060 @60");
    }

    @Test
    void theBoundIsInclusiveAndOfTimestampsAlone() throws Exception {
        join.first(example("a", 10), 10);
        join.first(example("b", 10), 10);
        join.second(label("a", 110), 110);
        join.second(label("b", 111), 111);
        join.second(label("c", 10), 10);
        join.second(label("d", 10), 10);
        join.first(example("c", 110), 110);
        join.first(example("d", 111), 111);
        join.watermarks(Long.MAX_VALUE, Long.MAX_VALUE);

        assertThat(examples())
                .containsExactlyInAnyOrder(
                        "PREDICT a of 10 at 10 @10",
                        "LEARN a of 10 at 110 is 1110 @110",
                        "PREDICT b of 10 at 10 @10",
                        "BOTH c of 110 at 110 is 1010 @110",
                        "PREDICT d of 111 at 111 @111");
        assertThat(unlabelled()).containsExactlyInAnyOrder("BOTH b of 10 at 10 @10", "BOTH d of 111 at 111 @111");
        assertThat(unmatched()).containsExactlyInAnyOrder("b is 1111 @111", "d is 1010 @10");
    }

    @Test
    void whoWaitsInVainComesOutWhenTimeIsUp() throws Exception {
        join.first(example("a", 10), 10);
        join.second(label("b", 20), 20);
        join.watermarks(109, 300);
        assertThat(unlabelled()).isEmpty();
        assertThat(join.stateEntries("waiting")).isEqualTo(2);

        join.watermarks(110, 300);
        assertThat(unlabelled()).containsExactly("BOTH a of 10 at 10 @10");
        assertThat(unmatched()).isEmpty();

        join.watermarks(120, 300);
        assertThat(unmatched()).containsExactly("b is 1020 @20");
        assertThat(join.stateEntries("waiting") + join.timers()).isZero();
    }

    /** Nothing is late to a join that has not ended: it waits for the next watermark. */
    @Test
    void whatIsLateComesOutWithTheNextWatermark() throws Exception {
        join.watermarks(500, 500);
        join.first(example("a", 10), 10);
        join.second(label("b", 20), 20);
        join.watermarks(501, 501);

        assertThat(examples()).containsExactly("PREDICT a of 10 at 10 @10");
        assertThat(unlabelled()).hasSize(1);
        assertThat(unmatched()).hasSize(1);
    }

    /** The second record takes the second label, in both joins, whatever comes first. */
    @Test
    void oneLabelForEachRecordOfAnId() throws Exception {
        List<List<Integer>> orders =
                List.of(List.of(1, 2, -1, -2), List.of(1, -1, 2, -2), List.of(-1, -2, 1, 2), List.of(-1, 1, -2, 2));
        for (List<Integer> order : orders) {
            join.start(1, null);
            score.start(1, null);
            for (int what : order) {
                if (what > 0) {
                    join.first(example("a", 10 + what), 10 + what);
                    score.first(prediction("a", 10 + what), 10 + what);
                } else {
                    join.second(label("a", 20 - what), 20 - what);
                    score.second(label("a", 20 - what), 20 - what);
                }
            }

            assertThat(examples())
                    .contains("LEARN a of 11 at 21 is 1021 @21", "LEARN a of 12 at 22 is 1022 @22")
                    .hasSize(4);
            assertThat(scored()).containsExactly("a said 11 is 1021 @21", "a said 12 is 1022 @22");
            assertThat(join.stateEntries("waiting") + join.timers() + score.stateEntries("waiting") + score.timers())
                    .isZero();
        }
    }

    @Test
    void aSecondLabelIsNotLost() throws Exception {
        join.first(example("a", 10), 10);
        join.second(label("a", 20), 20);
        join.second(label("a", 30), 30);
        join.watermarks(Long.MAX_VALUE, Long.MAX_VALUE);

        assertThat(examples()).hasSize(2);
        assertThat(unmatched()).containsExactly("a is 1030 @30");
        assertThat(unlabelled()).isEmpty();
    }

    @Test
    void moreThanSixteenOfAnIdDoNotWait() throws Exception {
        for (int i = 0; i < 20; i++) {
            join.first(example("a", i), i);
            join.second(label("b", i), i);
        }
        assertThat(examples()).hasSize(20);
        assertThat(unlabelled()).hasSize(4).first().isEqualTo("BOTH a of 16 at 16 @16");
        assertThat(unmatched()).hasSize(4).first().isEqualTo("b is 1016 @16");

        join.watermarks(Long.MAX_VALUE, Long.MAX_VALUE);
        assertThat(unlabelled()).hasSize(20);
        assertThat(unmatched()).hasSize(20);
    }

    @Test
    void whatHasNoIdIsPredictedAndStaysUnlabelled() throws Exception {
        join.first(example(null, 10), 10);
        score.first(prediction(null, 10), 10);
        score.first(prediction(null, 11).with(null, 5), 11);

        assertThat(examples()).containsExactly("PREDICT null of 10 at 10 @10");
        assertThat(unlabelled()).containsExactly("BOTH null of 10 at 10 @10");
        assertThat(scored()).containsExactly("null said 11 is 5 @11");
        assertThat(join.stateEntries("waiting") + score.stateEntries("waiting")).isZero();
    }

    @Test
    void whatIsLabelledPasses() throws Exception {
        Example labelled = example("a", 10).learning(null, 7, 10).with(Action.BOTH);
        join.first(labelled, 10);
        join.second(label("a", 20), 20);
        join.watermarks(Long.MAX_VALUE, Long.MAX_VALUE);

        assertThat(examples()).containsExactly("BOTH a of 10 at 10 is 7 @10");
        assertThat(unmatched()).containsExactly("a is 1020 @20");
    }

    /** Its own label comes along too, sooner or later, and must not be taken for another's. */
    @Test
    void aPredictionThatHasItsLabelUsesUpTheOneThatComes() throws Exception {
        score.first(prediction("a", 10).with(null, 1020), 10);
        score.first(prediction("a", 30), 30);
        score.second(label("a", 20), 20);
        assertThat(scored()).containsExactly("a said 10 is 1020 @10");

        score.second(label("a", 40), 40);
        assertThat(scored()).containsExactly("a said 10 is 1020 @10", "a said 30 is 1040 @40");
    }

    @Test
    void whatOnlyLearnsIsNotPredicted() throws Exception {
        join.first(example("a", 10).with(Action.LEARN), 10);
        join.second(label("a", 20), 20);
        join.second(label("b", 20), 20);
        join.first(example("b", 30).with(Action.LEARN), 30);
        join.first(example("c", 10).with(Action.PREDICT), 10);
        join.second(label("c", 20), 20);

        assertThat(examples())
                .containsExactly(
                        "LEARN a of 10 at 20 is 1020 @20",
                        "LEARN b of 30 at 30 is 1020 @30",
                        "PREDICT c of 10 at 10 @10",
                        "LEARN c of 10 at 20 is 1020 @20");
    }

    /** Timers of a wait that was shorter come too soon, and are set anew. */
    @Test
    void waitsLongerAfterARestartThatSaysSo() throws Exception {
        join.first(example("a", 10), 10);
        var shorter = join.checkpoint();
        try (var longer = joins("heap", 1000)) {
            longer.start(1, shorter);
            longer.watermarks(500, 500);
            assertThat(longer.side(ExampleJoin.UNLABELLED)).isEmpty();
            longer.watermarks(1010, 1010);
            assertThat(longer.side(ExampleJoin.UNLABELLED)).hasSize(1);
        }
    }

    @Test
    void endsOfTimeDoNotOverflow() throws Exception {
        try (var forever = joins("heap", Long.MAX_VALUE)) {
            forever.start(1, null);
            forever.first(example("a", 10), 10);
            forever.second(label("a", Long.MAX_VALUE - 1), Long.MAX_VALUE - 1);
            forever.first(example("b", -50), -50);
            forever.second(label("b", 50), 50);
            forever.first(example("c", 50), 50);
            assertThat(forever.output()).hasSize(5);
            forever.watermarks(Long.MAX_VALUE, Long.MAX_VALUE);
            assertThat(forever.side(ExampleJoin.UNLABELLED)).hasSize(1);
        }
    }

    @Test
    void withoutTimestampsItSaysWhatIsMissing() throws Exception {
        try (var harness = new KeyedTwoInputStreamOperatorTestHarness<>(
                new ExampleJoin(WAIT), Example::id, Label::id, Types.STRING)) {
            harness.open();
            assertThatThrownBy(() -> harness.processElement1(new StreamRecord<>(example("a", 10))))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("have timestamps");
        }
        assertThatThrownBy(() -> DelayedLabels.join(null, null, Duration.ZERO))
                .hasMessage("wait is at least 1 ms, not PT0S");
    }
}
