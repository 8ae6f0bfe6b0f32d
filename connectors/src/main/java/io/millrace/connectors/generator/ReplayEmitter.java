package io.millrace.connectors.generator;

import io.millrace.common.codec.DecodeException;
import io.millrace.common.edge.Decoded;
import io.millrace.common.edge.RecordEdge;
import io.millrace.common.record.Field;
import io.millrace.common.record.FieldValues;
import io.millrace.common.record.RecordFormat;
import io.millrace.connectors.generator.ReplayLine.Header;
import java.io.IOException;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.connector.base.source.reader.RecordEmitter;
import org.jspecify.annotations.Nullable;

/** Decodes lines in the task's thread, as if they arrived now, and moves their event times where that is wanted. */
final class ReplayEmitter<T> implements RecordEmitter<ReplayLine, Decoded<T>, ReplayEmitter.State> {
    private final RecordEdge<T> withoutHeader;
    private RecordEdge<T> edge;
    private @Nullable Header header;
    private final FieldValues values;

    ReplayEmitter(RecordEdge<T> edge) {
        this.withoutHeader = edge;
        this.edge = edge;
        this.values = new FieldValues(edge.format().fields().size());
    }

    /** A split as it is sent. */
    static final class State {
        private ReplaySplit split;

        State(ReplaySplit split) {
            this.split = split;
        }

        ReplaySplit split() {
            return split;
        }
    }

    @Override
    public void emitRecord(ReplayLine due, SourceOutput<Decoded<T>> output, State state) throws IOException {
        String path = state.split.path();
        if (due.header() != null && due.header() != header) {
            header = due.header();
            try {
                edge = withoutHeader.withHeader(header.bytes, 0, header.bytes.length);
            } catch (DecodeException e) {
                throw new IOException(path + ": " + e.getMessage(), e);
            }
        }
        Decoded<T> decoded = due.line().decode(edge, path, System.currentTimeMillis());
        T record = decoded.recordOrNull();
        if (record == null || due.shiftMillis() == FieldValues.MISSING) {
            output.collect(decoded);
        } else {
            output.collect(Decoded.record(moved(record, due.shiftMillis())));
        }
        state.split = new ReplaySplit(path, due.line().end(), due.line().number(), due.shiftMillis());
    }

    private T moved(T record, long shiftMillis) {
        RecordFormat<T> format = edge.format();
        values.clear();
        for (int i = 0; i < values.size(); i++) {
            Field<T> field = format.fields().get(i);
            if (field.isMissing(record)) {
                continue;
            }
            long shift = field.role() == Field.Role.EVENT_TIME ? shiftMillis : 0;
            switch (field.type()) {
                case TEXT -> values.setText(i, field.text(record));
                case LONG, TIME -> values.setLong(i, field.longValue(record) + shift);
                case DOUBLE -> values.setDouble(i, field.doubleValue(record));
                case BOOLEAN -> values.setBoolean(i, field.booleanValue(record));
            }
        }
        return format.create(values);
    }
}
