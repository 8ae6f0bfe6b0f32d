package io.millrace.operators;

import io.millrace.common.state.StateTypeInfo;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.jspecify.annotations.Nullable;

/**
 * What goes to one of the subtasks that learn models to be averaged; before it is dealt out, an example or a request alone.
 *
 * @param key by which Flink finds the subtask
 * @param layout how often the number of subtasks, or that of records in a round, had changed
 * @param round in which it is, from 0
 * @param number among the examples that are learned, from 1; 0 where it is not to be learned
 * @param closes whether it is the last that its subtask learns in its round
 * @param names new ones, in the order in which they came; all there are at the start of a layout
 * @param example none where it is not one
 * @param baselines what was predicted for the example by labels alone; numbers of classes may be beyond those the model knows
 */
record Dealt(
        Kind kind,
        int key,
        long layout,
        long round,
        long number,
        boolean closes,
        List<Name> names,
        @Nullable Example example,
        Prediction.Baselines baselines) {
    static final TypeInformation<Dealt> TYPE = new StateTypeInfo<>(DealtCodec.class);

    static final Prediction.Baselines NO_BASELINES = new Prediction.Baselines(-1, -1, 0, 0);

    /** What it is. */
    enum Kind {
        EXAMPLE,
        NAMES,
        /** For an export. */
        REQUEST
    }

    /**
     * The name of a class or a category.
     *
     * @param nominal number of its feature among those that are nominal; {@link #CLASS} of a class
     */
    record Name(int nominal, String text) {
        static final int CLASS = -1;
    }

    static Dealt undealt(Example example) {
        return new Dealt(Kind.EXAMPLE, 0, 0, 0, 0, false, List.of(), example, NO_BASELINES);
    }

    static Dealt request(int key) {
        return new Dealt(Kind.REQUEST, key, 0, 0, 0, false, List.of(), null, NO_BASELINES);
    }

    static Dealt names(int key, long layout, long round, List<Name> names) {
        return new Dealt(Kind.NAMES, key, layout, round, 0, false, names, null, NO_BASELINES);
    }

    boolean learned() {
        return number > 0;
    }
}
