package io.millrace.connectors.files;

import io.millrace.common.record.FieldValues;
import io.millrace.common.record.RecordFormat;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.functions.sink.filesystem.BucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.SimpleVersionedStringSerializer;

/**
 * Folders by the day or hour of a record's event time in UTC, named as partitioned tables are: {@code date=2026-11-20},
 * {@code hour=07} below that. A record without a time of its own counts by Flink's timestamp, else by the clock.
 */
final class EventTimeBuckets<T> implements BucketAssigner<T, String> {
    private static final long serialVersionUID = 1L;
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("'date='uuuu-MM-dd").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("'date='uuuu-MM-dd'/hour='HH").withZone(ZoneOffset.UTC);

    /** How fine. */
    enum Granularity {
        NONE,
        DAY,
        HOUR
    }

    private final RecordFormat<T> format;
    private final Granularity granularity;

    EventTimeBuckets(RecordFormat<T> format, Granularity granularity) {
        this.format = format;
        this.granularity = granularity;
    }

    @Override
    public String getBucketId(T record, Context context) {
        return switch (granularity) {
            case NONE -> "";
            case DAY -> DAY.format(time(record, context));
            case HOUR -> HOUR.format(time(record, context));
        };
    }

    private Instant time(T record, Context context) {
        long millis = format.eventTime(record);
        if (millis == FieldValues.MISSING) {
            Long stamped = context.timestamp();
            millis = stamped == null || stamped == FieldValues.MISSING ? context.currentProcessingTime() : stamped;
        }
        return Instant.ofEpochMilli(millis);
    }

    @Override
    public SimpleVersionedSerializer<String> getSerializer() {
        return SimpleVersionedStringSerializer.INSTANCE;
    }
}
