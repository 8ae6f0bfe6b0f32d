package io.millrace.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.operators.AveragingLink.Start;
import io.millrace.operators.AveragingMessages.Contribution;
import io.millrace.operators.AveragingMessages.Question;
import io.millrace.operators.AveragingMessages.Restored;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.runtime.operators.coordination.CoordinationResponse;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.junit.jupiter.api.Test;

/**
 * The coordinator of averages by itself, over lines that are worked out by hand. With one feature, no constant term and steps
 * that are normalised at rate 1, a line goes through the mean of its points; where the second of two points is learned it turns
 * by half of what is missing there.
 */
final class AveragingCoordinatorTest {
    private static final ModelSpec SPEC = new ModelSpec(
            ModelSpec.Task.REGRESSION,
            "sgd",
            Map.of("update", "normalised", "learning-rate", "1", "bias", "false"),
            List.of(new ModelSpec.Feature("x", false)),
            1);
    private static final ModelAverages AVERAGES = new ModelAverages(SPEC);
    private static final byte[] NONE = {};
    private static final byte[] FIRST = ModelAverages.bytes(AVERAGES.models().create());
    private static final long MOST = 1 << 20;
    private static final int EVERY = 3;

    /** From (0, 0) and (2, 4), of slope 2, comes one of slope 1 through (1, 2), which a third point there leaves as it is. */
    private static final byte[] RISING = learned(FIRST, 0, 0, 2, 4, 1, 2);

    /** From (1, 6) and (3, 2), of slope -2, comes one of slope -1 through (2, 4). */
    private static final byte[] FALLING = learned(FIRST, 1, 6, 3, 2);

    private static byte[] learned(byte[] from, double... points) {
        Model model = AVERAGES.read(from);
        for (int i = 0; i < points.length; i += 2) {
            model.learn(example(points[i], points[i + 1]));
        }
        return ModelAverages.bytes(model);
    }

    private static Example example(double x, double y) {
        return new Example(null, "", 0, new double[] {x}, Example.NO_NAMES, null, y, Example.Action.BOTH);
    }

    private static double predicted(byte[] model, double x) {
        return AVERAGES.read(model).predict(example(x, Double.NaN)).value();
    }

    private static void assertLine(byte[] model, double slope, double atZero) {
        for (double x : new double[] {0, 1, 2.5}) {
            assertThat(predicted(model, x)).isCloseTo(atZero + slope * x, within(1e-12));
        }
    }

    /** Slope (3 * 1 + 2 * -1) / 5 through the mean of all five points, which is (1.4, 2.8). */
    private static void assertAverage(byte[] model) {
        assertLine(model, 0.2, 2.52);
        assertThat(AVERAGES.read(model).learned()).isEqualTo(5);
    }

    private static byte[] average(CompletableFuture<CoordinationResponse> answer) throws Exception {
        assertThat(answer).isCompleted();
        byte[] average = AveragingMessages.average(answer.join());
        return average == null ? NONE : average;
    }

    private static Start start(CompletableFuture<CoordinationResponse> answer) throws Exception {
        assertThat(answer).isCompleted();
        return AveragingMessages.start(answer.join());
    }

    private static Contribution rising(long round, byte[] base) {
        return new Contribution(round, 3, 5, RISING, base, MOST);
    }

    private static Contribution falling(long round) {
        return new Contribution(round, 2, 4, FALLING, NONE, MOST);
    }

    private static AveragedShare share(
            int subtask, long round, long records, long latest, boolean closed, byte[] base, byte[] own) {
        return new AveragedShare(
                SPEC.signature(), subtask, 2, EVERY, 0, round, records, latest, closed, false, base, own);
    }

    private static Restored restored(AveragedShare... shares) throws Exception {
        return Restored.of(List.of(shares), EVERY, MOST);
    }

    /** All subtasks fail, and are set back together, to run in another attempt. */
    private static void fail(LocalCoordinator local, int attempt) {
        for (int subtask = 0; subtask < 2; subtask++) {
            local.coordinator.executionAttemptFailed(subtask, attempt, new IllegalStateException("on purpose"));
        }
        for (int subtask = 0; subtask < 2; subtask++) {
            local.coordinator.subtaskReset(subtask, 7);
        }
        for (int subtask = 0; subtask < 2; subtask++) {
            local.run(subtask, attempt + 1);
        }
    }

    @Test
    void linesAreThoseWorkedOut() {
        assertLine(RISING, 1, 1);
        assertLine(FALLING, -1, 6);
    }

