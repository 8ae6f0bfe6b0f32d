package io.millrace.learners.neighbours;

import io.millrace.learners.Classifier;
import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.Arrays;

/**
 * The class that most of the nearest among the latest records have. A distance is Euclidean, with each number scaled by
 * its range over the window and the record asked about, and 1 between different categories; it is taken over the features that both records
 * have, and extended to the others in proportion. Records that tie with the last neighbour vote too. A prediction takes time in proportion to
 * window times features; learning to features, and now and then to the window.
 */
public final class KnnClassifier implements Classifier {
    public static final LearnerType<KnnClassifier> TYPE = LearnerType.of(
                    Role.CLASSIFIER, "knn", KnnSettings.class, KnnClassifier::new, KnnClassifier::new)
            .documented(
                    "The vote of the nearest among the latest records; for boundaries of any shape and few features that"
                            + " matter.",
                    "Cover, Hart, Nearest neighbor pattern classification, 1967, doi:10.1109/TIT.1967.1053964");

    private final Setup<KnnSettings> setup;
    private final NeighbourWindow window;
    private double[] votes;

    KnnClassifier(Setup<KnnSettings> setup) {
        this.setup = setup;
        this.window = new NeighbourWindow(setup.schema(), setup.settings());
        this.votes = new double[0];
    }

    KnnClassifier(Setup<KnnSettings> setup, SnapshotReader in) {
        this.setup = setup;
        this.votes = new double[in.readCount("classes", MAX_CLASSES)];
        this.window = new NeighbourWindow(setup.schema(), setup.settings(), in);
        if (votes.length == 0 != (window.size() == 0)) {
            throw new CorruptSnapshotException(votes.length + " classes, and " + window.size() + " records kept");
        }
        for (int i = 0; i < window.size(); i++) {
            double label = window.target(i);
            if (!(label >= 0 && label < votes.length && label == (int) label)) {
                throw new CorruptSnapshotException("labels kept are below " + votes.length + ", found " + label);
            }
        }
    }

    @Override
    public void write(SnapshotWriter out) {
        out.writeCount(votes.length);
        window.write(out);
    }

    NeighbourWindow window() {
        return window;
    }

    @Override
    public LearnerType<KnnClassifier> type() {
        return TYPE;
    }

    @Override
    public Setup<KnnSettings> setup() {
        return setup;
    }

    @Override
    public long memoryBytes() {
        return HeapSize.object(12) + HeapSize.doubles(votes.length) + window.memoryBytes();
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
        if (classes == 0) {
            return;
        }
        window.search(features);
        Arrays.fill(into, 0, classes, 0);
        double total = 0;
        for (int i = 0; i < window.found(); i++) {
            int slot = window.slot(i);
            double vote = window.vote(slot);
            into[(int) window.target(slot)] += vote;
            total += vote;
        }
        for (int c = 0; c < classes; c++) {
            into[c] /= total;
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
            window.add(features, label, weight);
        }
    }
}
