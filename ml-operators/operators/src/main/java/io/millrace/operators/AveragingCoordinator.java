package io.millrace.operators;

import io.millrace.operators.AveragingLink.Start;
import io.millrace.operators.AveragingMessages.Contribution;
import io.millrace.operators.AveragingMessages.Question;
import io.millrace.operators.AveragingMessages.Restored;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.CoordinationRequest;
import org.apache.flink.runtime.operators.coordination.CoordinationRequestHandler;
import org.apache.flink.runtime.operators.coordination.CoordinationResponse;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.jspecify.annotations.Nullable;

/**
 * Averages what subtasks have learned, once all of them have handed in a round. Subtasks ask for the average, rather than be
 * sent it: what a coordinator sends is held back while a checkpoint is under way, until the receiver's part of it is done,
 * and a receiver that waits for the average cannot do its part.
 *
 * <p>It keeps no state of its own: after a failure the subtasks tell what state they were given, which holds the last average
 * and all that was learned since. All calls come from one thread, that of the job's master, so an average of models of some
 * megabytes holds that up for some milliseconds.
 */
final class AveragingCoordinator implements OperatorCoordinator, CoordinationRequestHandler {
    /** How long subtasks may wait for others that have not been started. */
    private static final long PATIENCE_MILLIS = 60_000;

    private final Context context;
    private final ModelAverages averages;
    private final @Nullable Contribution[] contributions;
    private final @Nullable Restored[] restored;
    private final boolean[] running;
    /** The last attempt of each subtask that is over; what comes of it is of before the failure. */
    private final int[] over;

    private final List<Waiting> waiting = new ArrayList<>();
    /** The last round that has been averaged, and what came of it; -1 and {@code null} where that is not known. */
    private long averaged = Question.START;

    private byte @Nullable [] average;
    private @Nullable Start start;

    private record Waiting(long round, CompletableFuture<CoordinationResponse> answer) {}

    /** Makes it where the job's master is. */
    record Provider(OperatorID operator, ModelSpec spec) implements OperatorCoordinator.Provider {
        @Override
        public OperatorID getOperatorId() {
            return operator;
        }

        @Override
        public OperatorCoordinator create(Context context) {
            return new AveragingCoordinator(context, spec);
        }
    }

    AveragingCoordinator(Context context, ModelSpec spec) {
        this.context = context;
        this.averages = new ModelAverages(spec);
        int subtasks = context.currentParallelism();
        this.contributions = new Contribution[subtasks];
        this.restored = new Restored[subtasks];
        this.running = new boolean[subtasks];
        this.over = new int[subtasks];
        Arrays.fill(over, -1);
    }

    @Override
    public void start() {}

    @Override
    public void close() {
        forget();
    }

    @Override
    public void handleEventFromOperator(int subtask, int attempt, OperatorEvent event) throws IOException {
        if (attempt <= over[subtask]) {
            return;
        }
        if (event instanceof Contribution contribution) {
            // A subtask that was set back before others learns again what they went on from.
            if (contribution.round() > averaged) {
                contributions[subtask] = contribution;
                averageIfAll();
            }
        } else if (event instanceof Restored state) {
            restored[subtask] = state;
            startIfAll();
        } else {
            throw new IllegalArgumentException("an event of an unknown class: " + event);
        }
    }

    private void averageIfAll() {
        List<ModelAverages.Part> parts = new ArrayList<>();
        long most = Long.MAX_VALUE;
        long round = -1;
        byte[] base = average;
        for (Contribution contribution : contributions) {
            if (contribution == null) {
                return;
            }
            if (round >= 0 && contribution.round() != round) {
                context.failJob(new IllegalStateException(
                        "subtasks contributed to different rounds: " + round + ", " + contribution.round()));
                return;
            }
            round = contribution.round();
            most = Math.min(most, contribution.most());
            base = contribution.base().length > 0 ? contribution.base() : base;
            parts.add(new ModelAverages.Part(contribution.records(), contribution.latest(), contribution.model()));
        }
        if (base == null) {
            context.failJob(new IllegalStateException("no subtask told what round " + round + " began with"));
            return;
        }
        byte[] result = averages.average(base, parts);
        if (result.length > most) {
            context.failJob(new ModelTooLargeException("the average", result.length, most));
            return;
        }
        average = result;
        averaged = round;
        Arrays.fill(contributions, null);
        answer(round, AveragingMessages.average(result));
    }

    private void answer(long round, CoordinationResponse response) {
        for (Waiting waits : List.copyOf(waiting)) {
            if (waits.round() == round) {
                waiting.remove(waits);
                waits.answer().complete(response);
            }
        }
    }

