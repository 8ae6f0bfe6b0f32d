package io.millrace.learners.ensembles;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.DriftDetector.Signal;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.SplitMix64;
import io.millrace.learners.drift.Adwin;
import io.millrace.learners.trees.HoeffdingTree;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A tree with its own lots, a window over its errors, and, from a warning to a change, its successor. Trees of odd numbers
 * are steadfast: they are replaced at a share of the changes only, so that what comes back finds a tree that knows it.
 */
final class TreeMember {
    private final MemberPlan plan;
    private final Inputs inputs;
    private final boolean steadfast;
    private final SplitMix64 random;
    private HoeffdingTree tree;
    private @Nullable HoeffdingTree successor;
    private Adwin errors;
    private @Nullable Adwin warnings;
    /** Features that trees were chosen from last. */
    private int width;

    TreeMember(MemberPlan plan, Inputs inputs, long seed, int number) {
        this.plan = plan;
        this.steadfast = number % 2 == 1;
        this.inputs = inputs;
        this.random = new SplitMix64(seed);
        this.width = inputs.width();
        this.errors = new Adwin(plan.change());
        this.warnings = plan.warning() == null ? null : new Adwin(plan.warning());
        this.tree = fresh();
    }

    TreeMember(MemberPlan plan, Inputs inputs, int number, SnapshotReader in) {
        this.plan = plan;
        this.steadfast = number % 2 == 1;
        this.inputs = inputs;
        this.random = new SplitMix64(in.readLong());
        this.width = in.readCount("features of a member", inputs.width());
        this.errors = new Adwin(plan.change(), in);
        this.warnings = plan.warning() == null ? null : new Adwin(plan.warning(), in);
        this.tree = new HoeffdingTree(inputs, plan.tree(), plan.leaves(), in);
        checkFeatures(tree);
        if (in.readBoolean()) {
            this.successor = new HoeffdingTree(inputs, plan.tree(), plan.leaves(), in);
            checkFeatures(successor);
        }
    }

    private void checkFeatures(HoeffdingTree read) {
        int[] features = read.features();
        if (features != null && features.length > 0 && features[features.length - 1] >= width) {
            throw new CorruptSnapshotException(
                    "features of a tree are below " + width + ", found " + features[features.length - 1]);
        }
    }

    void write(SnapshotWriter out) {
        out.writeLong(random.state());
        out.writeCount(width);
        errors.write(out);
        if (warnings != null) {
            warnings.write(out);
        }
        tree.write(out);
        out.writeBoolean(successor != null);
        if (successor != null) {
            successor.write(out);
        }
    }

    int classes() {
        return successor == null ? tree.classes() : Math.max(tree.classes(), successor.classes());
    }

    long memoryBytes() {
        return HeapSize.object(36)
                + HeapSize.object(8)
                + tree.memoryBytes()
                + errors.memoryBytes()
                + (warnings == null ? 0 : warnings.memoryBytes())
                + (successor == null ? 0 : successor.memoryBytes());
    }

    private HoeffdingTree fresh() {
        int[] features = plan.trees().draw(inputs.width(), random);
        return new HoeffdingTree(inputs, plan.tree(), features, plan.leaves(), random.nextLong());
    }

    /** The odds that it is right, by its window of errors with one hit and one error more, squared. */
    private double word() {
        double wrong = errors.estimation() * errors.width();
        double odds = (errors.width() - wrong + 1) / (wrong + 1);
        return odds * odds;
    }

    /** Adds its votes. */
    void vote(double[] record, double[] scratch, double[] into, int classes) {
        tree.probabilities(record, scratch, classes);
        double word = word();
        for (int i = 0; i < classes; i++) {
            into[i] += word * scratch[i];
        }
    }

    void learn(double[] record, int label, double weight) {
        int count = plan.weights().next(random);
        if (count == 0) {
            return;
        }
        if (width < record.length) {
            widen();
        }
        double error = tree.learn(record, label, count * weight) ? 0 : 1;
        if (successor != null) {
            successor.learn(record, label, count * weight);
        }
        if (warnings != null && rose(warnings, error)) {
            successor = fresh();
            warnings = new Adwin(warnings.setup());
        }
        if (rose(errors, error)) {
            change();
        }
    }

    private void change() {
        if (!steadfast || random.nextDouble() < plan.renewal()) {
            tree = successor == null ? fresh() : successor;
            errors = new Adwin(errors.setup());
            warnings = warnings == null ? null : new Adwin(warnings.setup());
        }
        successor = null;
    }

    /** Whether the mean of a window has changed with this error, and is greater than before. */
    static boolean rose(Adwin window, double error) {
        double before = window.estimation();
        return window.add(error) == Signal.DRIFT && window.estimation() > before;
    }

    /** Features that no record had before are looked at by as great a share as the others are. */
    private void widen() {
        widen(tree);
        if (successor != null) {
            widen(successor);
        }
        width = inputs.width();
    }

    private void widen(HoeffdingTree of) {
        int[] old = of.features();
        if (old == null) {
            return;
        }
        int wanted = plan.trees().of(inputs.width()) - old.length;
        int[] more = Arrays.copyOf(old, Math.max(old.length, old.length + wanted));
        int size = old.length;
        for (int feature = width; feature < inputs.width() && size < more.length; feature++) {
            if (random.nextInt(inputs.width() - feature) < more.length - size) {
                more[size++] = feature;
            }
        }
        of.widen(Arrays.copyOf(more, size));
    }
}
