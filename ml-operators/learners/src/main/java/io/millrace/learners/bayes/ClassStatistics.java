package io.millrace.learners.bayes;

import io.millrace.learners.Classifier;
import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.Arrays;

/**
 * Estimates of features within classes: a normal distribution of each number, and a count of each category. Classes have
 * slots, in the order in which they came, so that a class never seen here takes no room.
 *
 * <p>The variance of a number within a class is the mean square from its mean, plus its variance over all classes divided by
 * the square of the class's weight: positive from the first record on, and soon its own. That overall variance is looked up
 * at the first, second, fourth … 256th record, at every 256th after, and when a class comes.
 *
 * <p>Learning and scoring take some 10 and 2 ns per feature (and class). Records are as {@link Inputs} cleans them.
 */
public final class ClassStatistics {
    private static final int PERIOD = 256;

    private final Columns columns;
    private int[] classOf;
    private double[] classWeights;
    private double[] logWeights;
    private int slots;
    private double total;
    private double nextRefresh;
    private final NormalEstimates estimates;
    private final NominalCounts counts;
    private long bytes;

    /** For what has seen nothing. */
    public ClassStatistics(Columns columns, int room) {
        this.columns = columns;
        this.classOf = new int[room];
        this.classWeights = new double[room];
        this.logWeights = new double[room];
        this.estimates = new NormalEstimates(columns.numbers(), room);
        this.counts = new NominalCounts(columns.nominals(), room);
        this.bytes = size();
    }

    /** As {@link #write} left them. */
    public ClassStatistics(Columns columns, SnapshotReader in) {
        this.columns = columns;
        this.slots = in.readCountOf("classes of a node", Classifier.MAX_CLASSES, 9);
        int room = in.readCount("slots of a node", Classifier.MAX_CLASSES);
        if (room == 0 || room < slots) {
            throw new CorruptSnapshotException("slots of a node: at least " + slots + " expected, found " + room);
        }
        in.reserve(24L * room);
        this.classOf = Arrays.copyOf(in.readInts("class", slots, 0, Classifier.MAX_CLASSES - 1), room);
        this.classWeights = Arrays.copyOf(in.readFiniteDoubles("weight of a class", slots), room);
        this.logWeights = new double[room];
        this.total = in.readPositive("weight of all classes");
        for (int slot = 0; slot < slots; slot++) {
            checkSlot(slot);
            logWeights[slot] = Logarithm.of(classWeights[slot]);
        }
        this.estimates = new NormalEstimates(columns.numbers(), slots, room, in);
        this.counts = new NominalCounts(columns.nominals(), slots, room, in);
        this.nextRefresh = next();
        this.bytes = size();
    }

    private void checkSlot(int slot) {
        for (int i = 0; i < slot; i++) {
            if (classOf[i] == classOf[slot]) {
                throw new CorruptSnapshotException("a class has one slot, found two for " + classOf[slot]);
            }
        }
        if (classWeights[slot] < 0) {
            throw new CorruptSnapshotException("weight of a class is at least 0, found " + classWeights[slot]);
        }
    }

    /** Writes what the constructor reads. */
    public void write(SnapshotWriter out) {
        out.writeCount(slots);
        out.writeCount(classOf.length);
        out.writeInts(classOf, slots);
        out.writeDoubles(classWeights, slots);
        out.writeDouble(total);
        estimates.write(out, slots);
        counts.write(out, slots);
    }

    /** The features estimates are kept of. */
    public Columns columns() {
        return columns;
    }

    /** Classes seen here. */
    public int slots() {
        return slots;
    }

    /** Class in this slot, from 0 to {@link #slots()} - 1. */
    public int classAt(int slot) {
        return classOf[slot];
    }

    /** Weight of the class in this slot. */
    public double classWeight(int slot) {
        return classWeights[slot];
    }

    /** Weight of all classes. */
    public double total() {
        return total;
    }

