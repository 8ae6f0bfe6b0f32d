package io.millrace.operators;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/** All subtasks of the order by event time, with Flink's routing, checkpoints and rescaling. */
final class OrderSubtasks implements AutoCloseable {
    private static final int GROUPS = 12;

    private final String backend;
    private final long cache;
    private final List<KeyedOneInputStreamOperatorTestHarness<String, Example, Example>> harnesses = new ArrayList<>();
    private final List<StreamRecord<Example>> output = new ArrayList<>();
    private long checkpoints;

    OrderSubtasks(String backend, long cache, int parallelism) throws Exception {
        this.backend = backend;
        this.cache = cache;
        open(parallelism, null, 0);
    }

    private void open(int parallelism, @Nullable OperatorSubtaskState state, int before) throws Exception {
        harnesses.clear();
        for (int subtask = 0; subtask < parallelism; subtask++) {
            var harness = new KeyedOneInputStreamOperatorTestHarness<>(
                    new OrderOperator(Example::key, new MemorySize(cache)),
                    Example::key,
                    Types.STRING,
                    GROUPS,
                    parallelism,
                    subtask);
            harnesses.add(harness);
            harness.setStateBackend(LearningSubtasks.backend(backend));
            harness.setup(Example.TYPE.createSerializer(new SerializerConfigImpl()));
            if (state != null) {
                harness.initializeState(AbstractStreamOperatorTestHarness.repartitionOperatorState(
                        state, GROUPS, before, parallelism, subtask));
            }
            harness.open();
        }
    }

    void take(Example example, long time) throws Exception {
        harnesses
                .get(KeyGroupRangeAssignment.assignKeyToParallelOperator(example.key(), GROUPS, harnesses.size()))
                .processElement(new StreamRecord<>(example, time));
    }

    void watermark(long time) throws Exception {
        for (var harness : harnesses) {
            harness.processWatermark(time);
        }
    }

    LearningSubtasks.Checkpoint checkpoint() throws Exception {
        OperatorSubtaskState[] states = new OperatorSubtaskState[harnesses.size()];
        checkpoints++;
        for (int i = 0; i < states.length; i++) {
            harnesses.get(i).prepareSnapshotPreBarrier(checkpoints);
            states[i] = harnesses.get(i).snapshot(checkpoints, checkpoints);
        }
        return new LearningSubtasks.Checkpoint(AbstractStreamOperatorTestHarness.repackageState(states), states.length);
    }

    void restore(LearningSubtasks.Checkpoint from, int parallelism) throws Exception {
        close();
        open(parallelism, from.state(), from.parallelism());
    }

    /** Keys that wait in state or for a timer. */
    int timers() {
        return harnesses.stream()
                .mapToInt(AbstractStreamOperatorTestHarness::numEventTimeTimers)
                .sum();
    }

    /** Since the last call. */
    List<StreamRecord<Example>> drain() {
        for (var harness : harnesses) {
            for (Object element : harness.getOutput()) {
                if (element instanceof StreamRecord<?> record) {
                    output.add(record.asRecord());
                }
            }
            harness.getOutput().clear();
        }
        List<StreamRecord<Example>> drained = List.copyOf(output);
        output.clear();
        return drained;
    }

    @Override
    public void close() throws Exception {
        for (var harness : harnesses) {
            harness.close();
        }
    }
}
