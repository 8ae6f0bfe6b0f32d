package io.millrace.common.edge;

import io.millrace.common.codec.DecodeException;
import io.millrace.common.codec.Decoder;
import io.millrace.common.record.FieldValues;
import io.millrace.common.record.RecordFormat;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * Where bytes become records. Every source hands each record's bytes to {@link #decode} and emits what comes back; what
 * can't be decoded comes back as a dead letter. An instance is used by one thread, and is serialized to every subtask.
 *
 * @param <T> the record
 */
public final class RecordEdge<T> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final RecordFormat<T> format;
    private final Decoder<T> decoder;
    private final long maxAheadMillis;

    /**
     * @param maxAhead how far a record's event time may lie ahead of its arrival; one further ahead is a dead letter,
     *     since it would make every other record late; at least 0
     */
    public RecordEdge(RecordFormat<T> format, Decoder<T> decoder, Duration maxAhead) {
        this(format, decoder, atMostLong(maxAhead));
    }

    private RecordEdge(RecordFormat<T> format, Decoder<T> decoder, long maxAheadMillis) {
        this.format = format;
        this.decoder = decoder;
        this.maxAheadMillis = maxAheadMillis;
    }

    private static long atMostLong(Duration maxAhead) {
        if (maxAhead.isNegative()) {
            throw new IllegalArgumentException("maxAhead must be at least 0: " + maxAhead);
        }
        return maxAhead.compareTo(Duration.ofMillis(Long.MAX_VALUE)) >= 0 ? Long.MAX_VALUE : maxAhead.toMillis();
    }

    public RecordFormat<T> format() {
        return format;
    }

    /** The type of what a source that uses this edge emits. */
    public TypeInformation<Decoded<T>> producedType() {
        return Decoded.typeInformation(format);
    }

    /**
     * Decodes one record.
     *
     * @param bytes holds the record; not kept
     * @param arrivalMillis when it arrived, milliseconds since the epoch
     * @param source the topic, file, or host and port
     * @param partition the partition, or -1 where the source has none
     * @param position the offset in the partition, or the number of the line from 1
     */
    public Decoded<T> decode(
            byte[] bytes, int offset, int length, long arrivalMillis, String source, long partition, long position) {
        String reason;
        try {
            T record = decoder.decode(bytes, offset, length, arrivalMillis);
            long time = format.eventTime(record);
            if (time == FieldValues.MISSING || !isTooFarAhead(time, arrivalMillis)) {
                return Decoded.record(record);
            }
            reason = "event time " + Instant.ofEpochMilli(time) + " is more than " + Duration.ofMillis(maxAheadMillis)
                    + " ahead of its arrival";
        } catch (DecodeException e) {
            reason = String.valueOf(e.getMessage());
        }
        return reject(bytes, offset, length, reason, source, partition, position);
    }

    private boolean isTooFarAhead(long time, long arrivalMillis) {
        long latest = arrivalMillis + maxAheadMillis;
        boolean beyondLong = arrivalMillis > 0 && latest < 0;
        return time > latest && !beyondLong;
    }

    /** A dead letter of bytes that the source itself refuses, such as a line that is too long. */
    public Decoded<T> reject(
            byte[] bytes, int offset, int length, String reason, String source, long partition, long position) {
        byte[] raw = Arrays.copyOfRange(bytes, offset, offset + length);
        return Decoded.deadLetter(new DeadLetter(raw, source, partition, position, reason, System.currentTimeMillis()));
    }

    /** Whether each file begins with a header to be handed to {@link #withHeader} and not decoded. */
    public boolean expectsHeader() {
        return decoder.expectsHeader();
    }

    /**
     * The edge for records below this header.
     *
     * @throws DecodeException when the header lacks a column that a required field needs
     */
    public RecordEdge<T> withHeader(byte[] bytes, int offset, int length) throws DecodeException {
        return new RecordEdge<>(format, decoder.withHeader(bytes, offset, length), maxAheadMillis);
    }
}
