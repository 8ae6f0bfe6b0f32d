package io.millrace.common.record;

import org.jspecify.annotations.Nullable;

/** A record with a field of every type, for tests. */
public record Reading(
        String device,
        double value,
        long count,
        boolean ok,
        long at,
        long seen,
        @Nullable String note) {
    public static final RecordFormat<Reading> FORMAT = RecordFormat.builder(Reading.class)
            .key("device", Reading::device)
            .number("value", Reading::value)
            .optional()
            .integer("count", Reading::count)
            .optional()
            .flag("ok", Reading::ok)
            .optional()
            .eventTime("at", Reading::at)
            .optional()
            .arrival("seen", Reading::seen)
            .text("note", Reading::note)
            .optional()
            .build(v -> new Reading(
                    v.text(0),
                    v.doubleValue(1),
                    v.longValue(2),
                    v.booleanValue(3),
                    v.longValue(4),
                    v.longValue(5),
                    v.textOrNull(6)));
}
