package io.millrace.operators;

import io.millrace.operators.AveragingMessages.Contribution;
import io.millrace.operators.AveragingMessages.Question;
import io.millrace.operators.AveragingMessages.Restored;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.jobgraph.tasks.TaskOperatorEventGateway;
import org.apache.flink.runtime.operators.coordination.CoordinationResponse;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.apache.flink.util.ExceptionUtils;
import org.apache.flink.util.SerializedValue;
import org.jspecify.annotations.Nullable;

/** Speaks with the coordinator by Flink's messages between tasks and the job's master. */
final class CoordinatorLink implements AveragingLink {
    /** What a message takes besides models. */
    private static final int ENVELOPE = 16 * 1_024;

    private final TaskOperatorEventGateway gateway;
    private final OperatorID operator;
    private final int subtask;
    private final int every;
    private final long most;

    /** @param frame bytes of the largest message that Flink sends */
    CoordinatorLink(TaskOperatorEventGateway gateway, OperatorID operator, int subtask, int every, long frame) {
        this.gateway = gateway;
        this.operator = operator;
        this.subtask = subtask;
        this.every = every;
        this.most = Math.max(0, frame - ENVELOPE);
    }

    @Override
    public void restored(List<AveragedShare> shares) throws IOException {
        Restored restored = Restored.of(shares, every, most);
        check(
                "state",
                restored.shares().stream().mapToLong(share -> share.length).sum());
        send(restored);
    }

    @Override
    public Start start() throws Exception {
        return AveragingMessages.start(ask(Question.START, true));
    }

    @Override
    public void contribute(long round, ModelAverages.Part part, byte[] base) throws IOException {
        check("a model", (long) part.model().length + base.length);
        send(new Contribution(round, part.records(), part.latest(), part.model(), base, most));
    }

    @Override
    public byte @Nullable [] average(long round, boolean wait) throws Exception {
        return AveragingMessages.average(ask(round, wait));
    }

    private void check(String what, long bytes) {
        if (bytes > most) {
            throw new ModelTooLargeException(what, bytes, most);
        }
    }

    private void send(OperatorEvent event) throws IOException {
        gateway.sendOperatorEventToCoordinator(operator, new SerializedValue<>(event));
    }

    /** Asks again when Flink's time for an answer is up: the others may be held up for long. */
    private CoordinationResponse ask(long round, boolean wait) throws Exception {
        long begin = System.nanoTime();
        while (true) {
            long waited = (System.nanoTime() - begin) / 1_000_000;
            try {
                return gateway.sendRequestToCoordinator(
                                operator, new SerializedValue<>(new Question(subtask, round, wait, waited)))
                        .get();
            } catch (ExecutionException e) {
                if (ExceptionUtils.findThrowable(e, TimeoutException.class).isEmpty()) {
                    throw e;
                }
            }
        }
    }
}