    /** Weight of records of a class that had this number, by its place in {@link #columns()}. */
    public double weight(int slot, int place) {
        return estimates.weight(slot, place);
    }

    /** Mean of a number within a class. */
    public double mean(int slot, int place) {
        return estimates.mean(slot, place);
    }

    /** Sum of squared differences from the mean, of a number within a class. */
    public double squares(int slot, int place) {
        return estimates.squares(slot, place);
    }

    /** Least value of a number; above {@link #greatest} where there was none. */
    public double least(int place) {
        return estimates.ranges[place];
    }

    /** Greatest value of a number. */
    public double greatest(int place) {
        return estimates.ranges[estimates.numbers + place];
    }

    /** Categories of a nominal feature, by its place in {@link #columns()}. */
    public int categories(int place) {
        return counts.categories(place);
    }

    /** Weight of a category within a class. */
    public double weight(int slot, int place, int category) {
        return counts.weight(place, category, slot);
    }

    /** Weight of records of a class that had this nominal feature. */
    public double nominalWeight(int slot, int place) {
        return counts.total(place, slot);
    }

    /** Bytes on the heap, without the columns. */
    public long memoryBytes() {
        return bytes;
    }

    /** Bytes that a slot more would add at most. */
    public long slotBytes() {
        return slots < classOf.length ? 0 : bytes + 256;
    }

    private long size() {
        int room = classOf.length;
        return HeapSize.object(52)
                + HeapSize.ints(room)
                + 2 * HeapSize.doubles(room)
                + estimates.memoryBytes()
                + counts.memoryBytes();
    }

    /** Whether all classes seen here are below this. */
    public boolean allBelow(int classes) {
        for (int slot = 0; slot < slots; slot++) {
            if (classOf[slot] >= classes) {
                return false;
            }
        }
        return true;
    }

    /** Slot of a class, or -1. */
    public int slotOf(int label) {
        for (int slot = 0; slot < slots; slot++) {
            if (classOf[slot] == label) {
                return slot;
            }
        }
        return -1;
    }

    /** Slot of the class with the greatest weight, the lowest class of those that tie; -1 where there is none. */
    public int heaviest() {
        int best = -1;
        for (int slot = 0; slot < slots; slot++) {
            if (best < 0
                    || classWeights[slot] > classWeights[best]
                    || classWeights[slot] == classWeights[best] && classOf[slot] < classOf[best]) {
                best = slot;
            }
        }
        return best;
    }

    /** Learns from one record. */
    public void learn(double[] features, int label, double weight) {
        int slot = slotOf(label);
        if (slot < 0) {
            slot = addClass(label, 0);
            refresh();
        }
        classWeights[slot] += weight;
        logWeights[slot] = Logarithm.of(classWeights[slot]);
        total += weight;
        estimates.learn(features, columns.numeric, slot, weight);
        int[] nominal = columns.nominal;
        for (int i = 0; i < nominal.length; i++) {
            double value = features[nominal[i]];
            if (value >= 0) {
                bytes += counts.learn(i, (int) value, slot, weight);
            }
        }
        if (total >= nextRefresh) {
            refresh();
        }
    }

    private double next() {
        if (total < PERIOD) {
            return total < 1 ? 1 : 2.0 * Long.highestOneBit((long) total);
        }
        return (Math.floor(total / PERIOD) + 1) * PERIOD;
    }

    private void refresh() {
        nextRefresh = next();
        estimates.refresh(slots);
    }

    /** Adds a class with this weight, which no record gave. */
    int addClass(int label, double weight) {
        if (slots == classOf.length) {
            int room = Math.min(Classifier.MAX_CLASSES, slots + Math.max(1, slots / 2));
            classOf = Arrays.copyOf(classOf, room);
            classWeights = Arrays.copyOf(classWeights, room);
            logWeights = Arrays.copyOf(logWeights, room);
            estimates.grow(room);
            counts.grow(room);
            bytes = size();
        }
        classOf[slots] = label;
        classWeights[slots] = weight;
        logWeights[slots] = Logarithm.of(weight);
        total += weight;
        return slots++;
    }

