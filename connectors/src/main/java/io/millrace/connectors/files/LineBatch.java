package io.millrace.connectors.files;

import io.millrace.common.edge.Decoded;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.MutableRecordAndPosition;
import org.apache.flink.connector.file.src.util.RecordAndPosition;
import org.jspecify.annotations.Nullable;

/** Records between the thread that reads and the task, each with where reading goes on after it. */
final class LineBatch<T> implements BulkFormat.RecordIterator<Decoded<T>> {
    private final List<Decoded<T>> records = new ArrayList<>();
    private final long[] offsets;
    private final long[] lines;
    private final MutableRecordAndPosition<Decoded<T>> current = new MutableRecordAndPosition<>();
    private int next;

    LineBatch(int capacity) {
        offsets = new long[capacity];
        lines = new long[capacity];
    }

    void add(Decoded<T> record, long nextOffset, long linesBefore) {
        offsets[records.size()] = nextOffset;
        lines[records.size()] = linesBefore;
        records.add(record);
    }

    boolean isFull() {
        return records.size() == offsets.length;
    }

    boolean isEmpty() {
        return records.isEmpty();
    }

    @Override
    public @Nullable RecordAndPosition<Decoded<T>> next() {
        if (next == records.size()) {
            return null;
        }
        current.set(records.get(next), offsets[next], lines[next]);
        next++;
        return current;
    }

    @Override
    public void releaseBatch() {}
}
