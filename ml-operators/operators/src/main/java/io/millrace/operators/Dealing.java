package io.millrace.operators;

import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.List;
import java.util.function.Consumer;

/**
 * Deals examples out to subtasks, by nothing but their order: those to be learned in turn, so many to each in a round; those
 * to be predicted only in turn among the subtasks that have not learned all of the round yet, so that none waits for labels.
 * Names get their numbers here, and go to all subtasks ahead of the first example that has them. What labels alone would
 * predict is kept here, where all of them come by.
 */
final class Dealing {
    private final ModelLedger ledger;
    private final int[] keys;
    private final int every;
    private final int[] counts;
    private long layout;
    private long round;
    private long position;
    private long learned;
    private long unlearned;
    private boolean begins;

    /**
     * Of a job without state.
     *
     * @param keys of the subtasks
     * @param every records that each learns in a round
     * @param ledger of the model that all begin with
     */
    Dealing(Models models, int[] keys, int every, ModelLedger ledger) {
        this.ledger = ledger;
        this.keys = keys.clone();
        this.every = every;
        this.counts = new int[models.nominals().length + 1];
    }

    /** As it was written; a new layout begins where subtasks or records in a round are others. */
    Dealing(Models models, int[] keys, int every, SnapshotReader in) {
        this(models, keys, every, new ModelLedger(models, in));
        int subtasksBefore = in.readCount("subtasks", Integer.MAX_VALUE);
        int everyBefore = in.readCount("records in a round", Integer.MAX_VALUE);
        this.layout = in.readLong();
        this.round = in.readLong();
        this.position = in.readLong();
        this.learned = in.readLong();
        this.unlearned = in.readLong();
        this.begins = in.readBoolean();
        if (subtasksBefore != keys.length || everyBefore != every) {
            layout++;
            round++;
            position = 0;
            begins = true;
        }
    }

    void write(SnapshotWriter out) {
        ledger.write(out);
        out.writeCount(keys.length);
        out.writeCount(every);
        out.writeLong(layout);
        out.writeLong(round);
        out.writeLong(position);
        out.writeLong(learned);
        out.writeLong(unlearned);
        out.writeBoolean(begins);
    }

    /** Tells all subtasks of a new layout, where one begins. To be called before anything is dealt, and at the end. */
    void begin(Consumer<Dealt> out) {
        if (begins) {
            begins = false;
            tell(ledger.namesFrom(new int[counts.length]), out);
        }
    }

    private void tell(List<Dealt.Name> names, Consumer<Dealt> out) {
        for (int key : keys) {
            out.accept(Dealt.names(key, layout, round, names));
        }
    }

    /** Requests are answered by the first subtask. */
    void request(Consumer<Dealt> out) {
        out.accept(Dealt.request(keys[0]));
    }

    void deal(Example example, Consumer<Dealt> out) {
        Prediction.Baselines baselines = example.action().predicts() ? ledger.baselines() : Dealt.NO_BASELINES;
        if (!example.action().learns() || !ledger.isLabelled(example)) {
            out.accept(dealt(example, nextUnlearned(), 0, false, baselines));
            return;
        }
        ledger.counts(counts);
        ledger.encode(example, true);
        double target = ledger.target(example);
        List<Dealt.Name> names = ledger.namesFrom(counts);
        if (!names.isEmpty()) {
            tell(names, out);
        }
        boolean closes = position / keys.length == every - 1;
        learned++;
        out.accept(dealt(example, (int) (position % keys.length), learned, closes, baselines));
        ledger.learned(example, target);
        position++;
        if (position == (long) every * keys.length) {
            position = 0;
            round++;
        }
    }

    private int nextUnlearned() {
        int done = (int) Math.max(0, position - (every - 1L) * keys.length);
        return done + (int) (unlearned++ % (keys.length - done));
    }

    private Dealt dealt(Example example, int subtask, long number, boolean closes, Prediction.Baselines baselines) {
        return new Dealt(
                Dealt.Kind.EXAMPLE, keys[subtask], layout, round, number, closes, List.of(), example, baselines);
    }
}
