package io.millrace.operators;

import java.util.Arrays;

/** What has come of the answers to one step so far. Reused, to be given to the garbage collector never. */
final class Pending {
    private long number;
    private int[] pieces = new int[4];
    private int count;
    private double[] values = Step.NO_NUMBERS;
    private int length;
    private byte[] payload = Step.NO_BYTES;
    private byte[][] models = Part.NO_MODELS;

    /** Empties it. */
    void begin(long itsNumber) {
        number = itsNumber;
        count = 0;
        length = 0;
        payload = Step.NO_BYTES;
        models = Part.NO_MODELS;
    }

    void add(Part part) {
        int more = part.pieces().length;
        if (count + more > pieces.length) {
            pieces = Arrays.copyOf(pieces, Math.max(count + more, 2 * count));
        }
        System.arraycopy(part.pieces(), 0, pieces, count, more);
        double[] its = part.values();
        if (length + its.length > values.length) {
            values = Arrays.copyOf(values, Math.max(length + its.length, 2 * length));
        }
        System.arraycopy(its, 0, values, length, its.length);
        length += its.length;
        if (part.payload().length > 0) {
            payload = part.payload();
        }
        if (part.models().length > 0) {
            models = Arrays.copyOf(models, count + more);
            System.arraycopy(part.models(), 0, models, count, more);
        }
        count += more;
    }

    /** How many pieces have answered. */
    int count() {
        return count;
    }

    /** The piece that answered at this place. */
    int piece(int place) {
        return pieces[place];
    }

    /** What they said, the first {@link #length} of these. Not to be changed. */
    double[] values() {
        return values;
    }

    int length() {
        return length;
    }

    byte[] payload() {
        return payload;
    }

    /** The piece that answered at this place, itself. */
    byte[] model(int place) {
        return models[place];
    }

    /** As it is, for state. */
    Part part() {
        return new Part(number, Arrays.copyOf(pieces, count), Arrays.copyOf(values, length), payload, models);
    }
}
