package io.millrace.operators;

import io.millrace.common.state.StateTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * What all subtasks that hold a part of one spread model are to do next, all of them the same. Immutable: its arrays are never
 * changed.
 */
final class Step {
    /** They predict. */
    static final int PREDICT = 1;
    /** They learn, after that. */
    static final int LEARN = 2;
    /** They hand out their pieces. */
    static final int EXPORT = 4;
    /** The one whose piece it is takes it in place of its own. */
    static final int TAKE = 8;

    /** Number of a step that is not answered. */
    static final long UNANSWERED = -1;

    static final double[] NO_NUMBERS = {};
    static final byte[] NO_BYTES = {};

    /** How Flink serializes it. */
    static final TypeInformation<Step> TYPE = new StateTypeInfo<>(StepCodec.class);

    /** What to do, a sum of the constants. */
    final int what;
    /** Among the steps that are answered, from 0. */
    final long number;

    /** Of the record, by the learner's rules. */
    double[] features = NO_NUMBERS;
    /** How many classes are known when it is predicted. */
    int classes;
    /** Of the features, for distances. */
    double[] scales = NO_NUMBERS;
    /** What is learned: the target, or the class's number. */
    double target;
    /** Number of the record among all that were learned. */
    long index;
    /** Number of the oldest record that is kept when it was learned. */
    long first;
    /** Which piece to take. */
    int piece;
    /** For whoever puts the answers together; or the piece to take. */
    byte[] payload = NO_BYTES;

    Step(int what, long number) {
        this.what = what;
        this.number = number;
    }

    boolean predicts() {
        return (what & PREDICT) != 0;
    }

    boolean learns() {
        return (what & LEARN) != 0;
    }

    boolean exports() {
        return (what & EXPORT) != 0;
    }

    boolean takes() {
        return (what & TAKE) != 0;
    }

    boolean answered() {
        return number != UNANSWERED;
    }
}
