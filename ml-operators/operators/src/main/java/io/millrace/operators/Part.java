package io.millrace.operators;

import io.millrace.common.state.StateTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * What some pieces of a spread model answered to a {@link Step}. Immutable: its arrays are never changed.
 *
 * @param number of the step
 * @param pieces that answer
 * @param values what they say, one piece behind the other, or all together where that does not matter
 * @param payload the step's, where the piece of number 0 is among them
 * @param models the pieces themselves, in the same order, where they were asked for
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere; a record for its brevity
record Part(long number, int[] pieces, double[] values, byte[] payload, byte[][] models) {
    static final byte[][] NO_MODELS = {};

    /** How Flink serializes it. */
    static final TypeInformation<Part> TYPE = new StateTypeInfo<>(PartCodec.class);
}
