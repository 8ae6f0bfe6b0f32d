package io.millrace.learners;

import java.util.BitSet;

/** Which features are numbers and which are nominal. Immutable. Features beyond {@link #size()} count as numbers. */
public final class Schema {
    /** Records have no more features than this. */
    public static final int MAX_FEATURES = 65_536;

    /** Categories of a nominal feature are 0 to this, less one; what is above shares the last. */
    public static final int MAX_CATEGORIES = 4_096;

    private final int size;
    private final BitSet nominal;
    private final int[] nominals;

    private Schema(int size, BitSet nominal) {
        if (size < 0 || size > MAX_FEATURES) {
            throw new IllegalArgumentException("number of features is 0 to " + MAX_FEATURES + ", not " + size);
        }
        this.size = size;
        this.nominal = nominal;
        this.nominals = nominal.stream().toArray();
    }

    /**
     * So many numbers.
     *
     * @param size 0 to {@value #MAX_FEATURES}
     */
    public static Schema numeric(int size) {
        return new Schema(size, new BitSet());
    }

    /** One element for each feature: whether it is nominal. */
    public static Schema of(boolean... nominal) {
        BitSet set = new BitSet(nominal.length);
        for (int i = 0; i < nominal.length; i++) {
            set.set(i, nominal[i]);
        }
        return new Schema(nominal.length, set);
    }

    public int size() {
        return size;
    }

    /** Whether this feature is nominal; any index from 0. */
    public boolean nominal(int feature) {
        return nominal.get(feature);
    }

    /** Indices of nominal features, ascending. A new array. */
    public int[] nominals() {
        return nominals.clone();
    }

    int[] sharedNominals() {
        return nominals;
    }

    void write(SnapshotWriter out) {
        out.writeCount(size);
        out.writeCount(nominals.length);
        int last = -1;
        for (int feature : nominals) {
            out.writeCount(feature - last - 1);
            last = feature;
        }
    }

    static Schema read(SnapshotReader in) {
        int size = in.readCount("features", MAX_FEATURES);
        int count = in.readCount("nominal features", size);
        BitSet nominal = new BitSet();
        int last = -1;
        for (int i = 0; i < count; i++) {
            last += 1 + in.readCount("gap between nominal features", size);
            if (last >= size) {
                throw new CorruptSnapshotException("nominal features are below " + size + ", found " + last);
            }
            nominal.set(last);
        }
        return new Schema(size, nominal);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Schema that && size == that.size && nominal.equals(that.nominal);
    }

    @Override
    public int hashCode() {
        return 31 * size + nominal.hashCode();
    }

    @Override
    public String toString() {
        return size + " features, nominal: " + nominal;
    }
}
