package io.millrace.common.edge;

import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;
import org.apache.flink.util.FlinkRuntimeException;

/**
 * Fails a job on purpose because too large a share of its records are dead letters. Restarting would not mend that, so
 * the annotation tells Flink not to. The annotation is not part of Flink's public API; there is no public way to say
 * it, and a test runs a job with a restart strategy to see that it still ends the job.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
public final class TooManyBadRecordsException extends FlinkRuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyBadRecordsException(long bad, long all, BadRecordLimit limit, DeadLetter last) {
        super("stopped on purpose: " + bad + " of " + all + " records could not be decoded within " + limit.window()
                + ", more than the share of " + limit.maxShare() + " that dead-letters.max-share allows; the last one: "
                + last.reason() + " (" + last.source() + ", partition " + last.partition() + ", offset " + last.offset()
                + ")");
    }
}
