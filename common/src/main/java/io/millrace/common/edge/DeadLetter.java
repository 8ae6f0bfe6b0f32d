package io.millrace.common.edge;

import io.millrace.common.record.FieldValues;
import io.millrace.common.record.RecordFormat;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A record that could not be decoded: its raw bytes, where it stood, why it was refused, and when. Immutable. */
public final class DeadLetter {
    /** On the wire the raw bytes are Base64; a Kafka sink writes them as they are, with the rest as headers. */
    public static final RecordFormat<DeadLetter> FORMAT = RecordFormat.builder(DeadLetter.class)
            .eventTime("time", DeadLetter::timeMillis)
            .text("reason", DeadLetter::reason)
            .text("source", DeadLetter::source)
            .integer("partition", DeadLetter::partition)
            .integer("offset", DeadLetter::offset)
            .text("raw_base64", letter -> Base64.getEncoder().encodeToString(letter.raw))
            .build(DeadLetter::of);

    private final byte[] raw;
    private final String source;
    private final long partition;
    private final long offset;
    private final String reason;
    private final long timeMillis;

    /**
     * @param raw the record's bytes
     * @param source the topic, file, or host and port
     * @param partition the partition, or -1 where the source has none
     * @param offset the offset in the partition, or the number of the line from 1
     * @param reason why it was refused
     * @param timeMillis when, in milliseconds since the epoch
     */
    public DeadLetter(byte[] raw, String source, long partition, long offset, String reason, long timeMillis) {
        this.raw = raw.clone();
        this.source = source;
        this.partition = partition;
        this.offset = offset;
        this.reason = reason;
        this.timeMillis = timeMillis;
    }

    private static DeadLetter of(FieldValues v) {
        byte[] raw = Base64.getDecoder().decode(v.text(5));
        return new DeadLetter(raw, v.text(2), v.longValue(3), v.longValue(4), v.text(1), v.longValue(0));
    }

    /** A copy of the record's bytes. */
    public byte[] raw() {
        return raw.clone();
    }

    public String source() {
        return source;
    }

    public long partition() {
        return partition;
    }

    public long offset() {
        return offset;
    }

    public String reason() {
        return reason;
    }

    public long timeMillis() {
        return timeMillis;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DeadLetter that
                && Arrays.equals(raw, that.raw)
                && source.equals(that.source)
                && partition == that.partition
                && offset == that.offset
                && reason.equals(that.reason)
                && timeMillis == that.timeMillis;
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(raw), source, partition, offset, reason, timeMillis);
    }

    @Override
    public String toString() {
        return "DeadLetter[" + source + "/" + partition + "@" + offset + ", " + raw.length + " bytes: " + reason + "]";
    }
}
