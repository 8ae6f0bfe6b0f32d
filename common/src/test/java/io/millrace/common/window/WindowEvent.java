package io.millrace.common.window;

import io.millrace.common.record.RecordFormat;

/**
 * A record that windows are tested with.
 *
 * @param id unlike that of every other record of the stream
 * @param time its event time, or the clock when it came where windows go by the clock; milliseconds
 */
public record WindowEvent(String key, long id, long time, long value) {
    public static final RecordFormat<WindowEvent> FORMAT = RecordFormat.builder(WindowEvent.class)
            .key("key", WindowEvent::key)
            .integer("id", WindowEvent::id)
            .eventTime("time", WindowEvent::time)
            .integer("value", WindowEvent::value)
            .build(v -> new WindowEvent(v.text(0), v.longValue(1), v.longValue(2), v.longValue(3)));
}
