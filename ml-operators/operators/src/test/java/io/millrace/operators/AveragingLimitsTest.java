package io.millrace.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.operators.AveragingMessages.Contribution;
import io.millrace.operators.AveragingMessages.Question;
import io.millrace.operators.AveragingMessages.Restored;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.RpcOptions;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.jobgraph.tasks.TaskOperatorEventGateway;
import org.apache.flink.runtime.operators.coordination.CoordinationRequest;
import org.apache.flink.runtime.operators.coordination.CoordinationResponse;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.apache.flink.util.SerializedValue;
import org.junit.jupiter.api.Test;

/** Models that do not fit into a message, and answers that do not come in time. */
final class AveragingLimitsTest {
    private static final ModelSpec SPEC = ExampleStream.spec(ModelSpec.Task.REGRESSION, "sgd");
    private static final ModelAverages AVERAGES = new ModelAverages(SPEC);
    private static final int FRAME = 64 * 1_024;
    private static final int MOST = FRAME - 16 * 1_024;
    private static final int EVERY = 4;
    private static final byte[] NONE = {};

    /** Keeps what is sent, and answers as it is told. */
    private static final class Script implements TaskOperatorEventGateway {
        private final List<SerializedValue<OperatorEvent>> sent = new ArrayList<>();
        private final List<Question> asked = new ArrayList<>();
        private final List<CompletableFuture<CoordinationResponse>> answers = new ArrayList<>();

        @Override
        public void sendOperatorEventToCoordinator(OperatorID operator, SerializedValue<OperatorEvent> event) {
            sent.add(event);
        }

        @Override
        public CompletableFuture<CoordinationResponse> sendRequestToCoordinator(
                OperatorID operator, SerializedValue<CoordinationRequest> request) {
            try {
                asked.add((Question) request.deserializeValue(Script.class.getClassLoader()));
            } catch (IOException | ClassNotFoundException e) {
                throw new AssertionError(e);
            }
            return answers.remove(0);
        }

        CoordinatorLink link() {
            return new CoordinatorLink(this, new OperatorID(), 1, EVERY, FRAME);
        }
    }

    private static ModelAverages.Part part(int bytes) {
        return new ModelAverages.Part(3, 5, new byte[bytes]);
    }

    private static void assertNamesTheOptions(Throwable thrown, String what, long bytes) {
        assertThat(thrown)
                .isInstanceOf(ModelTooLargeException.class)
                .hasMessage(what + " takes " + bytes + " bytes, more than the " + MOST
                        + " that fit into a message to be averaged: raise " + RpcOptions.FRAMESIZE.key()
                        + " of the cluster, lower the learner's max-weights, or set average-every to 0");
    }

    @Test
    void aModelFitsOrIsNotSent() throws Exception {
        Script script = new Script();
        CoordinatorLink link = script.link();
        link.contribute(0, part(MOST), NONE);
        link.contribute(0, part(MOST - 100), new byte[100]);
        assertThat(script.sent).hasSize(2).allSatisfy(event -> assertThat(event.getByteArray())
                .as("with what goes around it")
                .hasSizeLessThan(FRAME - 8 * 1_024));
        Contribution first = (Contribution) script.sent.get(0).deserializeValue(Script.class.getClassLoader());
        assertThat(first.most()).isEqualTo(MOST);
        assertThat(AveragingMessages.average(AveragingMessages.average(new byte[MOST])))
                .hasSize(MOST);
        assertThat(new SerializedValue<>(AveragingMessages.average(new byte[MOST])).getByteArray())
                .hasSizeLessThan(FRAME - 8 * 1_024);

        script.sent.clear();
        assertThatThrownBy(() -> link.contribute(0, part(MOST + 1), NONE))
                .satisfies(thrown -> assertNamesTheOptions(thrown, "a model", MOST + 1));
        assertThatThrownBy(() -> link.contribute(0, part(MOST - 99), new byte[100]))
                .satisfies(thrown -> assertNamesTheOptions(thrown, "a model", MOST + 1));
        assertThat(script.sent).isEmpty();
    }

    @Test
    void stateFitsOrIsNotSent() throws Exception {
        Script script = new Script();
        AveragedShare share = new AveragedShare(
                SPEC.signature(), 0, 2, EVERY, 0, 3, 3, 5, false, false, new byte[MOST / 4], new byte[MOST / 8]);
        script.link().restored(List.of(share, share));
        assertThat(script.sent).hasSize(1);
        int written = Restored.of(List.of(share), EVERY, MOST).shares().get(0).length;
        assertThatThrownBy(() -> script.link().restored(List.of(share, share, share)))
                .satisfies(thrown -> assertNamesTheOptions(thrown, "state", 3L * written));
        assertThat(script.sent).hasSize(1);
    }

