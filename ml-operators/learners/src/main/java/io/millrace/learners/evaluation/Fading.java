package io.millrace.learners.evaluation;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;

/**
 * What the next record adds, where all earlier ones are to fade: in place of making every sum smaller for each record, the
 * records grow, and the sums are brought down when the numbers become large.
 */
final class Fading {
    /** Squares of errors reach 1e200 or so, and sums of them must stay finite. */
    private static final double LARGEST = 1e50;

    private final double factor;
    private double unit;

    Fading(double factor) {
        this.factor = factor;
        this.unit = 1;
    }

    Fading(double factor, SnapshotReader in) {
        this.factor = factor;
        this.unit = in.readPositive("weight of the next record");
        if (unit < 1 || unit > LARGEST) {
            throw new CorruptSnapshotException("weight of the next record is 1 to " + LARGEST + ", found " + unit);
        }
    }

    void write(SnapshotWriter out) {
        out.writeDouble(unit);
    }

    /** Weight of the record that is about to be added. */
    double unit() {
        return unit;
    }

    /** To be called after each record: what all sums are to be multiplied by now, mostly 1. */
    double next() {
        double grown = unit / factor;
        if (grown <= LARGEST) {
            unit = grown;
            return 1;
        }
        unit = 1;
        return 1 / grown;
    }
}
