package io.millrace.connectors.files;

import io.millrace.common.codec.CodecSettings;
import io.millrace.common.codec.WireFormat;
import io.millrace.common.edge.RecordEdge;
import io.millrace.common.record.RecordFormat;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the tests read and write: a field of every type, all but the number optional. */
public record Meter(long number, @Nullable String name, double level, boolean open, long at) {
    public static final RecordFormat<Meter> FORMAT = RecordFormat.builder(Meter.class)
            .integer("number", Meter::number)
            .text("name", Meter::name)
            .optional()
            .number("level", Meter::level)
            .optional()
            .flag("open", Meter::open)
            .optional()
            .eventTime("at", Meter::at)
            .optional()
            .build(v ->
                    new Meter(v.longValue(0), v.textOrNull(1), v.doubleValue(2), v.booleanValue(3), v.longValue(4)));

    static Meter of(long number) {
        return new Meter(number, "n" + number, number / 2.0, number % 2 == 0, 1_700_000_000_000L + number);
    }

    /** An edge for bare integers, one a line. */
    static RecordEdge<Meter> text() {
        return new RecordEdge<>(FORMAT, WireFormat.TEXT.decoder(FORMAT, CodecSettings.DEFAULT), Duration.ofDays(1));
    }

    /** An edge for CSV below a header. */
    static RecordEdge<Meter> csv() {
        CodecSettings settings = new CodecSettings(CodecSettings.TimeUnitOnWire.MILLIS, ',', List.of(), true);
        return new RecordEdge<>(FORMAT, WireFormat.CSV.decoder(FORMAT, settings), Duration.ofDays(1));
    }
}
