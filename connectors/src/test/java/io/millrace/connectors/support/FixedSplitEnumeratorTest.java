package io.millrace.connectors.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.junit.jupiter.api.Test;

class FixedSplitEnumeratorTest {
    private final Context context = new Context();

    private FixedSplitEnumerator<Named> enumerator(SplitAssignment<Named> restored, String... names) {
        List<Named> splits = new ArrayList<>();
        for (String name : names) {
            splits.add(new Named(splits.size(), name));
        }
        return new FixedSplitEnumerator<>(context, splits, restored);
    }

    @Test
    void givesEachSubtaskItsOwnAndThenNoMore() {
        context.parallelism = 2;
        FixedSplitEnumerator<Named> enumerator = enumerator(null, "a", "b", "c");
        enumerator.addReader(1);
        enumerator.addReader(0);
        assertThat(context.given).containsExactly(Map.entry(0, List.of("a", "c")), Map.entry(1, List.of("b")));
        assertThat(context.finished).containsExactly(1, 0);
    }

    @Test
    void givesNothingToASubtaskMoreThanThereAreSplits() {
        context.parallelism = 4;
        FixedSplitEnumerator<Named> enumerator = enumerator(null, "a");
        enumerator.addReader(3);
        assertThat(context.given).isEmpty();
        assertThat(context.finished).containsExactly(3);
    }

    @Test
    void givesSplitsBackToTheSubtaskThatComesBack() {
        context.parallelism = 2;
        FixedSplitEnumerator<Named> enumerator = enumerator(null, "a", "b");
        enumerator.addReader(0);
        enumerator.addReader(1);
        context.given.clear();
        enumerator.addSplitsBack(List.of(new Named(1, "b")), 1);
        assertThat(enumerator.snapshotState(1).pending()).containsExactly(new Named(1, "b"));
        enumerator.addReader(1);
        assertThat(context.given).containsExactly(Map.entry(1, List.of("b")));
    }

    @Test
    void afterARestoreGivesOutOnlyWhatIsNewOrWasPending() throws Exception {
        context.parallelism = 1;
        SplitAssignment<Named> state = new SplitAssignment<>(
                List.of(new Named(2, "pending"), new Named(3, "removed")), List.of("read", "gone"));
        SplitAssignmentSerializer<Named> serializer = new SplitAssignmentSerializer<>(new NamedSerializer());
        SplitAssignment<Named> restored = serializer.deserialize(serializer.getVersion(), serializer.serialize(state));
        assertThat(restored).isEqualTo(state);

        FixedSplitEnumerator<Named> enumerator = enumerator(restored, "read", "new", "pending");
        enumerator.addReader(0);
        assertThat(context.given).containsExactly(Map.entry(0, List.of("pending", "new")));
        assertThat(enumerator.snapshotState(2))
                .isEqualTo(new SplitAssignment<>(List.of(), List.of("read", "pending", "new")));
    }

    private record Named(int index, String splitId) implements FixedSplit {}

    private static final class NamedSerializer implements SimpleVersionedSerializer<Named> {
        @Override
        public int getVersion() {
            return 3;
        }

        @Override
        public byte[] serialize(Named split) {
            return (split.index() + ":" + split.splitId()).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Named deserialize(int version, byte[] serialized) throws IOException {
            assertThat(version).isEqualTo(3);
            String[] parts = new String(serialized, StandardCharsets.UTF_8).split(":", 2);
            return new Named(Integer.parseInt(parts[0]), parts[1]);
        }
    }

    /** Notes what subtasks are given. */
    private static final class Context implements SplitEnumeratorContext<Named> {
        final Map<Integer, List<String>> given = new TreeMap<>();
        final List<Integer> finished = new ArrayList<>();
        int parallelism;

        @Override
        public int currentParallelism() {
            return parallelism;
        }

        @Override
        public void assignSplits(SplitsAssignment<Named> assignment) {
            assignment
                    .assignment()
                    .forEach((subtask, splits) -> given.put(
                            subtask, splits.stream().map(Named::splitId).toList()));
        }

        @Override
        public void signalNoMoreSplits(int subtask) {
            finished.add(subtask);
        }

        @Override
        public SplitEnumeratorMetricGroup metricGroup() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void sendEventToSourceReader(int subtaskId, SourceEvent event) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<Integer, ReaderInfo> registeredReaders() {
            throw new UnsupportedOperationException();
        }

        @Override
        public <X> void callAsync(Callable<X> callable, BiConsumer<X, Throwable> handler) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <X> void callAsync(
                Callable<X> callable, BiConsumer<X, Throwable> handler, long initialDelay, long period) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void runInCoordinatorThread(Runnable runnable) {
            runnable.run();
        }
    }
}
