package io.millrace.operators;

import io.millrace.common.record.FieldValues;
import io.millrace.common.state.StateTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * An example that waits for its model.
 *
 * @param timestamp of its record in the stream; {@link FieldValues#MISSING} where it has none
 */
record HeldRecord(Example example, long timestamp) {
    static final TypeInformation<HeldRecord> TYPE = new StateTypeInfo<>(HeldRecordCodec.class);

    static HeldRecord of(StreamRecord<Example> element) {
        return new HeldRecord(
                element.getValue(), element.hasTimestamp() ? element.getTimestamp() : FieldValues.MISSING);
    }

    StreamRecord<Example> element() {
        return timestamp == FieldValues.MISSING ? new StreamRecord<>(example) : new StreamRecord<>(example, timestamp);
    }
}
