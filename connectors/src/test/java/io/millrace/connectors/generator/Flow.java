package io.millrace.connectors.generator;

import io.millrace.common.record.RecordFormat;

/** A flow as a job would declare it. */
public record Flow(String device, long sentAt, long bytes, long sequence) {
    public static final RecordFormat<Flow> FORMAT = RecordFormat.builder(Flow.class)
            .key("device", Flow::device)
            .eventTime("sent_at", Flow::sentAt)
            .integer("bytes", Flow::bytes)
            .integer("seq", Flow::sequence)
            .build(v -> new Flow(v.text(0), v.longValue(1), v.longValue(2), v.longValue(3)));
}
