package io.millrace.operators;

import io.millrace.learners.Learner;
import io.millrace.learners.LearnerFactory;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.neighbours.KnnLedger;
import io.millrace.learners.neighbours.KnnMerge;
import io.millrace.learners.neighbours.KnnParts;
import io.millrace.learners.neighbours.KnnShard;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * k-nearest neighbours, whose records are its pieces: each those whose numbers have one rest when they are divided by how many
 * pieces there are.
 */
final class NeighbourSpread<L extends Learner> extends Spread {
    private static final int RECORDS_PER_PIECE = 256;
    private static final int MOST_PIECES = 64;

    private final LearnerFactory<L> factory;
    private final KnnParts<L> parts;
    private final boolean classification;

    NeighbourSpread(Models models, LearnerFactory<L> factory) {
        this.factory = factory;
        this.parts = new KnnParts<>(factory);
        this.classification = models.isClassification();
    }

    @Override
    int pieces() {
        int full = (parts.window() + RECORDS_PER_PIECE - 1) / RECORDS_PER_PIECE;
        return Math.min(MOST_PIECES, full);
    }

    @Override
    Share share() {
        return new NeighbourShare<>(factory, pieces());
    }

    @Override
    Combiner combiner() {
        return new NeighbourCombiner(new KnnMerge(parts.setup()));
    }

    @Override
    Combiner combiner(SnapshotReader in) {
        return combiner();
    }

    @Override
    KnnLedger ledger() {
        return new KnnLedger(parts.setup());
    }

    @Override
    KnnLedger ledger(SnapshotReader in) {
        return new KnnLedger(parts.setup(), in);
    }

    @Override
    boolean combinerLearns() {
        return false;
    }

    @Override
    @SuppressWarnings("unchecked") // of the specification's class, as its factory made it
    Apart split(Learner whole) {
        return new Records((L) whole);
    }

    private final class Records implements Apart {
        private final L whole;
        private final NeighbourShare<L> all;

        Records(L whole) {
            this.whole = whole;
            this.all = new NeighbourShare<>(factory, pieces(), parts.shard(whole));
        }

        @Override
        public byte[] piece(int piece) {
            return all.write(piece);
        }

        @Override
        public @Nullable KnnLedger ledger() {
            return parts.ledger(whole);
        }

        @Override
        public Combiner combiner() {
            return NeighbourSpread.this.combiner();
        }
    }

    @Override
    Learner join(byte[][] pieces, @Nullable KnnLedger ledger, Combiner combiner, int classes) {
        NeighbourShare<L> all = new NeighbourShare<>(factory, pieces.length, new KnnShard(parts.setup()));
        for (int i = 0; i < pieces.length; i++) {
            all.take(i, pieces[i]);
        }
        return parts.join(Objects.requireNonNull(ledger), all.shard(), classification ? classes : 0);
    }
}
