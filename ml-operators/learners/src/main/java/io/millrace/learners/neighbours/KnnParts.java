package io.millrace.learners.neighbours;

import io.millrace.learners.Learner;
import io.millrace.learners.LearnerFactory;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.Snapshots;
import java.util.function.Consumer;

/**
 * Takes a {@link KnnClassifier} or {@link KnnRegressor} apart into a {@link KnnLedger} and {@link KnnShard}s, and puts them
 * together again, to the bit. For any thread.
 *
 * @param <L> the learner's class
 */
public final class KnnParts<L extends Learner> {
    private final LearnerFactory<L> whole;

    /** @throws IllegalArgumentException when it makes no k-nearest neighbours */
    public KnnParts(LearnerFactory<L> whole) {
        KnnLedger.settings(whole.setup());
        this.whole = whole;
    }

    /** Whether learners of this setup are of these. */
    public static boolean areOf(Setup<?> setup) {
        return setup.settings() instanceof KnnSettings;
    }

    /** The setup by which ledger and shards are made. */
    public Setup<?> setup() {
        return whole.setup();
    }

    /** How many of the latest records are kept at most. */
    public int window() {
        return KnnLedger.settings(whole.setup()).window();
    }

    /** Knows of a learner's records, numbered from 0 for the oldest. */
    public KnnLedger ledger(L learner) {
        return new KnnLedger(whole.setup(), window(learner));
    }

    /** All of a learner's records, numbered likewise; in one shard. */
    public KnnShard shard(L learner) {
        NeighbourWindow window = window(learner);
        Points points = window.points();
        KnnShard shard = new KnnShard(whole.setup());
        shard.follow(points.width(), 0);
        double[] record = new double[points.width()];
        for (int age = 0; age < points.size(); age++) {
            int slot = (window.oldest() + age) % points.size();
            points.get(slot, record);
            shard.add(age, record, window.target(slot), window.weight(slot));
        }
        return shard;
    }

    /**
     * The learner of all records.
     *
     * @param all holds them; {@link KnnShard#take} brings them together
     * @param classes how many there are; of no meaning for a regressor
     * @throws IllegalArgumentException when records are missing
     */
    public L join(KnnLedger ledger, KnnShard all, int classes) {
        Points points = new Points(whole.setup().schema());
        points.widen(ledger.width());
        double[] targets = new double[ledger.size()];
        double[] weights = new double[ledger.size()];
        all.arrange(ledger, points, targets, weights);
        for (int j = 0; j < ledger.width(); j++) {
            if (ledger.masked(j)) {
                points.mask(j);
            }
        }
        Consumer<SnapshotWriter> body = out -> {
            out.writeCount(whole.type().version());
            if (whole.type() == KnnClassifier.TYPE) {
                out.writeCount(classes);
            }
            NeighbourWindow.write(out, points, ledger.oldest(), targets, weights);
        };
        return Snapshots.read(Snapshots.bytes(body), whole::read);
    }

    private static NeighbourWindow window(Learner learner) {
        return learner instanceof KnnClassifier classifier ? classifier.window() : ((KnnRegressor) learner).window();
    }
}
