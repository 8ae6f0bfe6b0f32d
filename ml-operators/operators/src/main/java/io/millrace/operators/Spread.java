package io.millrace.operators;

import io.millrace.learners.Learner;
import io.millrace.learners.LearnerFactory;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.ensembles.EnsembleParts;
import io.millrace.learners.neighbours.KnnLedger;
import io.millrace.learners.neighbours.KnnParts;
import org.jspecify.annotations.Nullable;

/**
 * How the learner of a specification is spread: in as many pieces as the specification says, whatever the number of subtasks, so
 * that subtasks may come and go. What the pieces answer together is to the bit what the whole learner would. For any thread.
 */
abstract class Spread {
    /** How learners of this specification are spread; {@code null} where they are not, or would be one piece. */
    static @Nullable Spread of(Models models) {
        Spread spread = of(models, models.factory());
        return spread == null || spread.pieces() == 1 ? null : spread;
    }

    private static <L extends Learner> @Nullable Spread of(Models models, LearnerFactory<L> factory) {
        if (EnsembleParts.areOf(factory.setup())) {
            return new EnsembleSpread<>(models, factory);
        }
        return KnnParts.areOf(factory.setup()) ? new NeighbourSpread<>(models, factory) : null;
    }

    /** How many pieces there are, at least 2. */
    abstract int pieces();

    /** What a subtask holds, of no pieces yet. */
    abstract Share share();

    /** Puts together what the pieces answer. */
    abstract Combiner combiner();

    /** Reads what {@link Combiner#write} wrote. */
    abstract Combiner combiner(SnapshotReader in);

    /** Knows of all the records that pieces hold; {@code null} where pieces are no records. */
    abstract @Nullable KnnLedger ledger();

    /** Reads what {@link #ledger} wrote; {@code null} where there is none. */
    abstract @Nullable KnnLedger ledger(SnapshotReader in);

    /** Whether whoever puts answers together learns from them. */
    abstract boolean combinerLearns();

    /** One learner, taken apart. */
    interface Apart {
        /** As {@link Share#write} writes it. */
        byte[] piece(int piece);

        /** Knows of its records; {@code null} where pieces are no records. */
        @Nullable
        KnnLedger ledger();

        /** How its answers are put together. */
        Combiner combiner();
    }

    /** Takes a learner of this specification apart. */
    abstract Apart split(Learner whole);

    /**
     * Puts a learner together.
     *
     * @param pieces as {@link Share#write} wrote them
     * @param ledger knows of all records that pieces hold; {@code null} where pieces are no records
     * @param combiner as it put their answers together
     * @param classes how many classes are known
     * @throws IllegalArgumentException when the pieces do not belong together, or not to this specification
     * @throws io.millrace.learners.CorruptSnapshotException when they can't be read
     */
    abstract Learner join(byte[][] pieces, @Nullable KnnLedger ledger, Combiner combiner, int classes);
}
