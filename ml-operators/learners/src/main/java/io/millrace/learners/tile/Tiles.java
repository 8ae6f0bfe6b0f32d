package io.millrace.learners.tile;

import io.millrace.learners.HeapSize;
import io.millrace.learners.Schema;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Additive models of linear terms, bins and pair cells: some variants with steps of their own over the same cells, each
 * with the same number of score columns. A score is the sum of the weights of the cells a record falls into and of its
 * linear terms; weights follow the gradient by AdaGrad (Duchi, Hazan, Singer, "Adaptive subgradient methods for online
 * learning and stochastic optimization", Journal of Machine Learning Research 12, 2011). Time per record is in proportion
 * to cells times columns, which are bounded together.
 */
public final class Tiles {
    /** Numbers that stand for the target, when features are chosen by it. */
    public static final int CODES = 4;

    private static final int PAIR_BOUND = 32_768;
    private static final int ACTIVE_BOUND = 16_384;
    private static final int MOST_PAIR_CELLS = 256;
    private static final int MOST_ACTIVE = 1_024;
    private static final int FIRST_RECORDS = 100;
    private static final int LEAST_ROWS = 128;

    private final Variants variants;
    private final RunningFeatures features;
    private final @Nullable Changes changes;
    private final CellPlan plan;
    private final CellKeys cells;
    private final CellTable table;
    private int columns;
    private int rung;
    private int[] kept;
    private int time;
    private boolean stale = true;
    private boolean chosen;
    private int[] rows = {};
    private float[] scores = {};
    private Descent descent = new Descent(0);
    private float[] carried = {};

    /**
     * For one that has seen nothing.
     *
     * @param features the record at hand; owned by this from now on
     * @param bytes for the table of cells
     */
    public Tiles(Variants variants, RunningFeatures features, int columns, long bytes) {
        this.variants = variants;
        this.features = features;
        this.columns = columns;
        this.kept = variants.ladder()[0];
        this.table = new CellTable(kept.length * columns, bytes);
        this.changes = variants.changes() ? new Changes(features) : null;
        this.plan = new CellPlan(features);
        this.cells = new CellKeys(features, changes == null ? null : changes.moments(), plan);
        this.plan.grow();
        choose();
    }

    /** As it was written, of the same variants and bytes. */
    public Tiles(Variants variants, RunningFeatures features, int columns, long bytes, SnapshotReader in) {
        this.variants = variants;
        this.features = features;
        this.columns = columns;
        this.time = in.readInt();
        this.rung = in.readCount("variants left out", variants.ladder().length - 1);
        this.kept = variants.ladder()[rung];
        this.table = new CellTable(kept.length * columns, bytes, in);
        this.changes = variants.changes() ? new Changes(features, in) : null;
        this.plan = new CellPlan(features, in);
        this.cells = new CellKeys(features, changes == null ? null : changes.moments(), plan);
        this.cells.room();
        allocate();
    }

    /** Writes what the constructor reads. */
    public void write(SnapshotWriter out) {
        out.writeInt(time);
        out.writeCount(rung);
        table.write(out);
        if (changes != null) {
            changes.write(out);
        }
        plan.write(out);
    }

    /** Chooses features and pairs, and leaves out variants when there is no room for all cells else. */
    private void choose() {
        while (true) {
            int stride = table.stride();
            int most = table.mostRows(stride);
            boolean roomy = plan.choose(
                    clamp(Math.min(ACTIVE_BOUND / stride, most / 12), 8, MOST_ACTIVE),
                    clamp(PAIR_BOUND / stride, 1, MOST_PAIR_CELLS),
                    most,
                    lastSection() > 0);
            boolean early = time < FIRST_RECORDS && most >= LEAST_ROWS;
            if (roomy || early || rung == variants.ladder().length - 1) {
                break;
            }
            int[] before = kept;
            kept = variants.ladder()[++rung];
            int[] from = new int[kept.length * columns];
            for (int v = 0; v < kept.length; v++) {
                int old = Arrays.binarySearch(before, kept[v]);
                for (int c = 0; c < columns; c++) {
                    from[v * columns + c] = old * columns + c + 1;
                }
            }
            table.widen(from);
        }
        cells.room();
        allocate();
        stale = true;
    }

    private static int clamp(int value, int least, int most) {
        return Math.max(least, Math.min(most, value));
    }

    private void allocate() {
        int stride = table.stride();
        scores = new float[stride];
        descent = new Descent(stride);
        carried = new float[plan.active().length];
        rows = new int[cells.keys().length];
    }

    /** Bytes on the heap. */
    public long memoryBytes() {
        return HeapSize.object(56)
                + features.memoryBytes()
                + (changes == null ? 0 : changes.memoryBytes())
                + plan.memoryBytes()
                + cells.memoryBytes()
                + table.memoryBytes()
                + HeapSize.ints(scores.length)
                + descent.memoryBytes()
                + HeapSize.ints(carried.length)
                + HeapSize.ints(rows.length);
    }

    public RunningFeatures features() {
        return features;
    }

    public int columns() {
        return columns;
    }

    /** Scores of a record: variants times columns. */
    int stride() {
        return table.stride();
    }

    /**
     * Gives each variant more columns.
     *
     * @param halved whether the one column there was stands for two, the first being its negative
     */
    public void columns(int count, boolean halved) {
        int[] from = new int[kept.length * count];
        for (int v = 0; v < kept.length; v++) {
            for (int c = 0; c < columns; c++) {
                from[v * count + c + (halved ? 1 : 0)] = v * columns + c + 1;
                if (halved) {
                    from[v * count] = -(v * columns + c + 1);
                }
            }
        }
        columns = count;
        table.widen(from);
        choose();
    }

    /** Makes room for the features of a record that is about to be learned; whether there are more now. */
    public boolean grow(int length) {
        boolean grown = features.grow(length);
        if (grown) {
            if (changes != null) {
                changes.grow();
            }
            plan.grow();
            choose();
        }
        return grown;
    }

    /**
     * Scores of a record by variant and column: sums before any link. Changes nothing but scratch.
     *
     * @param extra values of the extras
     * @return what the next call overwrites; {@link #columns()} per variant
     */
    public float[] scores(double[] extra, double[] record) {
        read(extra, record);
        return scores;
    }

    /** Takes the record as {@link #scores} does; whether it differs from the last, or something was learned since. */
    public boolean read(double[] extra, double[] record) {
        boolean differs = features.read(extra, record) || stale;
        if (differs) {
            if (changes != null && lastSection() == 2) {
                changes.read();
            }
            cells.compute(lastSection());
            find();
            sum();
            stale = false;
        }
        return differs;
    }

    /** Scores of the record read last. */
    public float[] scores() {
        return scores;
    }

    /** Gives the table so many bytes from now on. */
    public void bound(long bytes) {
        table.bound(bytes);
        choose();
    }

    /** Place in {@link #scores} of the variant, or of the first where it was left out for want of room. */
    public int place(int variant) {
        return Math.max(0, Arrays.binarySearch(kept, variant)) * columns;
    }

    /** Bytes that the table of cells takes at most. */
    public long bound() {
        return table.bound();
    }

    /** Bytes of the table of cells, part of {@link #memoryBytes()}. */
    public long tableBytes() {
        return table.memoryBytes();
    }

    /** Whether the last record learned was one at which features were chosen anew. */
    public boolean chosen() {
        return chosen;
    }

    /** Most important features, at most so many, ascending. */
    public int[] important(int count) {
        return plan.important(count);
    }

    private void find() {
        int[] keys = cells.keys();
        int count = cells.count();
        for (int i = 0; i < count; i++) {
            rows[i] = table.find(keys[i]);
        }
    }

    private void sum() {
        Arrays.fill(scores, 0);
        int stride = table.stride();
        int from = 0;
        for (int s = 0; s < CellKeys.SECTIONS; s++) {
            int first = below(s) * columns;
            addLinear(from, cells.linearEnd(s), first, stride);
            add(cells.linearEnd(s), cells.end(s), first, stride);
            from = cells.end(s);
        }
    }

    private int lastSection() {
        return variants.sections()[kept[kept.length - 1]];
    }

    /** Variants that know less than this section. */
    private int below(int section) {
        int count = 0;
        while (count < kept.length && variants.sections()[kept[count]] < section) {
            count++;
        }
        return count;
    }

    private void addLinear(int from, int to, int first, int stride) {
        float[] weights = table.weights();
        float[] inputs = cells.inputs();
        for (int i = from; i < to; i++) {
            if (rows[i] >= 0) {
                int at = rows[i] * stride;
                for (int k = first; k < stride; k++) {
                    scores[k] += inputs[i] * weights[at + k];
                }
            }
        }
    }

    private void add(int from, int to, int first, int stride) {
        float[] weights = table.weights();
        for (int i = from; i < to; i++) {
            if (rows[i] >= 0) {
                int at = rows[i] * stride;
                for (int k = first; k < stride; k++) {
                    scores[k] += weights[at + k];
                }
            }
        }
    }

    /**
     * Learns from the record that {@link #scores} was called for last.
     *
     * @param gradient of the loss by score, by variant and column
     * @param relative the record's weight over the mean weight, at most a few
     * @param weight the record's weight
     * @param codes {@link #CODES} numbers of about 1 that stand for the target
     */
    public void learn(float[] gradient, float relative, double weight, double[] codes) {
        time++;
        int missing = 0;
        for (int i = 0; i < cells.count(); i++) {
            missing += rows[i] >>> 31;
        }
        if (missing > 0 && table.ensure(missing)) {
            find();
        }
        int place = 0;
        while (place < cells.count()) {
            rows[place] = table.claim(cells.keys()[place], time);
            if (rows[place] == CellTable.FULL) {
                table.enlarge(0);
                place = 0;
            } else {
                place++;
            }
        }
        carried();
        descent.steps(variants, kept, cells, gradient, relative);
        int from = 0;
        for (int s = 0; s < CellKeys.SECTIONS; s++) {
            int first = below(s) * columns;
            descent.linear(table, rows, cells.inputs(), from, cells.linearEnd(s), first);
            descent.cells(table, rows, cells.linearEnd(s), cells.end(s), first);
            from = cells.end(s);
        }
        chosen = plan.learned(carried, codes);
        if (changes != null) {
            changes.learn(weight);
        }
        features.learn(weight);
        if (chosen) {
            choose();
        }
        stale = true;
    }

    /** What each active feature's linear term and main bin carry, over the columns of the first variant. */
    private void carried() {
        float[] weights = table.weights();
        int stride = table.stride();
        for (int i = 0; i < carried.length; i++) {
            int term = cells.linearAt(i) < 0 ? -1 : rows[cells.linearAt(i)];
            int bin = cells.binAt(i) < 0 ? -1 : rows[cells.binAt(i)];
            float sum = 0;
            for (int c = 0; c < columns; c++) {
                float linear = term < 0 ? 0 : weights[term * stride + c] * cells.inputs()[cells.linearAt(i)];
                sum += Math.abs(linear + (bin < 0 ? 0 : weights[bin * stride + c]));
            }
            carried[i] = sum;
        }
    }

    /** Bytes for the features of a schema and the table of cells, as far as a budget goes. */
    public static int mostFeatures(long budget) {
        return (int) Math.max(16, Math.min(Schema.MAX_FEATURES, budget / 4 / RunningFeatures.bytesPerFeature()));
    }
}
