package io.millrace.connectors.files;

import io.millrace.common.edge.Decoded;
import io.millrace.common.edge.RecordEdge;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;

/**
 * Files of lines. A file is read by one subtask, never split: a line in its middle would have no number, and no header
 * above it.
 */
final class LineFormat<T> implements BulkFormat<Decoded<T>, FileSourceSplit> {
    private static final long serialVersionUID = 1L;

    private final RecordEdge<T> edge;
    private final int longestLine;

    LineFormat(RecordEdge<T> edge, int longestLine) {
        this.edge = edge;
        this.longestLine = longestLine;
    }

    @Override
    public LineReader<T> createReader(Configuration config, FileSourceSplit split) throws IOException {
        return LineReader.open(split, edge, longestLine);
    }

    @Override
    public LineReader<T> restoreReader(Configuration config, FileSourceSplit split) throws IOException {
        return LineReader.open(split, edge, longestLine);
    }

    @Override
    public boolean isSplittable() {
        return false;
    }

    @Override
    public TypeInformation<Decoded<T>> getProducedType() {
        return edge.producedType();
    }
}
