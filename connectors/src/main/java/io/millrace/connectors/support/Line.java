package io.millrace.connectors.support;

import io.millrace.common.edge.Decoded;
import io.millrace.common.edge.RecordEdge;
import org.jspecify.annotations.Nullable;

/** One line of a feed or file, without its line break, or the beginning of one that is refused. */
public final class Line {
    private final byte[] bytes;
    private final long number;
    private final long end;
    private final long arrivalMillis;
    private final @Nullable String problem;

    /**
     * @param bytes what the line holds; owned by the line from here on
     * @param number from 1, blank lines included
     * @param end how many bytes of the feed or file come before the next line
     * @param arrivalMillis when its last byte arrived, milliseconds since the epoch
     * @param problem why it is refused, or {@code null}
     */
    Line(byte[] bytes, long number, long end, long arrivalMillis, @Nullable String problem) {
        this.bytes = bytes;
        this.number = number;
        this.end = end;
        this.arrivalMillis = arrivalMillis;
        this.problem = problem;
    }

    /** The line's own bytes; not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    public long number() {
        return number;
    }

    public long end() {
        return end;
    }

    public long arrivalMillis() {
        return arrivalMillis;
    }

    /** Why it is refused, or {@code null}. */
    public @Nullable String problem() {
        return problem;
    }

    /** The record that it holds, or the dead letter that it becomes. */
    public <T> Decoded<T> decode(RecordEdge<T> edge, String source) {
        return decode(edge, source, arrivalMillis);
    }

    /** The same, with an arrival of the caller's. */
    public <T> Decoded<T> decode(RecordEdge<T> edge, String source, long arrival) {
        return problem == null
                ? edge.decode(bytes, 0, bytes.length, arrival, source, -1, number)
                : edge.reject(bytes, 0, bytes.length, problem, source, -1, number);
    }
}
