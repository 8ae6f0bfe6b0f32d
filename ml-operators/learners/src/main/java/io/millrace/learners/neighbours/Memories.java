package io.millrace.learners.neighbours;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.SplitMix64;
import java.util.Arrays;

/** Short-term and long-term memory of {@link SamKnn}, and the choice between them. */
final class Memories {
    private static final int LEAST_RECORDS = 10;
    private static final int SHORT_TERM = 0;
    private static final int LONG_TERM = 1;
    private static final int BOTH = 2;
    /** Share of a full short-term memory that is passed on at once. */
    private static final int PASSED_ON = 8;

    private final SamKnn.Settings settings;
    private final Inputs inputs;
    private final Spread spread;
    private final ShortTermMemory shortTerm;
    private final LongTermMemory longTerm;
    private final NearestList both;
    private final SplitMix64 random;
    private final int[] hits = new int[3];
    /** Scratch, all zero between calls. */
    private double[] votes = new double[0];
    /** The record that was searched for last, while nothing has changed since. */
    private double[] searched = new double[0];

    private boolean fresh;

    Memories(Setup<SamKnn.Settings> setup) {
        this.settings = setup.settings();
        this.inputs = new Inputs(setup.schema());
        this.spread = new Spread();
        int neighbours = settings.neighbours();
        this.shortTerm = new ShortTermMemory(setup.schema(), neighbours, settings.leastWindow());
        this.longTerm = new LongTermMemory(new Points(setup.schema()), neighbours);
        this.both = new NearestList(neighbours);
        this.random = new SplitMix64(setup.seed());
        widen();
    }

    Memories(Setup<SamKnn.Settings> setup, int classes, SnapshotReader in) {
        this.settings = setup.settings();
        this.inputs = new Inputs(setup.schema(), in);
        int width = inputs.width();
        this.spread = new Spread(in, width, settings.records());
        int neighbours = settings.neighbours();
        this.both = new NearestList(neighbours);
        Points latest = Points.read(setup.schema(), in, settings.records(), width);
        this.shortTerm = ShortTermMemory.read(latest, neighbours, settings.leastWindow(), classes, in);
        Points former = Points.read(setup.schema(), in, settings.records(), width);
        this.longTerm = LongTermMemory.read(former, neighbours, classes, in);
        this.random = new SplitMix64(in.readLong());
        this.votes = new double[classes];
        this.searched = new double[width];
        if (latest.size() > mostShort() || former.size() > mostLong() || latest.size() == 0 && former.size() > 0) {
            throw new CorruptSnapshotException("records kept are at most " + mostShort() + " and " + mostLong()
                    + ", found " + latest.size() + " and " + former.size());
        }
        shortTerm.trim(mostShort());
        longTerm.trim(mostLong());
        shortTerm.refresh(spread.inverse());
        countHits();
    }

    void write(SnapshotWriter out) {
        inputs.write(out);
        spread.write(out);
        shortTerm.write(out);
        longTerm.write(out);
        out.writeLong(random.state());
    }

    int size() {
        return shortTerm.size();
    }

    ShortTermMemory shortTerm() {
        return shortTerm;
    }

    LongTermMemory longTerm() {
        return longTerm;
    }

    /** The neighbours of the memory that was right most often within the short-term window. */
    NearestList best(double[] features) {
        search(inputs.forPrediction(features));
        if (longTerm.size() == 0 || hits[SHORT_TERM] >= Math.max(hits[LONG_TERM], hits[BOTH])) {
            return shortTerm.nearest();
        }
        return hits[LONG_TERM] >= hits[BOTH] ? longTerm.nearest() : both;
    }

    void learn(double[] features, int label, int classes) {
        double[] record = inputs.forLearning(features);
        widen();
        if (votes.length < classes) {
            votes = new double[classes];
        }
        if (shortTerm.size() >= mostShort()) {
            passOn(Math.max(1, mostShort() / PASSED_ON), false);
        }
        search(record);
        int hit = hit(SHORT_TERM, shortTerm.nearest(), label)
                + hit(LONG_TERM, longTerm.nearest(), label)
                + hit(BOTH, both, label);
        longTerm.clean(label, shortTerm.nearest().furthest(label));
        shortTerm.add(record, label, hit, mostShort());
        fresh = false;
        shortTerm.compare(votes);
        int excess = shortTerm.choose();
        if (excess > 0) {
            passOn(excess, true);
        }
        if (spread.due() || excess > 0) {
            spread.take(shortTerm.points());
            shortTerm.refresh(spread.inverse());
            shortTerm.compareAll(votes);
            shortTerm.choose();
        }
        fit();
    }

