package io.millrace.common.record;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The values of one record by field position, between the wire and the record's constructor. Decoders and serializers
 * reuse one instance for all their records: a record's constructor must copy what it needs, which reading it does.
 */
public final class FieldValues {
    /** Stands for a missing {@link FieldType#LONG} or {@link FieldType#TIME}. */
    public static final long MISSING = Long.MIN_VALUE;

    private final long[] longs;
    private final double[] doubles;
    private final @Nullable String[] texts;
    private final boolean[] present;

    public FieldValues(int size) {
        longs = new long[size];
        doubles = new double[size];
        texts = new String[size];
        present = new boolean[size];
        clear();
    }

    /** Makes every field missing. */
    public void clear() {
        Arrays.fill(longs, MISSING);
        Arrays.fill(doubles, Double.NaN);
        Arrays.fill(texts, null);
        Arrays.fill(present, false);
    }

    public int size() {
        return present.length;
    }

    public boolean isPresent(int field) {
        return present[field];
    }

    /** The text at this position. @throws IllegalStateException when it is missing */
    public String text(int field) {
        String text = texts[field];
        if (text == null) {
            throw new IllegalStateException("field " + field + " has no text; optional ones are read by textOrNull");
        }
        return text;
    }

    public @Nullable String textOrNull(int field) {
        return texts[field];
    }

    /** The integer or time at this position; {@link #MISSING} when missing. */
    public long longValue(int field) {
        return longs[field];
    }

    /** The number at this position; NaN when missing. */
    public double doubleValue(int field) {
        return doubles[field];
    }

    /** The flag at this position; false when missing. */
    public boolean booleanValue(int field) {
        return present[field] && longs[field] == 1;
    }

    public void setText(int field, @Nullable String value) {
        texts[field] = value;
        present[field] = value != null;
    }

    public void setLong(int field, long value) {
        longs[field] = value;
        present[field] = value != MISSING;
    }

    public void setDouble(int field, double value) {
        doubles[field] = value;
        present[field] = !Double.isNaN(value);
    }

    public void setBoolean(int field, boolean value) {
        longs[field] = value ? 1 : 0;
        present[field] = true;
    }
}
