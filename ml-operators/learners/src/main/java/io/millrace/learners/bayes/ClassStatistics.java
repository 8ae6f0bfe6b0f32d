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
 * <p>The variance of a number within a class is shrunk towards its variance over all classes by one record's worth, which
 * makes it positive from the first record on. That overall variance is looked up at the first, second, fourth … 256th
 * record, at every 256th after, and when a class comes.
 *
 * <p>Learning and scoring take some 10 and 2 ns per feature (and class). Records are as {@link Inputs} cleans them.
 */
public final class ClassStatistics {
    /** The least log likelihood of one feature, less its greatest: no one feature decides against a class for good. */
    private static final double CUT = 500;

    private static final double LEAST_VARIANCE = 1e-280;
    private static final int PERIOD = 256;
    private static final int SHARES = 5;

    private final Columns columns;
    private final int numbers;
    // Weight, mean, sum of squares, 1 / (2 variance) and -log(variance) / 2 of all numbers, for slot after slot.
    private double[] cells;
    private int[] classOf;
    private double[] classWeights;
    private double[] logWeights;
    private int slots;
    private double total;
    private double nextRefresh;
    // Least and greatest value, for number after number; then the overall variances.
    private final double[] ranges;
    private final NominalCounts counts;
    private long bytes;

    /** For what has seen nothing. */
    public ClassStatistics(Columns columns, int room) {
        this.columns = columns;
        this.numbers = columns.numbers();
        this.classOf = new int[room];
        this.classWeights = new double[room];
        this.logWeights = new double[room];
        this.cells = new double[room * numbers * SHARES];
        this.ranges = new double[3 * numbers];
        Arrays.fill(ranges, 0, numbers, Inputs.MAX_VALUE);
        Arrays.fill(ranges, numbers, 2 * numbers, -Inputs.MAX_VALUE);
        this.counts = new NominalCounts(columns.nominals(), room);
        this.bytes = size();
    }

