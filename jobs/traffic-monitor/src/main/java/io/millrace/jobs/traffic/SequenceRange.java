package io.millrace.jobs.traffic;

import io.millrace.common.record.FieldValues;
import org.jspecify.annotations.Nullable;

/**
 * The sequence numbers of a window.
 *
 * @param count how many records carried one
 * @param first the least of them; {@link FieldValues#MISSING} of none
 * @param last the greatest; {@link FieldValues#MISSING} of none
 */
record SequenceRange(long count, long first, long last) {
    static final SequenceRange NONE = new SequenceRange(0, FieldValues.MISSING, FieldValues.MISSING);

    boolean isEmpty() {
        return count == 0;
    }

    /**
     * How many sequence numbers were to be expected: from the one after the last seen before this window, or from the
     * first in it where that one began anew or is not known, to the last in it.
     */
    long expected(@Nullable Long lastBefore) {
        long from = lastBefore != null && lastBefore < first ? lastBefore + 1 : first;
        return last - from + 1;
    }

    /** How many of those expected did not come. A number that comes twice hides one that does not. */
    long lost(@Nullable Long lastBefore) {
        return Math.max(0, expected(lastBefore) - count);
    }
}
