package io.millrace.learners.linear;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.Schema;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes {@link Terms} of records. Slot 0 is the constant 1; each numeric feature has a slot, with its value in
 * deviations from its running mean; each category of a nominal feature that was learned has a slot, which is 1 where the
 * record is of it. A missing value, and a category never learned, is no term. Slots are given in the order of appearance,
 * up to a limit; features and categories beyond it are no terms either.
 *
 * <p>Invariants: {@code owners[s]} tells what slot s is for, {@code slots[f]} is the inverse for numeric features, and
 * {@link #table} the inverse for categories.
 */
final class Design {
    private static final int ABSENT = -1;
    private static final int NOMINAL = -2;
    private static final int CATEGORY_BITS = 13;
    private static final int IS_CATEGORY = 1 << 12;

    private final Inputs inputs;
    private final Moments moments;
    private final boolean bias;
    private int limit;
    private int[] slots;
    private int[] owners;
    private int size;
    private int[] table;
    private int categories;

    /** @param limit of slots, at least 1 */
    Design(Schema schema, boolean bias, int limit) {
        this.inputs = new Inputs(schema);
        this.moments = new Moments(inputs.width());
        this.bias = bias;
        this.limit = limit;
        this.slots = new int[0];
        this.owners = new int[1];
        this.size = 1;
        this.table = new int[0];
        widen();
    }

    Design(Schema schema, boolean bias, int limit, SnapshotReader in) {
        this.inputs = new Inputs(schema, in);
        int width = inputs.width();
        this.moments = new Moments(width, in);
        this.bias = bias;
        this.limit = limit;
        this.size = 1 + in.readCountOf("terms of a linear model", limit - 1, 1);
        in.reserve(28L * width + 24L * size);
        this.owners = new int[size];
        this.slots = new int[width];
        this.table = new int[0];
        for (int feature = 0; feature < width; feature++) {
            slots[feature] = inputs.nominal(feature) ? NOMINAL : ABSENT;
        }
        for (int slot = 1; slot < size; slot++) {
            owners[slot] = in.readCount("owner of a slot", width << CATEGORY_BITS);
            own(slot);
        }
    }

    void write(SnapshotWriter out) {
        inputs.write(out);
        moments.write(out);
        out.writeCount(size - 1);
        for (int slot = 1; slot < size; slot++) {
            out.writeCount(owners[slot]);
        }
    }

    long memoryBytes() {
        return HeapSize.object(33)
                + inputs.memoryBytes()
                + moments.memoryBytes()
                + HeapSize.ints(slots.length)
                + HeapSize.ints(owners.length)
                + HeapSize.ints(table.length);
    }

    /** Slots so far, that of the constant included. */
    int size() {
        return size;
    }

    /** Slots that there is room for without more memory. */
    int room() {
        return owners.length;
    }

    /** The terms of a record that is not learned. */
    Terms forPrediction(double[] features) {
        double[] x = inputs.forPrediction(features);
        Terms terms = start();
        for (int feature = 0; feature < slots.length; feature++) {
            double v = x[feature];
            int slot = slots[feature];
            if (slot >= 0) {
                if (!Double.isNaN(v)) {
                    terms.add(slot, moments.standardised(feature, v));
                }
            } else if (slot == NOMINAL && !Double.isNaN(v)) {
                int found = category(feature, (int) v);
                if (found >= 0) {
                    terms.add(found, 1);
                }
            }
        }
        return terms;
    }

    /** Learns what slots, means and deviations the record brings; the terms it has then. */
    Terms forLearning(double[] features, double weight) {
        double[] x = inputs.forLearning(features);
        if (slots.length < inputs.width()) {
            widen();
        }
        Terms terms = start();
        for (int feature = 0; feature < slots.length; feature++) {
            double v = x[feature];
            int slot = slots[feature];
            if (slot >= 0) {
                if (!Double.isNaN(v)) {
                    moments.learn(feature, v, weight);
                    terms.add(slot, moments.standardised(feature, v));
                }
            } else if (slot == NOMINAL && !Double.isNaN(v)) {
                int found = categoryOrNew(feature, (int) v);
                if (found >= 0) {
                    terms.add(found, 1);
                }
            }
        }
        return terms;
    }

    /** Whether a record has no more features than were seen. */
    boolean covers(double[] features) {
        return features.length <= inputs.width();
    }

    /**
     * As {@link #forLearning}, for a record that this design {@link #covers}; {@link Terms#score} is what {@link #forPrediction}
     * and {@link Terms#dot} would have given before.
     */
    Terms forBoth(double[] features, double weight, double[] weights) {
        double[] x = inputs.forPrediction(features);
        Terms terms = start();
        double score = terms.dot(weights);
        for (int feature = 0; feature < slots.length; feature++) {
            double v = x[feature];
            int slot = slots[feature];
            if (slot >= 0) {
                if (!Double.isNaN(v)) {
                    score += weights[slot] * moments.standardised(feature, v);
                    moments.learn(feature, v, weight);
                    terms.add(slot, moments.standardised(feature, v));
                }
            } else if (slot == NOMINAL && !Double.isNaN(v)) {
                int before = size;
                int found = categoryOrNew(feature, (int) v);
                if (found >= 0) {
                    score += found < before ? weights[found] : 0;
                    terms.add(found, 1);
                }
            }
        }
        terms.score = score;
        return terms;
    }

    /** The array itself, or a longer copy where slots have come. */
    double[] fit(double[] weights) {
        return weights.length >= size ? weights : Arrays.copyOf(weights, owners.length);
    }

    /**
     * Takes in what designs that went on from this one have learned, each apart from the others.
     *
     * @return for each of them, by its slots, the slot here; -1 where there is no room for it
     */
    int[][] merge(List<Design> parts) {
        List<Moments> columns = new ArrayList<>();
        for (Design part : parts) {
            inputs.widen(part.inputs.width());
        }
        if (slots.length < inputs.width()) {
            widen();
        }
        int[][] places = new int[parts.size()][];
        for (int i = 0; i < places.length; i++) {
            Design part = parts.get(i);
            columns.add(part.moments);
            places[i] = new int[part.size];
            for (int slot = 1; slot < part.size; slot++) {
                places[i][slot] = place(part.owners[slot]);
            }
        }
        moments.merge(columns);
        return places;
    }

    private int place(int owner) {
        int feature = owner >>> CATEGORY_BITS;
        return (owner & IS_CATEGORY) != 0 ? categoryOrNew(feature, owner & IS_CATEGORY - 1) : slots[feature];
    }

    /** The numeric feature that a slot is for; -1 where it is for the constant or a category. */
    int number(int slot) {
        return slot == 0 || (owners[slot] & IS_CATEGORY) != 0 ? -1 : owners[slot] >>> CATEGORY_BITS;
    }

    /** The feature, nominal or not, that a slot from 1 is for. */
    int feature(int slot) {
        return owners[slot] >>> CATEGORY_BITS;
    }

    /** The category that a slot is for which is for one. */
    int category(int slot) {
        return owners[slot] & IS_CATEGORY - 1;
    }

    boolean hasBias() {
        return bias;
    }

    Moments moments() {
        return moments;
    }

    /** Lowers the limit, and drops the last slots where there are more. */
    void restrict(int newLimit) {
        limit = newLimit;
        if (size > limit) {
            size = limit;
            owners = Arrays.copyOf(owners, size);
            for (int feature = 0; feature < slots.length; feature++) {
                slots[feature] = slots[feature] >= size ? ABSENT : slots[feature];
            }
            rebuild(table.length);
        }
    }

    private Terms start() {
        Terms terms = new Terms(slots.length + 1);
        if (bias) {
            terms.add(0, 1);
        }
        return terms;
    }

    private void widen() {
        int from = slots.length;
        int width = inputs.width();
        slots = Arrays.copyOf(slots, width);
        moments.grow(width);
        for (int feature = from; feature < width; feature++) {
            if (inputs.nominal(feature)) {
                slots[feature] = NOMINAL;
            } else {
                slots[feature] = size < limit ? add(feature << CATEGORY_BITS, width - feature) : ABSENT;
            }
        }
    }

    private int add(int owner, int expected) {
        if (size == owners.length) {
            owners = Arrays.copyOf(owners, Math.min(limit, size + Math.max(expected, size / 4)));
        }
        owners[size] = owner;
        return size++;
    }

    private int category(int feature, int category) {
        if (table.length == 0) {
            return ABSENT;
        }
        int owner = owner(feature, category);
        int mask = table.length - 1;
        int at = home(owner, mask);
        while (table[at] != 0) {
            if (owners[table[at]] == owner) {
                return table[at];
            }
            at = at + 1 & mask;
        }
        return ABSENT;
    }

    private int categoryOrNew(int feature, int category) {
        int found = category(feature, category);
        if (found >= 0 || size >= limit) {
            return found;
        }
        int slot = add(owner(feature, category), 1);
        insert(slot);
        return slot;
    }

    private static int owner(int feature, int category) {
        return feature << CATEGORY_BITS | IS_CATEGORY | category;
    }

    private static int home(int owner, int mask) {
        return owner * 0x9E3779B9 >>> 7 & mask;
    }

    private void insert(int slot) {
        if (2 * (categories + 1) > table.length) {
            rebuild(Math.max(8, 2 * table.length));
        } else {
            put(slot);
        }
    }

    private void put(int slot) {
        int mask = table.length - 1;
        int at = home(owners[slot], mask);
        while (table[at] != 0) {
            at = at + 1 & mask;
        }
        table[at] = slot;
        categories++;
    }

    private void rebuild(int length) {
        table = new int[length];
        categories = 0;
        for (int slot = 1; slot < size; slot++) {
            if ((owners[slot] & IS_CATEGORY) != 0) {
                put(slot);
            }
        }
    }

    /** Checks what a slot that was read is for, and enters it. */
    private void own(int slot) {
        int feature = owners[slot] >>> CATEGORY_BITS;
        boolean isCategory = (owners[slot] & IS_CATEGORY) != 0;
        int category = owners[slot] & IS_CATEGORY - 1;
        boolean right =
                feature < slots.length && isCategory == inputs.nominal(feature) && (isCategory || category == 0);
        if (!right || (isCategory ? category(feature, category) : slots[feature]) != ABSENT) {
            throw new CorruptSnapshotException("slot " + slot + " has an owner that it cannot have");
        }
        if (!isCategory) {
            slots[feature] = slot;
            return;
        }
        insert(slot);
    }
}