    @Test
    void averagesByRecordsLearned() throws Exception {
        LocalCoordinator local = new LocalCoordinator(SPEC, 2);
        local.send(0, rising(0, FIRST));
        local.send(1, falling(0));
        byte[] average = average(local.ask(0, 0, true));
        assertAverage(average);
        assertThat(average(local.ask(1, 0, false))).isEqualTo(average);
        Prediction.Baselines baselines = AVERAGES.read(average).ledger().baselines();
        assertThat(baselines.mean()).isCloseTo(2.8, within(1e-12));
        assertThat(baselines.lastTarget()).as("of record 5").isEqualTo(2);

        LocalCoordinator latest = new LocalCoordinator(SPEC, 2);
        latest.send(1, new Contribution(0, 2, 9, learned(FIRST, 1, 2, 3, 6), FIRST, MOST));
        latest.send(0, rising(0, NONE));
        assertThat(AVERAGES.read(average(latest.ask(0, 0, true)))
                        .ledger()
                        .baselines()
                        .lastTarget())
                .as("of record 9")
                .isEqualTo(6);
        assertThat(local.context.isJobFailed() || latest.context.isJobFailed()).isFalse();
    }

    @Test
    void aRoundThatLacksASubtaskWaits() throws Exception {
        LocalCoordinator local = new LocalCoordinator(SPEC, 2);
        local.send(0, rising(0, FIRST));
        CompletableFuture<CoordinationResponse> patient = local.ask(0, 0, true);
        assertThat(average(local.ask(0, 0, false))).as("not there yet").isEmpty();
        local.send(0, rising(0, FIRST));
        assertThat(patient).as("one subtask told it twice").isNotDone();
        CompletableFuture<CoordinationResponse> next = local.ask(0, 1, true);
        local.send(1, falling(0));
        assertAverage(average(patient));
        assertThat(next).as("of another round").isNotDone();

        byte[] average = average(patient);
        byte[] own = learned(average, 1, 4);
        local.send(1, new Contribution(1, 0, 0, NONE, NONE, MOST));
        assertThat(next).isNotDone();
        local.send(0, new Contribution(1, 1, 6, own, NONE, MOST));
        assertThat(average(next)).as("the only one that learned").isEqualTo(own);
        assertThat(average(local.ask(1, 0, false))).as("no longer known").isEmpty();
    }

    @Test
    void whatComesAfterARoundIsAveragedIsIgnored() throws Exception {
        LocalCoordinator local = new LocalCoordinator(SPEC, 2);
        local.send(0, rising(0, FIRST));
        local.send(1, falling(0));
        byte[] average = average(local.ask(0, 0, true));

        local.send(0, rising(0, FIRST));
        local.send(1, new Contribution(0, 2, 4, RISING, FIRST, MOST));
        assertThat(average(local.ask(0, 0, false))).isEqualTo(average);
        byte[] own = learned(average, 2, 2);
        local.send(1, new Contribution(1, 1, 6, own, NONE, MOST));
        assertThat(average(local.ask(1, 1, false))).as("subtask 0 is not there").isEmpty();
        local.send(0, new Contribution(1, 0, 0, NONE, NONE, MOST));
        assertThat(average(local.ask(1, 1, false))).isEqualTo(own);
        assertThat(local.context.isJobFailed()).isFalse();
    }

    @Test
    void aFailureWithinARoundForgetsIt() throws Exception {
        LocalCoordinator local = new LocalCoordinator(SPEC, 2);
        local.send(0, rising(0, FIRST));
        CompletableFuture<CoordinationResponse> waiting = local.ask(0, 0, true);
        fail(local, 0);
        assertThat(waiting).isCancelled();

        // There was no checkpoint: they begin again.
        local.coordinator.handleEventFromOperator(1, 1, falling(0));
        CompletableFuture<CoordinationResponse> again = local.ask(1, 0, true);
        assertThat(again).as("what subtask 0 told is forgotten").isNotDone();
        local.coordinator.handleEventFromOperator(0, 1, rising(0, FIRST));
        assertAverage(average(again));
        assertThat(local.context.isJobFailed()).isFalse();

        local.coordinator.resetToCheckpoint(8, NONE);
        assertThat(average(local.ask(0, 0, false)))
                .as("the job goes back as a whole")
                .isEmpty();
    }

