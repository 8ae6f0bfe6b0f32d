package io.millrace.common.job;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.source.SourceSplit;

/** The lines of one partition, and what comes after the last one. */
final class LinesSplit implements SourceSplit, Serializable {
    private static final long serialVersionUID = 1L;

    /** What comes after the last line. */
    enum End {
        /** Nothing: the partition ends. */
        CLOSED,
        /** Silence: the partition stays. */
        OPEN,
        /** The last line, again and again. */
        REPEATS
    }

    private final String id;
    private final End end;
    private final ArrayList<String> lines;
    private int position;

    LinesSplit(String id, End end, List<String> lines) {
        this.id = id;
        this.end = end;
        this.lines = new ArrayList<>(lines);
    }

    LinesSplit copy() {
        LinesSplit copy = new LinesSplit(id, end, lines);
        copy.position = position;
        return copy;
    }

    @Override
    public String splitId() {
        return id;
    }

    End end() {
        return end;
    }

    int position() {
        return position;
    }

    boolean hasNext() {
        return position < lines.size() || (end == End.REPEATS && !lines.isEmpty());
    }

    String next() {
        position++;
        return lines.get(Math.min(position, lines.size()) - 1);
    }
}
