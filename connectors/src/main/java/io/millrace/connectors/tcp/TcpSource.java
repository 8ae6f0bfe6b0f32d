package io.millrace.connectors.tcp;

import io.millrace.common.edge.Decoded;
import io.millrace.common.edge.RecordEdge;
import io.millrace.connectors.support.FixedSplitEnumerator;
import io.millrace.connectors.support.SplitAssignment;
import io.millrace.connectors.support.SplitAssignmentSerializer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Lines from TCP connections, one split for each address. Delivery is <b>at most once</b>: a feed cannot be asked for the
 * past, so lines that were read but not yet part of a completed checkpoint are gone after a failure, as is what a peer
 * sent while nobody was connected. Where the feed carries sequence numbers, the gaps show what was lost.
 *
 * @param <T> the record
 */
final class TcpSource<T> implements Source<Decoded<T>, TcpSplit, SplitAssignment<TcpSplit>> {
    private static final long serialVersionUID = 1L;

    private final ArrayList<TcpAddress> addresses;
    private final TcpSettings settings;
    private final RecordEdge<T> edge;

    TcpSource(List<TcpAddress> addresses, TcpSettings settings, RecordEdge<T> edge) {
        this.addresses = new ArrayList<>(addresses);
        this.settings = settings;
        this.edge = edge;
    }

    @Override
    public Boundedness getBoundedness() {
        return settings.endOfFeed() == EndOfFeed.FINISH ? Boundedness.BOUNDED : Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<Decoded<T>, TcpSplit> createReader(SourceReaderContext context) {
        return new TcpReader<>(
                edge, settings, addresses.stream().map(TcpAddress::toString).collect(Collectors.toSet()), context);
    }

    @Override
    public SplitEnumerator<TcpSplit, SplitAssignment<TcpSplit>> createEnumerator(
            SplitEnumeratorContext<TcpSplit> context) {
        return new FixedSplitEnumerator<>(context, splits(), null);
    }

    @Override
    public SplitEnumerator<TcpSplit, SplitAssignment<TcpSplit>> restoreEnumerator(
            SplitEnumeratorContext<TcpSplit> context, SplitAssignment<TcpSplit> checkpoint) {
        return new FixedSplitEnumerator<>(context, splits(), checkpoint);
    }

    private List<TcpSplit> splits() {
        List<TcpSplit> splits = new ArrayList<>();
        for (TcpAddress address : addresses) {
            splits.add(new TcpSplit(splits.size(), address));
        }
        return splits;
    }

    @Override
    public SimpleVersionedSerializer<TcpSplit> getSplitSerializer() {
        return TcpSplit.SERIALIZER;
    }

    @Override
    public SimpleVersionedSerializer<SplitAssignment<TcpSplit>> getEnumeratorCheckpointSerializer() {
        return new SplitAssignmentSerializer<>(TcpSplit.SERIALIZER);
    }
}
