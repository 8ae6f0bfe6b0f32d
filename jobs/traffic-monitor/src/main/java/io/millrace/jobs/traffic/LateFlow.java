package io.millrace.jobs.traffic;

import io.millrace.common.record.RecordFormat;

/**
 * A record that came after its window was closed for good.
 *
 * @param window which windows dropped it
 * @param flow the record
 */
public record LateFlow(String window, Flow flow) {
    public static final RecordFormat<LateFlow> FORMAT = RecordFormat.builder(LateFlow.class)
            .text("window", LateFlow::window)
            .key("key", late -> late.flow.key())
            .number("value", late -> late.flow.value())
            .eventTime("time", late -> late.flow.time())
            .optional()
            .integer("sequence", late -> late.flow.sequence())
            .optional()
            .arrival("arrival", late -> late.flow.arrival())
            .build(v -> new LateFlow(
                    v.text(0), new Flow(v.text(1), v.doubleValue(2), v.longValue(3), v.longValue(4), v.longValue(5))));
}