    /** A subtask stops before its model is lost; from the last checkpoint, with a larger frame, it goes on as if there had been none. */
    @Test
    void nothingIsLostByAModelThatDoesNotFit() throws Exception {
        List<Example> examples = ExampleStream.examples(SPEC.task(), 40, 1, 5).stream()
                .filter(example -> example.labelled() && example.action() == Example.Action.BOTH)
                .limit(EVERY + 1)
                .toList();
        Model expected = AVERAGES.models().create();
        examples.subList(0, EVERY).forEach(expected::learn);
        int bytes = ModelAverages.bytes(expected).length;
        int base = ModelAverages.bytes(AVERAGES.models().create()).length;

        LocalCoordinator small = new LocalCoordinator(SPEC, 1);
        AveragedPart part = begun(small, bytes + base - 1);
        part.begin(AVERAGES.models().create());
        List<Prediction> made = new ArrayList<>();
        process(part, examples, 0, EVERY - 1, made);
        AveragedShare checkpoint = part.share();
        assertThatThrownBy(() -> process(part, examples, EVERY - 1, EVERY, made))
                .isInstanceOf(ModelTooLargeException.class)
                .hasMessageStartingWith("a model takes " + (bytes + base) + " bytes, more than the "
                        + (bytes + base - 1) + " that fit");
        assertThat(small.ask(0, 0, true)).as("the coordinator got nothing").isNotDone();

        LocalCoordinator larger = new LocalCoordinator(SPEC, 1);
        AveragedPart again = begun(larger, 2L * (bytes + base));
        assertThat(again.restore(List.of(checkpoint))).isTrue();
        process(again, examples, EVERY - 1, EVERY + 1, made);
        assertThat(ModelAverages.bytes(again.average())).isEqualTo(ModelAverages.bytes(expected));
        assertThat(made.get(EVERY + 1).value())
                .as("of the average, and the one before of a model made again")
                .isEqualTo(expected.predict(examples.get(EVERY)).value());
        assertThat(made.get(EVERY).value()).isEqualTo(made.get(EVERY - 1).value());
        assertThat(larger.context.isJobFailed() || small.context.isJobFailed()).isFalse();
    }

    private static AveragedPart begun(LocalCoordinator local, long most) {
        CoordinatorLink link = new CoordinatorLink(local.gateway(0), local.operator, 0, EVERY, most + FRAME - MOST);
        return new AveragedPart(SPEC, AVERAGES, link, 0, 1, EVERY);
    }

    private static void process(AveragedPart part, List<Example> examples, int from, int to, List<Prediction> into)
            throws Exception {
        for (int i = from; i < to; i++) {
            part.process(
                    new Dealt(
                            Dealt.Kind.EXAMPLE,
                            0,
                            0,
                            i / EVERY,
                            i + 1,
                            i % EVERY == EVERY - 1,
                            List.of(),
                            examples.get(i),
                            Dealt.NO_BASELINES),
                    into::add);
        }
    }

    /** Each of two models fits, with the names that it knows; all names together do not. */
    @Test
    void anAverageThatDoesNotFitStopsTheJob() throws Exception {
        byte[] first = ModelAverages.bytes(AVERAGES.models().create());
        byte[] one = named("one");
        byte[] all = named("one", "other");
        LocalCoordinator local = new LocalCoordinator(SPEC, 2);
        local.send(0, new Contribution(0, 1, 1, one, first, all.length - 1));
        local.send(1, new Contribution(0, 1, 2, all, NONE, 2L * all.length));
        assertThat(local.context.getJobFailureReason())
                .isInstanceOf(ModelTooLargeException.class)
                .hasMessageContaining("the average takes ")
                .hasMessageContaining("more than the " + (all.length - 1) + " that fit")
                .hasMessageContaining(RpcOptions.FRAMESIZE.key());
        assertThat(local.ask(0, 0, true)).isNotDone();
    }

    /** State was written where messages may have been larger, or others had the names that a share lacks. */
    @Test
    void stateWhoseAverageDoesNotFitStopsTheJob() throws Exception {
        byte[] one = named("one");
        byte[] all = named("one", "other");
        for (boolean same : new boolean[] {true, false}) {
            LocalCoordinator local = new LocalCoordinator(SPEC, 2);
            int every = same ? EVERY : EVERY + 1;
            local.send(0, Restored.of(List.of(closed(0, one)), every, 2L * all.length));
            local.send(1, Restored.of(List.of(closed(1, all)), every, all.length - 1));
            assertThat(local.context.getJobFailureReason())
                    .as("the same subtasks and records: " + same)
                    .isInstanceOf(ModelTooLargeException.class)
                    .hasMessageContaining("more than the " + (all.length - 1) + " that fit");
            assertThat(local.ask(0, 0, true)).isNotDone();
        }
    }

    private static AveragedShare closed(int subtask, byte[] model) {
        byte[] first = ModelAverages.bytes(AVERAGES.models().create());
        return new AveragedShare(SPEC.signature(), subtask, 2, EVERY, 0, 0, 1, 1 + subtask, true, false, first, model);
    }

    private static byte[] named(String... colours) {
        Model model = AVERAGES.models().create();
        for (String colour : colours) {
            model.learn(new Example(
                    null,
                    "",
                    0,
                    new double[] {1, 2, Double.NaN, 3, 4},
                    new String[] {colour.repeat(1_000)},
                    null,
                    colour.length(),
                    Example.Action.BOTH));
        }
        return ModelAverages.bytes(model);
    }

    @Test
    void asksAgainWhenTimeIsUp() throws Exception {
        Script script = new Script();
        script.answers.add(CompletableFuture.failedFuture(new CompletionException(new TimeoutException("of Flink"))));
        script.answers.add(CompletableFuture.failedFuture(new TimeoutException("of Flink")));
        script.answers.add(CompletableFuture.completedFuture(AveragingMessages.average(new byte[] {1, 2})));
        assertThat(script.link().average(6, true)).containsExactly(1, 2);
        assertThat(script.asked).hasSize(3).allSatisfy(question -> {
            assertThat(question.subtask()).isEqualTo(1);
            assertThat(question.round()).isEqualTo(6);
            assertThat(question.patient()).isTrue();
        });
        assertThat(script.asked).extracting(Question::waitedMillis).isSorted();

        script.answers.add(CompletableFuture.completedFuture(AveragingMessages.average((byte[]) null)));
        assertThat(script.link().average(7, false)).isNull();
        script.answers.add(CompletableFuture.failedFuture(new IllegalStateException("gone")));
        assertThatThrownBy(() -> script.link().start())
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("gone");
    }
}
