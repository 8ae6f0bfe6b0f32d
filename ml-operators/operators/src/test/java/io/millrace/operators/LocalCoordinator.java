package io.millrace.operators;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.jobgraph.tasks.TaskOperatorEventGateway;
import org.apache.flink.runtime.messages.Acknowledge;
import org.apache.flink.runtime.operators.coordination.CoordinationRequest;
import org.apache.flink.runtime.operators.coordination.CoordinationResponse;
import org.apache.flink.runtime.operators.coordination.MockOperatorCoordinatorContext;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator.SubtaskGateway;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.apache.flink.util.SerializedValue;

/** A coordinator in the thread of the test, whose subtasks all run, each in its first attempt. */
final class LocalCoordinator {
    final OperatorID operator = new OperatorID();
    final MockOperatorCoordinatorContext context;
    final AveragingCoordinator coordinator;

    LocalCoordinator(ModelSpec spec, int subtasks) {
        context = new MockOperatorCoordinatorContext(operator, subtasks);
        coordinator = new AveragingCoordinator(context, spec);
        coordinator.start();
        for (int subtask = 0; subtask < subtasks; subtask++) {
            run(subtask, 0);
        }
    }

    /** A subtask's attempt gets ready. */
    void run(int subtask, int attempt) {
        coordinator.executionAttemptReady(subtask, attempt, new Deaf(subtask));
    }

    void send(int subtask, OperatorEvent event) throws IOException {
        coordinator.handleEventFromOperator(subtask, 0, event);
    }

    CompletableFuture<CoordinationResponse> ask(int subtask, long round, boolean patient) {
        return coordinator.handleCoordinationRequest(new AveragingMessages.Question(subtask, round, patient, 0));
    }

    /** The way of a subtask's messages, which are serialized as Flink does it. */
    TaskOperatorEventGateway gateway(int subtask) {
        return new TaskOperatorEventGateway() {
            @Override
            public void sendOperatorEventToCoordinator(OperatorID to, SerializedValue<OperatorEvent> event) {
                try {
                    send(subtask, event.deserializeValue(LocalCoordinator.class.getClassLoader()));
                } catch (IOException | ClassNotFoundException e) {
                    throw new AssertionError(e);
                }
            }

            @Override
            public CompletableFuture<CoordinationResponse> sendRequestToCoordinator(
                    OperatorID to, SerializedValue<CoordinationRequest> request) {
                try {
                    return coordinator.handleCoordinationRequest(
                            request.deserializeValue(LocalCoordinator.class.getClassLoader()));
                } catch (IOException | ClassNotFoundException e) {
                    throw new AssertionError(e);
                }
            }
        };
    }

    /** Subtasks are sent nothing. */
    private record Deaf(int subtask) implements SubtaskGateway {
        @Override
        public CompletableFuture<Acknowledge> sendEvent(OperatorEvent event) {
            throw new AssertionError("subtask " + subtask + " was sent " + event);
        }

        @Override
        public ExecutionAttemptID getExecution() {
            return ExecutionAttemptID.randomId();
        }

        @Override
        public int getSubtask() {
            return subtask;
        }
    }
}
