package io.millrace.operators;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a subtask that learns a model to be averaged speaks with the coordinator of them all. */
interface AveragingLink {
    /** Tells what state it was given. */
    void restored(List<AveragedShare> shares) throws Exception;

    /** How to go on after {@link #restored}; waits until all subtasks have told what they have. */
    Start start() throws Exception;

    /**
     * Hands in what was learned in a round.
     *
     * @param base what all went on from; empty where the coordinator knows it
     */
    void contribute(long round, ModelAverages.Part part, byte[] base) throws Exception;

    /**
     * The average of a round, which this subtask has contributed to.
     *
     * @param wait until all subtasks have; {@code null} comes back where not, and they have not
     */
    byte @Nullable [] average(long round, boolean wait) throws Exception;

    /**
     * How to go on.
     *
     * @param model none where there was no state at all, or where every subtask goes on as it was
     */
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere; a record for its brevity
    record Start(Kind kind, long round, long layout, byte[] model) {
        enum Kind {
            /** There was no state. */
            FRESH,
            /** Every subtask has its own state. */
            SAME,
            /** All go on from one model, that of all shares there were. */
            MERGED
        }
    }
}
