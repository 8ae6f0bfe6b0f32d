package io.millrace.operators;

import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;
import org.apache.flink.util.FlinkRuntimeException;

/** Ends a job whose models do not fit into a message. Restarting would not mend that, so the annotation tells Flink not to. */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
final class ModelTooLargeException extends FlinkRuntimeException {
    private static final long serialVersionUID = 1L;

    ModelTooLargeException(String what, long bytes, long most) {
        super(what + " takes " + bytes + " bytes, more than the " + most + " that fit into a message to be averaged:"
                + " raise pekko.framesize of the cluster, lower the learner's max-weights, or set average-every to 0");
    }
}
