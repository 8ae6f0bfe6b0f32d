package io.millrace.operators;

import io.millrace.common.state.StateTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.jspecify.annotations.Nullable;

/**
 * What was right for a record that has come, or is to come.
 *
 * @param id of the record
 * @param time when the label was known, event time in milliseconds; {@link io.millrace.common.record.FieldValues#MISSING}
 *     where there is none
 * @param label the class, of a classification
 * @param target the number, of a regression; NaN elsewhere
 */
public record Label(String id, long time, @Nullable String label, double target) {
    /** How Flink serializes it. */
    public static final TypeInformation<Label> TYPE = new StateTypeInfo<>(LabelCodec.class);
}
