package io.millrace.learners.evaluation;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;

/**
 * Which of the records evaluated count, and how much. After Gama, Sebastião, Rodrigues, "On evaluating stream learning
 * algorithms", 2013, doi:10.1007/s10994-012-5320-9.
 *
 * @param kind the whole stream, a sliding window, or fading
 * @param window how many of the last records count, for {@link Kind#SLIDING}; else 0
 * @param factor what the weight of each earlier record is multiplied by for each new one, for {@link Kind#FADING}; else 1
 */
public record Horizon(Kind kind, int window, double factor) {
    /** The longest window. */
    public static final int MAX_WINDOW = 10_000_000;

    private static final int LEAST_ROOM = 16;

    /** The ways to forget. */
    public enum Kind {
        /** All records count alike. */
        WHOLE,
        /** The last ones count alike, the others not at all. */
        SLIDING,
        /** Each counts a little less than the one after it. */
        FADING
    }

    /** @throws IllegalArgumentException when window or factor is out of range */
    public Horizon {
        if (kind == Kind.SLIDING ? window < 1 || window > MAX_WINDOW : window != 0) {
            throw new IllegalArgumentException("window is 1 to " + MAX_WINDOW + ", not " + window);
        }
        if (kind == Kind.FADING ? !(factor > 0 && factor < 1) : factor != 1) {
            throw new IllegalArgumentException("factor is above 0 and below 1, not " + factor);
        }
    }

    /** All records since the first. */
    public static Horizon whole() {
        return new Horizon(Kind.WHOLE, 0, 1);
    }

    /**
     * The last so many records.
     *
     * @param window 1 to {@value #MAX_WINDOW}; 17 bytes are held for each record of a classification, 32 for one of a
     *     regression
     */
    public static Horizon sliding(int window) {
        return new Horizon(Kind.SLIDING, window, 1);
    }

    /**
     * All records, each newer one making the others count less.
     *
     * @param factor above 0 and below 1; 0.999 looks back about 1,000 records
     */
    public static Horizon fading(double factor) {
        return new Horizon(Kind.FADING, 0, factor);
    }

    /** How many records to have room for once one comes at this place of the window, by doubling. */
    int room(int at) {
        return (int) Math.min(window, Math.max(LEAST_ROOM, 2L * at));
    }

    void write(SnapshotWriter out) {
        out.writeCount(kind.ordinal());
        out.writeCount(window);
        out.writeDouble(factor);
    }

    static Horizon read(SnapshotReader in) {
        Kind kind = Kind.values()[in.readCount("kind of horizon", Kind.values().length - 1)];
        int window = in.readCount("window", MAX_WINDOW);
        double factor = in.readFinite("fading factor");
        try {
            return new Horizon(kind, window, factor);
        } catch (IllegalArgumentException e) {
            throw new CorruptSnapshotException("horizon in the snapshot: " + e.getMessage(), e);
        }
    }
}