    @Test
    void whatAnEarlierAttemptSendsIsIgnored() throws Exception {
        LocalCoordinator local = new LocalCoordinator(SPEC, 2);
        local.send(0, rising(0, FIRST));
        local.send(1, falling(0));
        byte[] average = average(local.ask(0, 0, true));
        fail(local, 0);
        local.coordinator.handleEventFromOperator(0, 0, new Contribution(4, 3, 60, RISING, NONE, MOST));
        local.coordinator.handleEventFromOperator(1, 0, restored());

        Restored zero = restored(share(0, 1, 0, 0, false, average, NONE));
        Restored one = restored(share(1, 1, 0, 0, false, average, NONE));
        local.coordinator.handleEventFromOperator(0, 1, zero);
        CompletableFuture<CoordinationResponse> start = local.ask(0, Question.START, true);
        assertThat(start).as("subtask 1 has not told in this attempt").isNotDone();
        local.coordinator.handleEventFromOperator(1, 1, one);
        assertThat(start(start).kind()).isEqualTo(Start.Kind.SAME);
        byte[] own = learned(average, 2, 2);
        local.coordinator.handleEventFromOperator(1, 1, new Contribution(1, 1, 6, own, NONE, MOST));
        assertThat(average(local.ask(1, 1, false))).isEmpty();
        local.coordinator.handleEventFromOperator(0, 1, new Contribution(1, 0, 0, NONE, NONE, MOST));
        assertThat(average(local.ask(1, 1, false))).isEqualTo(own);
        assertThat(local.context.isJobFailed()).isFalse();
    }

    @Test
    void allAreSetBackOrNone() {
        LocalCoordinator local = new LocalCoordinator(SPEC, 2);
        local.coordinator.executionAttemptFailed(1, 0, new IllegalStateException("on purpose"));
        local.coordinator.subtaskReset(1, 7);
        assertThat(local.context.getJobFailureReason())
                .hasMessage(
                        "subtask 1 was set back and subtask 0 was not: models that are averaged are restored together");
    }

    @Test
    void differentRoundsStopTheJob() throws Exception {
        LocalCoordinator local = new LocalCoordinator(SPEC, 2);
        local.send(0, rising(0, FIRST));
        local.send(1, falling(1));
        assertThat(local.context.getJobFailureReason()).hasMessage("subtasks contributed to different rounds: 0, 1");

        LocalCoordinator noBase = new LocalCoordinator(SPEC, 2);
        noBase.send(0, rising(0, NONE));
        noBase.send(1, falling(0));
        assertThat(noBase.context.getJobFailureReason()).hasMessage("no subtask told what round 0 began with");
    }

    /** Subtask 0 had closed the round at the checkpoint, subtask 1 had learned one of its two records. */
    @Test
    void goesOnWithinARound() throws Exception {
        LocalCoordinator local = new LocalCoordinator(SPEC, 2);
        local.send(0, rising(0, FIRST));
        CompletableFuture<byte[]> state = new CompletableFuture<>();
        local.coordinator.checkpointCoordinator(7, state);
        local.coordinator.notifyCheckpointComplete(7);
        assertThat(state).isCompleted();
        byte[] part = learned(FIRST, 1, 6);

        for (boolean ofAll : new boolean[] {true, false}) {
            LocalCoordinator next = ofAll ? new LocalCoordinator(SPEC, 2) : local;
            int attempt = ofAll ? 0 : 1;
            if (ofAll) {
                next.coordinator.resetToCheckpoint(7, state.join());
                next.run(0, 0);
                next.run(1, 0);
            } else {
                fail(next, 0);
            }
            next.coordinator.handleEventFromOperator(1, attempt, restored(share(1, 0, 1, 2, false, FIRST, part)));
            CompletableFuture<CoordinationResponse> start = next.ask(1, Question.START, true);
            assertThat(start).isNotDone();
            next.coordinator.handleEventFromOperator(0, attempt, restored(share(0, 0, 3, 5, true, FIRST, RISING)));
            assertThat(start(start).kind()).isEqualTo(Start.Kind.SAME);
            assertThat(start(next.ask(0, Question.START, true)).kind()).isEqualTo(Start.Kind.SAME);
            CompletableFuture<CoordinationResponse> waiting = next.ask(0, 0, true);
            assertThat(waiting).isNotDone();
            next.coordinator.handleEventFromOperator(
                    1, attempt, new Contribution(0, 2, 4, learned(part, 3, 2), NONE, MOST));
            assertAverage(average(waiting));
            assertThat(next.context.isJobFailed()).isFalse();
        }
    }

