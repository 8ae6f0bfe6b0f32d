package io.millrace.common.cached;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.state.CheckpointStorageLocationReference;
import org.apache.flink.runtime.state.memory.MemCheckpointStreamFactory;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFinalizer;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFutures;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is changed while a checkpoint is being written, in another thread, is not in that checkpoint. */
class SnapshotIsolationTest {
    private static final int KEYS = 30;

    /** Writes half an object and waits until the test has done its worst. */
    private static final class SlowCodec extends Tally.Codec {
        private static final long serialVersionUID = 1L;
        private static volatile Thread patient;
        private static volatile CountDownLatch begun = new CountDownLatch(1);
        private static volatile CountDownLatch released = new CountDownLatch(0);

        static void reset() {
            begun = new CountDownLatch(1);
            released = new CountDownLatch(1);
        }

        @Override
        public void write(Tally value, DataOutputView out) throws IOException {
            out.writeLong(value.count);
            if (Objects.equals(Thread.currentThread(), patient)) {
                begun.countDown();
                try {
                    if (!released.await(30, TimeUnit.SECONDS)) {
                        throw new IOException("never released");
                    }
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            out.writeByte(value.values.size());
            for (long each : value.values) {
                out.writeLong(each);
            }
        }
    }

    private static CacheSettings<Tally> settings(long bytes, long timeToLive) {
        return new CacheSettings<>(
                "tallies", "tally/1", new SlowCodec(), new MemorySize(bytes), Duration.ofMillis(timeToLive));
    }

    @ParameterizedTest
    @CsvSource({
        "heap, 1000000, 0, false",
        "heap, 0, 0, false",
        "heap, 3000, 0, false",
        "heap, 1000000, 1000, false",
        "heap, 3000, 1000, false",
        "rocksdb, 3000, 0, false",
        "heap, 3000, 0, true",
        "rocksdb, 3000, 0, true"
    })
    void aRunningCheckpointKeepsWhatWasThere(String backend, long bytes, long timeToLive, boolean savepoint)
            throws Exception {
        SlowCodec.reset();
        OperatorSubtaskState first;
        OperatorSubtaskState second;
        ProbeOperator operator = new ProbeOperator(settings(bytes, timeToLive));
        try (var harness = ProbeOperator.harness(operator, backend)) {
            harness.open();
            for (int key = 0; key < KEYS; key++) {
                operator.cached.put(key, Tally.of(key));
            }
            // In a checkpoint before, so that some objects have been shared and copied once already.
            OperatorSnapshotFinalizer.create(barrier(operator, 1, savepoint));
            for (int key = 0; key < KEYS; key += 2) {
                operator.cached.change(key).add(100);
            }
            OperatorSnapshotFutures running = barrier(operator, 2, savepoint);
            FutureTask<OperatorSubtaskState> writing = new FutureTask<>(
                    () -> OperatorSnapshotFinalizer.create(running).getJobManagerOwnedState());
            Thread thread = new Thread(writing, "checkpoint");
            SlowCodec.patient = thread;
            thread.start();
            if (backend.equals("heap")) {
                assertThat(SlowCodec.begun.await(30, TimeUnit.SECONDS)).isTrue();
            }
            for (int round = 0; round < 3; round++) {
                for (int key = 0; key < KEYS; key++) {
                    operator.cached.change(key).add(1000 + round);
                }
            }
            operator.cached.remove(3);
            operator.cached.put(4, Tally.of(4444));
            OperatorSnapshotFutures next = barrier(operator, 3, savepoint);
            operator.cached.change(5).add(5555);
            SlowCodec.released.countDown();
            first = writing.get(30, TimeUnit.SECONDS);
            second = OperatorSnapshotFinalizer.create(next).getJobManagerOwnedState();
        }
        SlowCodec.patient = null;
        ProbeOperator restored = new ProbeOperator(settings(1_000_000, timeToLive));
        try (var harness = ProbeOperator.harness(restored, backend)) {
            harness.initializeState(first);
            harness.open();
            for (int key = 0; key < KEYS; key++) {
                String expected = key % 2 == 0 ? "2[" + key + ", 100]" : "1[" + key + "]";
                assertThat(restored.cached.find(key)).as("key %d", key).hasToString(expected);
            }
        }
        restored = new ProbeOperator(settings(1_000_000, timeToLive));
        try (var harness = ProbeOperator.harness(restored, backend)) {
            harness.initializeState(second);
            harness.open();
            assertThat(restored.cached.find(2)).hasToString("5[2, 100, 1000, 1001, 1002]");
            assertThat(restored.cached.find(3)).isNull();
            assertThat(restored.cached.find(4)).hasToString("1[4444]");
            assertThat(restored.cached.find(5)).hasToString("4[5, 1000, 1001, 1002]");
        }
    }

    private static OperatorSnapshotFutures barrier(ProbeOperator operator, long id, boolean savepoint)
            throws Exception {
        CheckpointOptions options = savepoint
                ? CheckpointOptions.alignedNoTimeout(
                        SavepointType.savepoint(SavepointFormatType.CANONICAL),
                        CheckpointStorageLocationReference.getDefault())
                : CheckpointOptions.forCheckpointWithDefaultLocation();
        return operator.snapshotState(id, id, options, new MemCheckpointStreamFactory(1 << 20));
    }

    /** A canonical savepoint of one backend is restored on the other. */
    @ParameterizedTest
    @CsvSource({"heap, rocksdb", "rocksdb, heap"})
    void aSavepointMovesBetweenBackends(String from, String to) throws Exception {
        OperatorSubtaskState state;
        ProbeOperator operator = new ProbeOperator(settings(1000, 0));
        try (var harness = ProbeOperator.harness(operator, from)) {
            harness.open();
            for (int key = 0; key < KEYS; key++) {
                operator.cached.put(key, Tally.of(key, -key));
            }
            state = OperatorSnapshotFinalizer.create(barrier(operator, 1, true)).getJobManagerOwnedState();
        }
        ProbeOperator restored = new ProbeOperator(settings(1000, 0));
        try (var harness = ProbeOperator.harness(restored, to)) {
            harness.initializeState(state);
            harness.open();
            for (int round = 0; round < 2; round++) {
                for (int key = 0; key < KEYS; key++) {
                    String expected = round == 0 ? "2[" + key + ", " + -key + "]" : "3[" + key + ", " + -key + ", 9]";
                    assertThat(restored.cached.change(key)).hasToString(expected);
                    restored.cached.change(key).add(9);
                }
            }
        }
    }
}
