package io.millrace.connectors.files;

import io.millrace.common.record.RecordFormat;
import io.millrace.connectors.files.FileSinkConnector.Compression;
import java.io.IOException;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;

/**
 * Writes a Parquet file. Parquet's usual builders, file systems and codecs drag Hadoop in; this goes around them, and a
 * test runs it without a Hadoop class in sight.
 */
final class ParquetBulkWriter<T> implements BulkWriter<T> {
    // What a subtask holds in memory for each open file, before Parquet's own 128 MB would be reached.
    private static final long ROW_GROUP_BYTES = 32L << 20;

    private final ParquetWriter<T> writer;

    private ParquetBulkWriter(ParquetWriter<T> writer) {
        this.writer = writer;
    }

    /** Makes such writers. */
    record Factory<T>(RecordFormat<T> format, Compression compression) implements BulkWriter.Factory<T> {
        @Override
        public BulkWriter<T> create(FSDataOutputStream file) throws IOException {
            return new ParquetBulkWriter<>(new Builder<>(new ParquetOutput(file), format)
                    .withConf(new PlainParquetConfiguration())
                    .withCodecFactory(new PageCompression())
                    .withCompressionCodec(
                            switch (compression) {
                                case SNAPPY -> CompressionCodecName.SNAPPY;
                                case ZSTD -> CompressionCodecName.ZSTD;
                                default -> CompressionCodecName.UNCOMPRESSED;
                            })
                    .withRowGroupSize(ROW_GROUP_BYTES)
                    .build());
        }
    }

    private static final class Builder<T> extends ParquetWriter.Builder<T, Builder<T>> {
        private final RecordFormat<T> format;

        Builder(OutputFile file, RecordFormat<T> format) {
            super(file);
            this.format = format;
        }

        @Override
        protected Builder<T> self() {
            return this;
        }

        @Override
        protected ParquetRecords<T> getWriteSupport(org.apache.hadoop.conf.Configuration ignored) {
            return new ParquetRecords<>(format);
        }

        @Override
        protected ParquetRecords<T> getWriteSupport(org.apache.parquet.conf.ParquetConfiguration ignored) {
            return new ParquetRecords<>(format);
        }
    }

    @Override
    public void addElement(T record) throws IOException {
        writer.write(record);
    }

    /** Nothing: a Parquet file is whole or not there. */
    @Override
    public void flush() {}

    @Override
    public void finish() throws IOException {
        writer.close();
    }
}