    /** As {@link #write} left them. */
    public ClassStatistics(Columns columns, SnapshotReader in) {
        this.columns = columns;
        this.numbers = columns.numbers();
        this.slots = in.readCountOf("classes of a node", Classifier.MAX_CLASSES, 9);
        int room = in.readCount("slots of a node", Classifier.MAX_CLASSES);
        if (room == 0 || room < slots) {
            throw new CorruptSnapshotException("slots of a node: at least " + slots + " expected, found " + room);
        }
        in.reserve(24L * room);
        this.classOf = Arrays.copyOf(in.readInts("class", slots, 0, Classifier.MAX_CLASSES - 1), room);
        this.classWeights = Arrays.copyOf(in.readFiniteDoubles("weight of a class", slots), room);
        this.logWeights = new double[room];
        in.reserve(8L * room * numbers * SHARES);
        this.cells = new double[room * numbers * SHARES];
        this.total = in.readPositive("weight of all classes");
        for (int slot = 0; slot < slots; slot++) {
            checkSlot(slot);
            logWeights[slot] = Logarithm.of(classWeights[slot]);
            double[] read = in.readSparseDoubles("estimates of numbers", 3 * numbers);
            System.arraycopy(read, 0, cells, slot * numbers * SHARES, read.length);
        }
        this.ranges = in.readFiniteDoubles("ranges of numbers", 3 * numbers);
        checkCells();
        this.counts = new NominalCounts(columns.nominals(), slots, room, in);
        this.nextRefresh = next();
        derive();
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

    private void checkCells() {
        for (int slot = 0; slot < slots; slot++) {
            int base = slot * numbers * SHARES;
            for (int i = 0; i < numbers; i++) {
                double weight = cells[base + i];
                double square = cells[base + 2 * numbers + i];
                if (weight < 0 || square < 0 || Math.abs(cells[base + numbers + i]) > 2 * Inputs.MAX_VALUE) {
                    throw new CorruptSnapshotException("weight and squares are at least 0 and a mean at most "
                            + Inputs.MAX_VALUE + ", found " + weight + ", " + square + " and "
                            + cells[base + numbers + i]);
                }
            }
        }
    }

    /** Writes what the constructor reads. */
    public void write(SnapshotWriter out) {
        out.writeCount(slots);
        out.writeCount(classOf.length);
        out.writeInts(classOf, slots);
        out.writeDoubles(classWeights, slots);
        out.writeDouble(total);
        double[] slotCells = new double[3 * numbers];
        for (int slot = 0; slot < slots; slot++) {
            System.arraycopy(cells, slot * numbers * SHARES, slotCells, 0, slotCells.length);
            out.writeSparse(slotCells, slotCells.length);
        }
        out.writeDoubles(ranges, ranges.length);
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
        return cells[slot * numbers * SHARES + place];
    }

    /** Mean of a number within a class. */
    public double mean(int slot, int place) {
        return cells[slot * numbers * SHARES + numbers + place];
    }

    /** Sum of squared differences from the mean, of a number within a class. */
    public double squares(int slot, int place) {
        return cells[slot * numbers * SHARES + 2 * numbers + place];
    }

    /** Least value of a number; above {@link #greatest} where there was none. */
    public double least(int place) {
        return ranges[place];
    }

    /** Greatest value of a number. */
    public double greatest(int place) {
        return ranges[numbers + place];
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
        return HeapSize.object(60)
                + HeapSize.ints(room)
                + 2 * HeapSize.doubles(room)
                + HeapSize.doubles(cells.length)
                + HeapSize.doubles(ranges.length)
                + counts.memoryBytes();
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
        learnNumbers(features, slot * numbers * SHARES, weight);
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

    private void learnNumbers(double[] features, int base, double weight) {
        int[] numeric = columns.numeric;
        double[] cell = cells;
        double[] range = ranges;
        int n = numbers;
        for (int i = 0; i < n; i++) {
            double x = features[numeric[i]];
            if (Double.isNaN(x)) {
                continue;
            }
            int at = base + i;
            double before = cell[at];
            double after = before + weight;
            double apart = x - cell[at + n];
            double mean = before == 0 ? x : cell[at + n] + apart * (weight / after);
            cell[at] = after;
            cell[at + n] = mean;
            cell[at + 2 * n] += before == 0 ? 0 : weight * apart * (x - mean);
            range[i] = Math.min(range[i], x);
            range[i + n] = Math.max(range[i + n], x);
            derive(at, range[i + 2 * n]);
        }
    }

    private void derive(int at, double overall) {
        double variance = (cells[at + 2 * numbers] + overall) / Math.max(1, cells[at]);
        boolean known = overall > LEAST_VARIANCE;
        cells[at + 3 * numbers] = known ? 0.5 / variance : 0;
        cells[at + 4 * numbers] = known ? -0.5 * Logarithm.of(variance) : 0;
    }

    private void derive() {
        for (int slot = 0; slot < slots; slot++) {
            int base = slot * numbers * SHARES;
            for (int i = 0; i < numbers; i++) {
                derive(base + i, ranges[2 * numbers + i]);
            }
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
        for (int i = 0; i < numbers; i++) {
            double weight = 0;
            double mean = 0;
            double square = 0;
            for (int at = i; at < slots * numbers * SHARES; at += numbers * SHARES) {
                double more = cells[at];
                if (more > 0) {
                    double apart = cells[at + numbers] - mean;
                    double share = more / (weight + more);
                    square += cells[at + 2 * numbers] + apart * apart * weight * share;
                    mean += apart * share;
                    weight += more;
                }
            }
            ranges[2 * numbers + i] = weight > 0 ? square / weight : 0;
            for (int at = i; at < slots * numbers * SHARES; at += numbers * SHARES) {
                if (cells[at] == 0) {
                    cells[at + numbers] = mean;
                }
            }
        }
        derive();
    }

    /** Adds a class with this weight, which no record gave. */
    int addClass(int label, double weight) {
        if (slots == classOf.length) {
            int room = Math.min(Classifier.MAX_CLASSES, slots + Math.max(1, slots / 2));
            classOf = Arrays.copyOf(classOf, room);
            classWeights = Arrays.copyOf(classWeights, room);
            logWeights = Arrays.copyOf(logWeights, room);
            cells = Arrays.copyOf(cells, room * numbers * SHARES);
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
        int[] numeric = columns.numeric;
        double[] cell = cells;
        int n = numbers;
        for (int slot = 0; slot < slots; slot++) {
            double score = logWeights[slot];
            int mean = slot * n * SHARES + n;
            for (int i = 0; i < n; i++) {
                double apart = features[numeric[i]] - cell[mean + i];
                double term = cell[mean + i + 3 * n] - Math.min(CUT, apart * apart * cell[mean + i + 2 * n]);
                if (!Double.isNaN(term)) {
                    score += term;
                }
            }
            into[slot] = counts.score(features, columns.nominal, slot) + score;
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
        for (int i = 0; i < wider.numbers; i++) {
            int place = Arrays.binarySearch(columns.numeric, features.numeric[i]);
            if (place >= 0) {
                wider.ranges[i] = ranges[place];
                wider.ranges[wider.numbers + i] = ranges[numbers + place];
            }
        }
        return wider;
    }

    private void inherit(ClassStatistics part, int slot, int to, double most) {
        for (int i = 0; i < part.numbers; i++) {
            int place = Arrays.binarySearch(columns.numeric, part.columns.numeric[i]);
            double weight = place < 0 ? 0 : weight(slot, place);
            if (weight > 0) {
                double scaled = Math.min(weight, most);
                int at = to * part.numbers * SHARES + i;
                part.cells[at] = scaled;
                part.cells[at + part.numbers] = mean(slot, place);
                part.cells[at + 2 * part.numbers] = squares(slot, place) * (scaled / weight);
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
