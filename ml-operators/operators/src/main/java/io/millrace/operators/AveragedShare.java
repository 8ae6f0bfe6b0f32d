package io.millrace.operators;

import io.millrace.common.state.StateTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * What a subtask that learns a model to be averaged is at: its state, and what the end of its input leaves.
 *
 * @param signature of the specification
 * @param subtask which one
 * @param subtasks of how many
 * @param every records that each learns in a round
 * @param layout how often the two numbers before had changed
 * @param round in which it is
 * @param learned records in the round
 * @param latest number of the last record that it has learned; 0 for none
 * @param closed whether it has learned all of the round, and what it goes on from is the round's average
 * @param joins whether it has only the average from before a change of layout, and waits to be told of the new one
 * @param base the model that all went on from in the round
 * @param model its own; empty where it has learned nothing in the round
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere; a record for its brevity
record AveragedShare(
        String signature,
        int subtask,
        int subtasks,
        int every,
        long layout,
        long round,
        long learned,
        long latest,
        boolean closed,
        boolean joins,
        byte[] base,
        byte[] model) {
    static final TypeInformation<AveragedShare> TYPE = new StateTypeInfo<>(AveragedShareCodec.class);
}