    /** At the checkpoint one subtask had gone on from the average that the other was still to ask for. */
    @Test
    void goesOnBetweenRounds() throws Exception {
        LocalCoordinator before = new LocalCoordinator(SPEC, 2);
        before.send(0, rising(0, FIRST));
        before.send(1, falling(0));
        byte[] average = average(before.ask(0, 0, true));

        LocalCoordinator local = new LocalCoordinator(SPEC, 2);
        byte[] own = learned(average, 2, 2);
        local.send(0, restored(share(0, 1, 1, 6, true, average, own)));
        local.send(1, restored(share(1, 0, 2, 4, true, FIRST, FALLING)));
        assertThat(start(local.ask(0, Question.START, true)).kind()).isEqualTo(Start.Kind.SAME);
        assertThat(average(local.ask(1, 0, true))).isEqualTo(average);
        assertThat(average(local.ask(0, 1, false))).isEmpty();
        local.send(1, new Contribution(1, 0, 0, NONE, NONE, MOST));
        assertThat(average(local.ask(0, 1, false))).isEqualTo(own);

        LocalCoordinator closed = new LocalCoordinator(SPEC, 2);
        closed.send(0, restored(share(0, 0, 3, 5, true, FIRST, RISING)));
        closed.send(1, restored(share(1, 0, 2, 4, true, FIRST, FALLING)));
        assertThat(average(closed.ask(0, 0, false)))
                .as("both had closed it, and asked for nothing yet")
                .isEqualTo(average);
    }

    @Test
    void othersGoOnFromTheAverageOfWhatThereIs() throws Exception {
        AveragedShare zero = share(0, 4, 3, 5, true, FIRST, RISING);
        AveragedShare one = share(1, 4, 2, 4, false, FIRST, FALLING);
        LocalCoordinator three = new LocalCoordinator(SPEC, 3);
        three.send(0, restored(one));
        three.send(2, restored());
        CompletableFuture<CoordinationResponse> asked = three.ask(0, Question.START, true);
        three.send(1, restored(zero));
        Start start = start(asked);
        assertThat(start.kind()).isEqualTo(Start.Kind.MERGED);
        assertThat(start.round()).isEqualTo(4);
        assertAverage(start.model());
        assertThat(average(three.ask(2, 4, false))).as("round 4 is over").isEqualTo(start.model());

        LocalCoordinator moreRecords = new LocalCoordinator(SPEC, 2);
        moreRecords.send(0, Restored.of(List.of(zero), EVERY + 1, MOST));
        moreRecords.send(1, Restored.of(List.of(one), EVERY + 1, MOST));
        assertAverage(start(moreRecords.ask(1, Question.START, true)).model());

        LocalCoordinator fresh = new LocalCoordinator(SPEC, 2);
        fresh.send(0, restored());
        fresh.send(1, restored());
        assertThat(start(fresh.ask(1, Question.START, true)).kind()).isEqualTo(Start.Kind.FRESH);
    }

    @Test
    void waitsNotForEverForSubtasksWithoutSlots() {
        LocalCoordinator local = new LocalCoordinator(SPEC, 2);
        local.coordinator.handleCoordinationRequest(new Question(0, 0, true, 3_600_000));
        assertThat(local.context.isJobFailed()).as("all have been started").isFalse();
        local.coordinator.executionAttemptFailed(1, 0, null);
        local.coordinator.handleCoordinationRequest(new Question(0, 0, true, 60_000));
        assertThat(local.context.isJobFailed()).as("for a minute").isFalse();
        local.coordinator.handleCoordinationRequest(new Question(0, 0, true, 60_001));
        assertThat(local.context.getJobFailureReason())
                .hasMessageStartingWith("1 of 2 subtasks that learn have not been started while others wait for them");
    }

    @Test
    void leavesNobodyWaitingWhenItEnds() {
        LocalCoordinator local = new LocalCoordinator(SPEC, 2);
        CompletableFuture<CoordinationResponse> waiting = local.ask(0, 0, true);
        local.coordinator.close();
        assertThat(waiting).isCancelled();
    }

    @Test
    void refusesOtherEvents() {
        record Other() implements OperatorEvent {}
        LocalCoordinator local = new LocalCoordinator(SPEC, 2);
        assertThatThrownBy(() -> local.send(0, new Other()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("an event of an unknown class");
    }
}
