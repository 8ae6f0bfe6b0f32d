package io.millrace.connectors.files;

import io.millrace.common.record.FieldValues;
import java.io.IOException;
import java.util.function.BiConsumer;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/** Writes a Parquet file; public with a public constructor, so that a class path of its own can run it. */
public final class ParquetProbe implements BiConsumer<String, String> {
    static final int ROWS = 20_000;

    static Meter row(int i) {
        return i % 10 == 9
                ? new Meter(i, null, Double.NaN, false, FieldValues.MISSING)
                : new Meter(i, "näme " + i % 100, i / 4.0, i % 3 == 0, 1_700_000_000_000L + i);
    }

    @Override
    public void accept(String file, String compression) {
        var factory = new ParquetBulkWriter.Factory<>(Meter.FORMAT, FileSinkConnector.Compression.valueOf(compression));
        try (FSDataOutputStream out =
                FileSystem.getLocalFileSystem().create(new Path(file), FileSystem.WriteMode.NO_OVERWRITE)) {
            BulkWriter<Meter> writer = factory.create(out);
            for (int i = 0; i < ROWS; i++) {
                writer.addElement(row(i));
            }
            writer.finish();
            out.getPos(); // fails if the writer closed the stream, which is the sink's to commit
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
