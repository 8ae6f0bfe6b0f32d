package io.millrace.connectors.generator;

import io.millrace.common.edge.Decoded;
import io.millrace.common.edge.RecordEdge;
import io.millrace.connectors.support.FixedSplitEnumerator;
import io.millrace.connectors.support.SplitAssignment;
import io.millrace.connectors.support.SplitAssignmentSerializer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The flows of a {@link FlowSpec} as a source. Devices are spread over a fixed number of splits, whatever the parallelism,
 * so the flows are the same at any. Positions are checkpointed: after a failure exactly the flows that would have come
 * follow, at the given pace from then on.
 *
 * @param <T> the record
 */
public final class FlowSource<T> implements Source<Decoded<T>, FlowSplit, SplitAssignment<FlowSplit>> {
    private static final long serialVersionUID = 1L;

    private final FlowSpec spec;
    private final int splits;
    private final double recordsPerSecond;
    private final @Nullable Long startMillis;
    private final RecordEdge<T> edge;

    /**
     * @param splits over how many splits devices are spread; no more than there are devices
     * @param recordsPerSecond flows a second of the clock, over all subtasks; 0 for as fast as possible
     * @param startMillis when the first flow happens, milliseconds since the epoch; empty for when the job starts
     */
    public FlowSource(
            FlowSpec spec, int splits, double recordsPerSecond, OptionalLong startMillis, RecordEdge<T> edge) {
        this.spec = spec;
        this.splits = Math.min(splits, spec.devices());
        this.recordsPerSecond = recordsPerSecond;
        this.startMillis = startMillis.isPresent() ? startMillis.getAsLong() : null;
        this.edge = edge;
    }

    @Override
    public Boundedness getBoundedness() {
        return spec.records() == FlowSpec.ENDLESS ? Boundedness.CONTINUOUS_UNBOUNDED : Boundedness.BOUNDED;
    }

    @Override
    public SourceReader<Decoded<T>, FlowSplit> createReader(SourceReaderContext context) {
        double stretch = recordsPerSecond == 0 ? 0 : spec.rate() / recordsPerSecond;
        return new FlowReader<>(spec, edge, stretch, Pace.ofSystem());
    }

    @Override
    public SplitEnumerator<FlowSplit, SplitAssignment<FlowSplit>> createEnumerator(
            SplitEnumeratorContext<FlowSplit> context) {
        return new FixedSplitEnumerator<>(context, splits(), null);
    }

    @Override
    public SplitEnumerator<FlowSplit, SplitAssignment<FlowSplit>> restoreEnumerator(
            SplitEnumeratorContext<FlowSplit> context, SplitAssignment<FlowSplit> checkpoint) {
        return new FixedSplitEnumerator<>(context, splits(), checkpoint);
    }

    private List<FlowSplit> splits() {
        long start = startMillis == null ? System.currentTimeMillis() : startMillis;
        List<FlowSplit> all = new ArrayList<>();
        for (int i = 0; i < splits; i++) {
            all.add(FlowSplit.fresh(i, splits, start));
        }
        return all;
    }

    @Override
    public SimpleVersionedSerializer<FlowSplit> getSplitSerializer() {
        return FlowSplit.SERIALIZER;
    }

    @Override
    public SimpleVersionedSerializer<SplitAssignment<FlowSplit>> getEnumeratorCheckpointSerializer() {
        return new SplitAssignmentSerializer<>(FlowSplit.SERIALIZER);
    }
}
