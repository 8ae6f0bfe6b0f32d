package io.millrace.operators;

import io.millrace.learners.Learner;
import io.millrace.learners.LearnerFactory;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.Snapshots;
import io.millrace.learners.ensembles.EnsembleParts;
import io.millrace.learners.ensembles.NearestLeaves;
import io.millrace.learners.ensembles.Soknl;
import io.millrace.learners.neighbours.KnnLedger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An ensemble, whose members are its pieces. */
final class EnsembleSpread<L extends Learner> extends Spread {
    private final boolean classification;
    private final EnsembleParts<L> parts;
    private final boolean leaves;

    EnsembleSpread(Models models, LearnerFactory<L> factory) {
        this.classification = models.isClassification();
        this.parts = new EnsembleParts<>(factory, models.spec().parameters());
        this.leaves = factory.type() == Soknl.TYPE;
    }

    @Override
    int pieces() {
        return parts.members();
    }

    @Override
    Share share() {
        return classification ? new ClassifierShare<>(parts) : new RegressorShare<>(parts, leaves);
    }

    @Override
    Combiner combiner() {
        return combiner(leaves ? new NearestLeaves(pieces()) : null);
    }

    private Combiner combiner(@Nullable NearestLeaves nearest) {
        return classification ? new VoteCombiner(pieces()) : new MeanCombiner(pieces(), nearest);
    }

    @Override
    Combiner combiner(SnapshotReader in) {
        return combiner(leaves ? new NearestLeaves(pieces(), in) : null);
    }

    @Override
    @Nullable
    KnnLedger ledger() {
        return null;
    }

    @Override
    @Nullable
    KnnLedger ledger(SnapshotReader in) {
        return null;
    }

    @Override
    boolean combinerLearns() {
        return leaves;
    }

    @Override
    @SuppressWarnings("unchecked") // of the specification's class, as its factory made it
    Apart split(Learner whole) {
        return new Members((L) whole);
    }

    private final class Members implements Apart {
        private final L whole;

        Members(L whole) {
            this.whole = whole;
        }

        @Override
        public byte[] piece(int piece) {
            return Snapshots.bytes(parts.split(whole, piece));
        }

        @Override
        public @Nullable KnnLedger ledger() {
            return null;
        }

        @Override
        public Combiner combiner() {
            return EnsembleSpread.this.combiner(parts.leaves(whole));
        }
    }

    @Override
    Learner join(byte[][] pieces, @Nullable KnnLedger ledger, Combiner combiner, int classes) {
        List<L> members = new ArrayList<>();
        for (int i = 0; i < pieces.length; i++) {
            members.add(parts.member(i).adopt(Snapshots.read(pieces[i], Learner.class)));
        }
        return parts.join(members, combiner instanceof MeanCombiner mean ? mean.leaves() : null);
    }
}
