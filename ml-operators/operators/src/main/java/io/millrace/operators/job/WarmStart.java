package io.millrace.operators.job;

import io.millrace.common.connect.RecordReader;
import io.millrace.common.edge.DeadLetter;
import io.millrace.operators.ModelReader;
import io.millrace.operators.ModelRecord;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Models to begin with, from where another job has exported them. Files need not be in the order in which they were written: of
 * those with one name an older one is passed over behind a newer one. What can't be decoded stops the job: a model that is lost
 * would not be missed otherwise.
 */
final class WarmStart implements ModelReader {
    private static final long serialVersionUID = 1L;

    private final RecordReader<ModelRecord> records;

    WarmStart(RecordReader<ModelRecord> records) {
        this.records = records;
    }

    @Override
    public void read(Consumer<ModelRecord> models) throws IOException {
        Map<String, Long> newest = new HashMap<>();
        try {
            records.read(decoded -> {
                DeadLetter bad = decoded.deadLetterOrNull();
                if (bad != null) {
                    throw new BadModelException("warm-start: no model, in " + bad.source() + ", partition "
                            + bad.partition() + ", offset or line " + bad.offset() + ": " + bad.reason());
                }
                ModelRecord model = decoded.recordOrNull();
                if (model != null && newest.getOrDefault(model.model(), Long.MIN_VALUE) <= model.version()) {
                    newest.put(model.model(), model.version());
                    models.accept(model);
                }
            });
        } catch (BadModelException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static final class BadModelException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BadModelException(String message) {
            super(message);
        }
    }
}
