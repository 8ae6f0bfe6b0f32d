package io.millrace.operators;

import io.millrace.operators.AveragingLink.Start;
import java.util.List;
import java.util.function.Consumer;

/**
 * What one subtask learns of a model that is averaged. It waits for the average of a round only once it is given an example of
 * the next: by then all records of the round are on their way to the others ({@link Dealing}), and come before every barrier
 * that is behind that example, so that none of them has to wait for this one.
 */
final class AveragedPart {
    private static final byte[] NONE = {};

    private final String signature;
    private final ModelAverages averages;
    private final AveragingLink link;
    private final int subtask;
    private final int subtasks;
    private final int every;
    private long layout;
    private long round;
    private long learned;
    private long latest;
    private boolean closed;
    private boolean joins;
    private long merged;
    private boolean changed;
    private boolean tellsBase;
    private byte[] base = NONE;
    private Model model;

    AveragedPart(ModelSpec spec, ModelAverages averages, AveragingLink link, int subtask, int subtasks, int every) {
        this.signature = spec.signature();
        this.averages = averages;
        this.link = link;
        this.subtask = subtask;
        this.subtasks = subtasks;
        this.every = every;
        this.model = averages.models().create();
    }

    /** Begins with a model, where there is no state. */
    void begin(Model first) {
        base = ModelAverages.bytes(first);
        model = averages.read(base);
        tellsBase = subtask == 0;
    }

    /**
     * Goes on from state.
     *
     * @param shares what this subtask was given of it
     * @return whether there was any, at any of the subtasks
     * @throws IllegalStateException when it is of another specification
     */
    boolean restore(List<AveragedShare> shares) throws Exception {
        for (AveragedShare share : shares) {
            if (!share.signature().equals(signature)) {
                throw new IllegalStateException(
                        "state is of " + share.signature() + ", the job of " + signature + ": start it without state");
            }
        }
        link.restored(shares);
        Start start = link.start();
        switch (start.kind()) {
            case FRESH -> {
                return false;
            }
            case SAME -> goOn(shares.get(0));
            case MERGED -> {
                layout = start.layout();
                round = start.round();
                joins = true;
                base = start.model();
                model = averages.read(base);
            }
        }
        return true;
    }

    private void goOn(AveragedShare share) {
        layout = share.layout();
        round = share.round();
        learned = share.learned();
        latest = share.latest();
        closed = share.closed();
        joins = share.joins();
        base = share.base();
        changed = share.model().length > 0;
        model = averages.read(changed ? share.model() : base);
    }

    /** What it is at. */
    AveragedShare share() {
        byte[] own = changed ? ModelAverages.bytes(model) : NONE;
        return new AveragedShare(
                signature, subtask, subtasks, every, layout, round, learned, latest, closed, joins, base, own);
    }

    /** Whether what is dealt is to be held back until a new layout begins. */
    boolean holds(Dealt dealt) {
        return joins && !(dealt.kind() == Dealt.Kind.NAMES && dealt.layout() > layout);
    }

    void addNames(Dealt dealt) {
        if (joins) {
            joins = false;
            merged = round;
            layout = dealt.layout();
            round = dealt.round();
        }
        changed |= model.ledger().addNames(dealt.names());
    }

    /** Takes an example of a layout that is over: it is learned unless the round it was of had been averaged. */
    void processLate(Dealt dealt, Consumer<Prediction> out) {
        predict(dealt, out);
        if (dealt.learned() && dealt.round() >= merged) {
            learn(dealt);
        }
    }

    void process(Dealt dealt, Consumer<Prediction> out) throws Exception {
        if (closed) {
            take(dealt.round(), true);
        }
        predict(dealt, out);
        if (dealt.learned()) {
            learn(dealt);
            if (dealt.closes()) {
                closed = true;
                link.contribute(
                        round,
                        new ModelAverages.Part(learned, latest, ModelAverages.bytes(model)),
                        tellsBase ? base : NONE);
                tellsBase = false;
            }
        }
    }

    private void predict(Dealt dealt, Consumer<Prediction> out) {
        Example example = dealt.example();
        if (example != null && example.action().predicts()) {
            out.accept(model.predict(example, dealt.baselines()));
        }
    }

    private void learn(Dealt dealt) {
        Example example = dealt.example();
        if (example != null) {
            model.learn(example);
            learned++;
            latest = dealt.number();
            changed = true;
        }
    }

    /** Goes on from the average of the round, if that is there or waited for. */
    private void take(long next, boolean wait) throws Exception {
        byte[] average = link.average(round, wait);
        if (average != null) {
            Model own = model;
            model = averages.read(average);
            changed = model.ledger().addNames(own.ledger());
            base = average;
            round = next;
            learned = 0;
            closed = false;
        }
    }

    /** The average of the last round there was. Not to be changed. */
    Model average() throws Exception {
        if (closed) {
            take(round + 1, false);
        }
        return averages.read(base);
    }
}
