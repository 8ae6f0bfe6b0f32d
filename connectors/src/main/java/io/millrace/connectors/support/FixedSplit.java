package io.millrace.connectors.support;

import org.apache.flink.api.connector.source.SourceSplit;

/** A split of a source that knows all its splits when the job starts. */
public interface FixedSplit extends SourceSplit {
    /** Its place among the source's splits, from 0. */
    int index();
}
