package io.millrace.common.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.common.edge.Decoded;
import io.millrace.common.edge.RecordEdge;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Lines of several partitions, given in full, for tests: all read by the first subtask, in turn. */
final class LinesSource<T> implements Source<Decoded<T>, LinesSplit, Boolean>, ResultTypeQueryable<Decoded<T>> {
    private static final long serialVersionUID = 1L;

    private final ArrayList<LinesSplit> splits;
    private final RecordEdge<T> edge;

    LinesSource(List<LinesSplit> splits, RecordEdge<T> edge) {
        this.splits = new ArrayList<>(splits);
        this.edge = edge;
    }

    @Override
    public TypeInformation<Decoded<T>> getProducedType() {
        return edge.producedType();
    }

    @Override
    public Boundedness getBoundedness() {
        return splits.stream().allMatch(s -> s.end() == LinesSplit.End.CLOSED)
                ? Boundedness.BOUNDED
                : Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SplitEnumerator<LinesSplit, Boolean> createEnumerator(SplitEnumeratorContext<LinesSplit> context) {
        return new Enumerator(context, splits);
    }

    @Override
    public SplitEnumerator<LinesSplit, Boolean> restoreEnumerator(
            SplitEnumeratorContext<LinesSplit> context, Boolean assigned) {
        return new Enumerator(context, assigned ? List.of() : splits);
    }

    @Override
    public SimpleVersionedSerializer<LinesSplit> getSplitSerializer() {
        return new JavaSerializer<>();
    }

    @Override
    public SimpleVersionedSerializer<Boolean> getEnumeratorCheckpointSerializer() {
        return new JavaSerializer<>();
    }

    @Override
    public SourceReader<Decoded<T>, LinesSplit> createReader(SourceReaderContext context) {
        return new Reader<>(edge);
    }

    private static final class Enumerator implements SplitEnumerator<LinesSplit, Boolean> {
        private final SplitEnumeratorContext<LinesSplit> context;
        private final List<LinesSplit> left;

        Enumerator(SplitEnumeratorContext<LinesSplit> context, List<LinesSplit> left) {
            this.context = context;
            this.left = new ArrayList<>(left);
        }

        @Override
        public void start() {}

        @Override
        public void addReader(int subtask) {
            if (subtask == 0) {
                left.forEach(split -> context.assignSplit(split, 0));
                left.clear();
            }
            context.signalNoMoreSplits(subtask);
        }

        @Override
        public void handleSplitRequest(int subtask, String host) {}

        @Override
        public void addSplitsBack(List<LinesSplit> splits, int subtask) {
            left.addAll(splits);
        }

        @Override
        public Boolean snapshotState(long checkpointId) {
            return left.isEmpty();
        }

        @Override
        public void close() {}
    }

    private static final class Reader<T> implements SourceReader<Decoded<T>, LinesSplit> {
        private static final Executor SOON = CompletableFuture.delayedExecutor(2, TimeUnit.MILLISECONDS);
        private final RecordEdge<T> edge;
        private final List<LinesSplit> splits = new ArrayList<>();
        private boolean complete;
        private int turn;

        Reader(RecordEdge<T> edge) {
            this.edge = edge;
        }

        @Override
        public void start() {}

        @Override
        public InputStatus pollNext(ReaderOutput<Decoded<T>> output) {
            for (int i = 0; i < splits.size(); i++) {
                LinesSplit split = splits.get(turn++ % splits.size());
                if (split.hasNext()) {
                    byte[] line = split.next().getBytes(UTF_8);
                    output.createOutputForSplit(split.splitId())
                            .collect(edge.decode(
                                    line, 0, line.length, System.currentTimeMillis(), "lines", 0, split.position()));
                    return split.end() == LinesSplit.End.REPEATS
                            ? InputStatus.NOTHING_AVAILABLE
                            : InputStatus.MORE_AVAILABLE;
                }
            }
            boolean closed = splits.stream().allMatch(s -> s.end() == LinesSplit.End.CLOSED);
            return complete && closed ? InputStatus.END_OF_INPUT : InputStatus.NOTHING_AVAILABLE;
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
            return CompletableFuture.runAsync(() -> {}, SOON);
        }

        @Override
        public List<LinesSplit> snapshotState(long checkpointId) {
            return splits.stream().map(LinesSplit::copy).toList();
        }

        @Override
        public void addSplits(List<LinesSplit> added) {
            splits.addAll(added);
        }

        @Override
        public void notifyNoMoreSplits() {
            complete = true;
        }

        @Override
        public void close() {}
    }
}
