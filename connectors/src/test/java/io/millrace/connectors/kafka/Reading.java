package io.millrace.connectors.kafka;

import io.millrace.common.record.RecordFormat;
import java.util.Locale;

/** What the tests send through Kafka. */
public record Reading(String device, long id, double value, long sentAt) {
    public static final RecordFormat<Reading> FORMAT = RecordFormat.builder(Reading.class)
            .key("device", Reading::device)
            .integer("id", Reading::id)
            .number("value", Reading::value)
            .eventTime("sent_at", Reading::sentAt)
            .build(v -> new Reading(v.text(0), v.longValue(1), v.doubleValue(2), v.longValue(3)));

    /** JSON as a device would send it. */
    String json() {
        return String.format(
                Locale.ROOT, "{\"device\":\"%s\",\"id\":%d,\"value\":%s,\"sent_at\":%d}", device, id, value, sentAt);
    }
}
