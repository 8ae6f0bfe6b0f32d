package io.millrace.operators;

import io.millrace.common.record.RecordFormat;

/**
 * That a model's errors have changed.
 *
 * @param model the model's key; empty where all records have one; {@code *} for all models together
 * @param time event time of the prediction at which it was seen, in milliseconds
 * @param records how many predictions were evaluated until then
 * @param signal {@code warning} or {@code drift}
 * @param detector what saw it
 * @param error the error that the detector saw last: 0 or 1 for a classification, the magnitude for a regression
 */
public record DriftAlarm(String model, long time, long records, String signal, String detector, double error) {
    public static final RecordFormat<DriftAlarm> FORMAT = RecordFormat.builder(DriftAlarm.class)
            .key("model", DriftAlarm::model)
            .time("time", DriftAlarm::time)
            .integer("records", DriftAlarm::records)
            .text("signal", DriftAlarm::signal)
            .text("detector", DriftAlarm::detector)
            .number("error", DriftAlarm::error)
            .build(v ->
                    new DriftAlarm(v.text(0), v.longValue(1), v.longValue(2), v.text(3), v.text(4), v.doubleValue(5)));
}