    private int hit(int memory, NearestList neighbours, int label) {
        if (neighbours.winner(votes) != label) {
            return 0;
        }
        hits[memory]++;
        return 1 << memory;
    }

    private void search(double[] record) {
        if (fresh && Arrays.equals(record, searched)) {
            return;
        }
        System.arraycopy(record, 0, searched, 0, searched.length);
        shortTerm.search(record, spread.inverse());
        longTerm.search(record, spread.inverse());
        both.merge(shortTerm.nearest(), longTerm.nearest());
        fresh = true;
    }

    /** Moves the oldest records to the long-term memory, but for those that contradict the records that stay. */
    private void passOn(int count, boolean clean) {
        int neighbours = settings.neighbours();
        LongTermMemory leaving = new LongTermMemory(shortTerm.points().empty(), neighbours);
        double[] record = new double[inputs.width()];
        for (int i = 0; i < count; i++) {
            shortTerm.points().get(i, record);
            leaving.add(record, shortTerm.labels()[i], count);
        }
        shortTerm.removeFirst(count);
        if (clean) {
            shortTerm.compareAll(votes);
        }
        shortTerm.choose();
        for (int i = 0; clean && i < shortTerm.size() && leaving.size() > 0; i++) {
            shortTerm.searchOthers(i, record, spread.inverse());
            int label = shortTerm.labels()[i];
            double bound = shortTerm.nearest().furthest(label);
            if (bound >= 0) {
                leaving.search(record, spread.inverse());
                leaving.clean(label, bound);
            }
        }
        for (int i = 0; i < leaving.size(); i++) {
            if (longTerm.size() >= mostLong()) {
                condense();
            }
            leaving.points().get(i, record);
            longTerm.add(record, leaving.label(i), mostLong());
        }
        fresh = false;
        countHits();
    }

    /** Makes room in the long-term memory; where each class has but one record, the first goes. */
    private void condense() {
        longTerm.compress(votes.length, spread.inverse(), random);
        if (longTerm.size() >= mostLong()) {
            longTerm.removeFirst(longTerm.size() - mostLong() + 1);
        }
    }

    private void countHits() {
        for (int memory = 0; memory < hits.length; memory++) {
            hits[memory] = shortTerm.hits(memory);
        }
    }

    private int most() {
        Points points = shortTerm.points();
        long fixed = points.width() * (2 * Points.bytesPerFeature() + 4 * 8 + 16);
        long each = Math.max(points.bytesPerPoint(), longTerm.points().bytesPerPoint())
                + ShortTermMemory.bytesPerRecord(settings.neighbours());
        long held = (settings.memory() - fixed) / each;
        return (int) Math.max(LEAST_RECORDS, Math.min(settings.records(), held));
    }

    private int mostShort() {
        return most() - mostLong();
    }

    private int mostLong() {
        return most() * 2 / 5;
    }

    private void widen() {
        int width = inputs.width();
        if (width > shortTerm.points().width()) {
            spread.widen(width);
            shortTerm.points().widen(width);
            longTerm.points().widen(width);
            searched = new double[width];
            fresh = false;
            fit();
        }
    }

    /** Forgets the oldest where new features have made records larger. */
    private void fit() {
        int shorter = mostShort();
        if (shortTerm.size() > shorter) {
            shortTerm.removeFirst(shortTerm.size() - shorter);
            shortTerm.choose();
            countHits();
            fresh = false;
        }
        int longer = mostLong();
        if (longTerm.size() > longer) {
            longTerm.removeFirst(longTerm.size() - longer);
            fresh = false;
        }
        shortTerm.trim(shorter);
        longTerm.trim(longer);
    }

    long memoryBytes() {
        return HeapSize.object(52)
                + HeapSize.object(8)
                + inputs.memoryBytes()
                + spread.memoryBytes()
                + shortTerm.memoryBytes()
                + longTerm.memoryBytes()
                + both.memoryBytes()
                + HeapSize.ints(3)
                + HeapSize.doubles(votes.length)
                + HeapSize.doubles(searched.length);
    }
}
