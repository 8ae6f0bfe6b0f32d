package io.millrace.common.edge;

import java.io.Serializable;
import java.time.Duration;

/**
 * How many bad records are too many. Judged by each subtask for what it decodes: in windows of the given time, once so
 * many records have been seen, a share of dead letters above the limit fails the job on purpose.
 *
 * @param maxShare the highest share of dead letters that is borne, 0 to 1; 1 never fails
 * @param window how long records are counted together
 * @param minRecords how many records must have been seen in the window
 */
public record BadRecordLimit(double maxShare, Duration window, long minRecords) implements Serializable {
    /** Bears any share. */
    public static final BadRecordLimit NONE = new BadRecordLimit(1, Duration.ofMinutes(1), 1);

    public BadRecordLimit {
        if (!(maxShare >= 0 && maxShare <= 1)) {
            throw new IllegalArgumentException("maxShare must be from 0 to 1: " + maxShare);
        }
        if (window.isNegative() || window.isZero()) {
            throw new IllegalArgumentException("window must be longer than 0: " + window);
        }
        if (minRecords < 1) {
            throw new IllegalArgumentException("minRecords must be at least 1: " + minRecords);
        }
    }

    boolean exceeded(long bad, long all) {
        return all >= minRecords && bad > maxShare * all;
    }
}