    /** Once all have told what state they have: the same subtasks go on as they were, others from what all together had. */
    private void startIfAll() throws IOException {
        List<AveragedShare> all = new ArrayList<>();
        boolean same = true;
        long most = Long.MAX_VALUE;
        for (int subtask = 0; subtask < restored.length; subtask++) {
            Restored state = restored[subtask];
            if (state == null) {
                return;
            }
            List<AveragedShare> shares = state.read();
            all.addAll(shares);
            most = Math.min(most, state.most());
            same &= shares.size() == 1
                    && shares.get(0).subtask() == subtask
                    && shares.get(0).subtasks() == restored.length
                    && shares.get(0).every() == state.every();
        }
        Arrays.fill(restored, null);
        byte[] merged = same ? null : averages.merge(all);
        if (merged != null && merged.length > most) {
            context.failJob(new ModelTooLargeException("the average", merged.length, most));
            return;
        }
        Start.Kind kind = same ? Start.Kind.SAME : merged == null ? Start.Kind.FRESH : Start.Kind.MERGED;
        long round = ModelAverages.lastRound(all);
        long layout = all.stream().mapToLong(AveragedShare::layout).max().orElse(0);
        if (same) {
            goOn(all, round, most);
        } else if (merged != null) {
            average = merged;
            averaged = round;
        }
        start = new Start(kind, round, layout, merged == null ? new byte[0] : merged);
        answer(Question.START, AveragingMessages.start(start));
        if (same) {
            averageIfAll();
        }
    }

    private void goOn(List<AveragedShare> shares, long round, long most) {
        for (AveragedShare share : shares) {
            if (share.round() == round) {
                average = share.base();
                averaged = round - 1;
                if (share.closed()) {
                    contributions[share.subtask()] =
                            new Contribution(round, share.learned(), share.latest(), share.model(), new byte[0], most);
                }
            }
        }
    }

    @Override
    public CompletableFuture<CoordinationResponse> handleCoordinationRequest(CoordinationRequest request) {
        Question question = (Question) request;
        boolean starts = question.round() == Question.START;
        if (starts && start != null) {
            return CompletableFuture.completedFuture(AveragingMessages.start(start));
        }
        if (!starts && average != null && question.round() == averaged) {
            return CompletableFuture.completedFuture(AveragingMessages.average(average));
        }
        if (!question.patient()) {
            return CompletableFuture.completedFuture(AveragingMessages.average((byte[]) null));
        }
        if (question.waitedMillis() > PATIENCE_MILLIS) {
            refuseIfSomeAreMissing();
        }
        CompletableFuture<CoordinationResponse> answer = new CompletableFuture<>();
        waiting.add(new Waiting(question.round(), answer));
        return answer;
    }

    private void refuseIfSomeAreMissing() {
        int missing = 0;
        for (boolean runs : running) {
            missing += runs ? 0 : 1;
        }
        if (missing > 0) {
            context.failJob(new IllegalStateException(missing + " of " + running.length
                    + " subtasks that learn have not been started while others wait for them: averaging needs as many free"
                    + " slots as subtasks"));
        }
    }

    @Override
    public void checkpointCoordinator(long checkpoint, CompletableFuture<byte[]> result) {
        result.complete(new byte[0]);
    }

    @Override
    public void notifyCheckpointComplete(long checkpoint) {}

    @Override
    public void resetToCheckpoint(long checkpoint, byte @Nullable [] state) {
        forget();
        Arrays.fill(running, false);
    }

    /** Where others run on, all have to be set back to one checkpoint: what they learned came from averages with this one. */
    @Override
    public void subtaskReset(int subtask, long checkpoint) {
        forget();
        running[subtask] = false;
        for (int other = 0; other < running.length; other++) {
            if (running[other]) {
                context.failJob(new IllegalStateException("subtask " + subtask + " was set back and subtask " + other
                        + " was not: models that are averaged are restored together"));
                return;
            }
        }
    }

    private void forget() {
        Arrays.fill(contributions, null);
        Arrays.fill(restored, null);
        average = null;
        averaged = Question.START;
        start = null;
        List<Waiting> left = List.copyOf(waiting);
        waiting.clear();
        left.forEach(waits -> waits.answer().cancel(false));
    }

    @Override
    public void executionAttemptFailed(int subtask, int attempt, @Nullable Throwable reason) {
        running[subtask] = false;
        over[subtask] = Math.max(over[subtask], attempt);
    }

    @Override
    public void executionAttemptReady(int subtask, int attempt, SubtaskGateway gateway) {
        running[subtask] = true;
    }
}
