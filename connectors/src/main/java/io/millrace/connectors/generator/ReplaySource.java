package io.millrace.connectors.generator;

import io.millrace.common.edge.Decoded;
import io.millrace.common.edge.RecordEdge;
import io.millrace.connectors.support.FixedSplitEnumerator;
import io.millrace.connectors.support.SplitAssignment;
import io.millrace.connectors.support.SplitAssignmentSerializer;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * A recorded file, sent again at its own pace or faster. Its position is checkpointed; after a failure the next line is
 * sent at once, and the others at their distance from it.
 */
final class ReplaySource<T> implements Source<Decoded<T>, ReplaySplit, SplitAssignment<ReplaySplit>> {
    private static final long serialVersionUID = 1L;

    private final String path;
    private final ReplayPlan plan;
    private final RecordEdge<T> edge;

    ReplaySource(String path, ReplayPlan plan, RecordEdge<T> edge) {
        this.path = path;
        this.plan = plan;
        this.edge = edge;
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.BOUNDED;
    }

    @Override
    public SourceReader<Decoded<T>, ReplaySplit> createReader(SourceReaderContext context) {
        return new Reader<>(plan, edge, context);
    }

    private static final class Reader<T>
            extends SingleThreadMultiplexSourceReaderBase<ReplayLine, Decoded<T>, ReplaySplit, ReplayEmitter.State> {
        Reader(ReplayPlan plan, RecordEdge<T> edge, SourceReaderContext context) {
            super(
                    () -> new ReplaySplitReader(plan, edge.expectsHeader()),
                    new ReplayEmitter<>(edge),
                    new Configuration(),
                    context);
        }

        @Override
        protected void onSplitFinished(Map<String, ReplayEmitter.State> finished) {}

        @Override
        protected ReplayEmitter.State initializedState(ReplaySplit split) {
            return new ReplayEmitter.State(split);
        }

        @Override
        protected ReplaySplit toSplitType(String splitId, ReplayEmitter.State state) {
            return state.split();
        }
    }

    @Override
    public SplitEnumerator<ReplaySplit, SplitAssignment<ReplaySplit>> createEnumerator(
            SplitEnumeratorContext<ReplaySplit> context) {
        return new FixedSplitEnumerator<>(context, List.of(ReplaySplit.fresh(path)), null);
    }

    @Override
    public SplitEnumerator<ReplaySplit, SplitAssignment<ReplaySplit>> restoreEnumerator(
            SplitEnumeratorContext<ReplaySplit> context, SplitAssignment<ReplaySplit> checkpoint) {
        return new FixedSplitEnumerator<>(context, List.of(ReplaySplit.fresh(path)), checkpoint);
    }

    @Override
    public SimpleVersionedSerializer<ReplaySplit> getSplitSerializer() {
        return ReplaySplit.SERIALIZER;
    }

    @Override
    public SimpleVersionedSerializer<SplitAssignment<ReplaySplit>> getEnumeratorCheckpointSerializer() {
        return new SplitAssignmentSerializer<>(ReplaySplit.SERIALIZER);
    }
}
