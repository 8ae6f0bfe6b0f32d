package io.millrace.learners.neighbours;

import io.millrace.learners.Classifier;
import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.Parameter;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.Arrays;

/**
 * Nearest neighbours with self-adjusting memory (Losing, Hammer, Wersing, "KNN classifier with self adjusting memory for
 * heterogeneous concept drift", ICDM 2016, doi:10.1109/ICDM.2016.0040). The short-term memory is a window that shrinks when
 * a smaller one predicts better; what it drops and does not contradict it goes to the long-term memory, which is condensed
 * by clustering. Short-term, long-term or both together predict, whichever was right most often within the window.
 *
 * <p>Distances are those of {@link KnnClassifier}, with each number scaled by its standard deviation; neighbours vote by one
 * over their distance. The short-term memory takes at most three fifths of the records, the long-term memory the rest. A
 * weight above 0 counts as 1. Time per record is in proportion to records times features.
 */
public final class SamKnn implements Classifier {
    /** Parameters of nearest neighbours with self-adjusting memory. */
    public record Settings(
            @Parameter(value = "5", min = 1, max = 50, help = "How many of the nearest records vote.")
            int neighbours,

            @Parameter(
                    value = "5000",
                    min = 100,
                    max = 60_000,
                    help =
                            "How many records are kept at most, in both memories; fewer where memory does not hold them.")
            int records,

            @Parameter(
                    value = "50",
                    min = 4,
                    max = 10_000,
                    help = "The least number of records that the short-term memory shrinks to.")
            int leastWindow,

            @Parameter(
                    value = "16 mb",
                    min = 65_536,
                    max = 1L << 36,
                    bytes = true,
                    help = "What the memories take at most; ten records are kept however wide they are.")
            long memory) {}

    public static final LearnerType<SamKnn> TYPE = LearnerType.of(
                    Role.CLASSIFIER, "sam-knn", Settings.class, SamKnn::new, SamKnn::new)
            .documented(
                    "Nearest neighbours with short-term and long-term memory; for drift of any kind, and concepts that come"
                            + " back.",
                    "Losing, Hammer, Wersing, KNN classifier with self adjusting memory for heterogeneous concept drift,"
                            + " 2016, doi:10.1109/ICDM.2016.0040");

    private final Setup<Settings> setup;
    private final Memories memories;
    private double[] votes;

    SamKnn(Setup<Settings> setup) {
        this.setup = setup;
        this.memories = new Memories(setup);
        this.votes = new double[0];
    }

    SamKnn(Setup<Settings> setup, SnapshotReader in) {
        this.setup = setup;
        this.votes = new double[in.readCount("classes", MAX_CLASSES)];
        this.memories = new Memories(setup, votes.length, in);
        if (votes.length > 0 != memories.size() > 0) {
            throw new CorruptSnapshotException(votes.length + " classes, and " + memories.size() + " records kept");
        }
    }

    @Override
    public void write(SnapshotWriter out) {
        out.writeCount(votes.length);
        memories.write(out);
    }

    @Override
    public LearnerType<SamKnn> type() {
        return TYPE;
    }

    @Override
    public Setup<Settings> setup() {
        return setup;
    }

    @Override
    public long memoryBytes() {
        return HeapSize.object(12) + HeapSize.doubles(votes.length) + memories.memoryBytes();
    }

    @Override
    public int classes() {
        return votes.length;
    }

    @Override
    public int predict(double[] features) {
        probabilities(features, votes);
        int best = votes.length == 0 ? -1 : 0;
        for (int c = 1; c < votes.length; c++) {
            if (votes[c] > votes[best]) {
                best = c;
            }
        }
        return best;
    }

    @Override
    public void probabilities(double[] features, double[] into) {
        int classes = votes.length;
        Inputs.checkRoom(into, classes);
        if (classes > 0) {
            Arrays.fill(into, 0, classes, 0);
            double total = memories.best(features).vote(into);
            for (int c = 0; c < classes; c++) {
                into[c] /= total;
            }
        }
    }

    @Override
    public void learn(double[] features, int label, double weight) {
        Inputs.checkLabel(label);
        Inputs.checkWeight(weight);
        Inputs.checkWidth(features);
        if (weight > 0) {
            if (label >= votes.length) {
                votes = new double[label + 1];
            }
            memories.learn(features, label, votes.length);
        }
    }
}