    /**
     * Log of each class's weight times the likelihood of the record within it; numbers and categories never seen are
     * passed over.
     *
     * @param into at least {@link #slots()} long
     */
    public void scores(double[] features, double[] into) {
        for (int slot = 0; slot < slots; slot++) {
            into[slot] = logWeights[slot]
                    + (estimates.score(features, columns.numeric, slot)
                            + counts.score(features, columns.nominal, slot));
        }
    }

    /**
     * How likely each class is by its weight alone, or by the record too.
     *
     * @param scratch at least {@link #slots()} long; overwritten
     * @param into its first {@code classes} elements are set, with a sum of 1 where any class was seen here, else 0
     */
    public void probabilities(double[] features, boolean byRecord, double[] scratch, double[] into, int classes) {
        Arrays.fill(into, 0, classes, 0);
        if (!byRecord) {
            for (int slot = 0; slot < slots; slot++) {
                into[classOf[slot]] = total > 0 ? classWeights[slot] / total : 0;
            }
            return;
        }
        scores(features, scratch);
        double greatest = Double.NEGATIVE_INFINITY;
        for (int slot = 0; slot < slots; slot++) {
            greatest = Math.max(greatest, scratch[slot]);
        }
        double sum = 0;
        for (int slot = 0; slot < slots; slot++) {
            double apart = scratch[slot] - greatest;
            scratch[slot] = apart < -40 ? 0 : Math.exp(apart);
            sum += scratch[slot];
        }
        for (int slot = 0; slot < slots; slot++) {
            into[classOf[slot]] = scratch[slot] / sum;
        }
    }

    /**
     * Estimates for a part of what was seen, of perhaps other features: classes with these weights, and each feature as it
     * is here, but as if at most so much weight per class had been seen.
     *
     * @param weights by slot; those of at most {@code least} are left out, but for the greatest
     */
    public ClassStatistics part(Columns features, double[] weights, double least, double most) {
        int heaviest = 0;
        int kept = 0;
        for (int slot = 0; slot < slots; slot++) {
            heaviest = weights[slot] > weights[heaviest] ? slot : heaviest;
            kept += weights[slot] > least ? 1 : 0;
        }
        ClassStatistics part = new ClassStatistics(features, Math.max(1, kept));
        for (int slot = 0; slot < slots; slot++) {
            if (weights[slot] > least || slot == heaviest) {
                int to = part.addClass(classOf[slot], weights[slot]);
                if (most > 0) {
                    inherit(part, slot, to, most);
                }
            }
        }
        part.refresh();
        part.bytes = part.size();
        return part;
    }

    /** The same, of other features: those that it has already are as they are here. */
    public ClassStatistics with(Columns features) {
        ClassStatistics wider = part(features, classWeights, -1, Double.MAX_VALUE);
        NormalEstimates own = wider.estimates;
        for (int i = 0; i < own.numbers; i++) {
            int place = columns.place(features.numeric[i]);
            if (place >= 0) {
                own.ranges[i] = estimates.ranges[place];
                own.ranges[own.numbers + i] = estimates.ranges[estimates.numbers + place];
            }
        }
        return wider;
    }

    private void inherit(ClassStatistics part, int slot, int to, double most) {
        for (int i = 0; i < part.columns.numeric.length; i++) {
            int place = columns.place(part.columns.numeric[i]);
            if (place >= 0) {
                part.estimates.inherit(estimates, i, place, slot, to, most);
            }
        }
        for (int i = 0; i < part.columns.nominal.length; i++) {
            int place = Arrays.binarySearch(columns.nominal, part.columns.nominal[i]);
            if (place >= 0) {
                part.counts.inherit(counts, i, place, slot, to, most);
            }
        }
    }
}
