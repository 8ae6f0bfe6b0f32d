package io.millrace.connectors.tcp;

import io.millrace.common.edge.Decoded;
import io.millrace.common.edge.RecordEdge;
import io.millrace.connectors.support.Line;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;
import org.apache.flink.core.io.InputStatus;

/** Decodes lines in the task's thread; a subtask without a feed is idle at once, so that it holds nobody back. */
final class TcpReader<T> extends SingleThreadMultiplexSourceReaderBase<Line, Decoded<T>, TcpSplit, TcpSplit> {
    private final Set<String> configured;
    private final boolean endless;

    TcpReader(RecordEdge<T> edge, TcpSettings settings, Set<String> configured, SourceReaderContext context) {
        super(
                () -> new TcpSplitReader(settings, context.metricGroup()),
                (line, output, split) -> output.collect(line.decode(edge, split.splitId())),
                new Configuration(),
                context);
        this.configured = configured;
        this.endless = settings.endOfFeed() == EndOfFeed.RECONNECT;
    }

    /** Leaves out addresses of a restored state that are no longer configured. */
    @Override
    public void addSplits(List<TcpSplit> splits) {
        List<TcpSplit> wanted = splits.stream()
                .filter(split -> configured.contains(split.splitId()))
                .toList();
        if (!wanted.isEmpty()) {
            super.addSplits(wanted);
        }
    }

    @Override
    public InputStatus pollNext(ReaderOutput<Decoded<T>> output) throws Exception {
        InputStatus status = super.pollNext(output);
        if (status == InputStatus.END_OF_INPUT && endless) {
            output.markIdle();
            return InputStatus.NOTHING_AVAILABLE;
        }
        return status;
    }

    @Override
    protected void onSplitFinished(Map<String, TcpSplit> finished) {}

    @Override
    protected TcpSplit initializedState(TcpSplit split) {
        return split;
    }

    @Override
    protected TcpSplit toSplitType(String splitId, TcpSplit state) {
        return state;
    }
}
