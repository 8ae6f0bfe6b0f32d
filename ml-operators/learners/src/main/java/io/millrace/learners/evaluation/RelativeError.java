package io.millrace.learners.evaluation;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;

/**
 * Magnitudes of errors of any unit as numbers from 0 to 1, for drift detectors that are made for shares of errors: e by e + m,
 * where m is the mean of the magnitudes until now, this one's included. So it is 0 where nothing is wrong, a half for an error of
 * the usual magnitude, and close to 1 for one far beyond it, whatever the unit and however good the model. Twice the errors
 * raise the mean of these numbers by about a sixth. A few nanoseconds per number. For one thread.
 */
public final class RelativeError {
    private long count;
    private double mean;

    /** Has seen nothing. */
    public RelativeError() {}

    /** As it was written. */
    public RelativeError(SnapshotReader in) {
        this.count = in.readLong();
        this.mean = in.readPositive("mean of errors");
        if (count < 0) {
            throw new CorruptSnapshotException("errors seen are at least 0, found " + count);
        }
    }

    /** Writes what the constructor reads: 16 bytes. */
    public void write(SnapshotWriter out) {
        out.writeLong(count);
        out.writeDouble(mean);
    }

    /** Bytes on the heap. */
    public long memoryBytes() {
        return HeapSize.object(16);
    }

    /**
     * The next error as a share.
     *
     * @param magnitude at least 0 and finite
     * @throws IllegalArgumentException when it is not
     */
    public double next(double magnitude) {
        if (!(magnitude >= 0 && magnitude <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("the magnitude of an error is finite and at least 0, not " + magnitude);
        }
        count++;
        mean += (magnitude - mean) / count;
        return magnitude == 0 ? 0 : 1 / (1 + mean / magnitude);
    }

    /** Forgets what is usual: after a drift it is another. */
    public void reset() {
        count = 0;
        mean = 0;
    }
}
