package io.millrace.common.window;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorFactory;
import org.apache.flink.streaming.api.transformations.OneInputTransformation;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.InstantiationUtil;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** All subtasks of a keyed operator over {@link WindowEvent}s, with Flink's routing and rescaling. */
final class Subtasks<OUT> implements AutoCloseable {
    private final StreamOperatorFactory<OUT> factory;
    private final TypeInformation<OUT> type;
    private final int maxParallelism;
    private final Supplier<StateBackend> backend;
    private final List<KeyedOneInputStreamOperatorTestHarness<String, WindowEvent, OUT>> harnesses = new ArrayList<>();
    private final List<StreamRecord<OUT>> output = new ArrayList<>();
    private long watermark = Long.MIN_VALUE;
    private long clock;
    private long checkpoint;

    /** @param result what the operator was applied for; no more than the operator itself is run */
    Subtasks(
            SingleOutputStreamOperator<OUT> result, int maxParallelism, int parallelism, Supplier<StateBackend> backend)
            throws Exception {
        factory = factory(result);
        type = result.getType();
        this.maxParallelism = maxParallelism;
        this.backend = backend;
        open(parallelism, null);
    }

    @SuppressWarnings("unchecked")
    private static <OUT> StreamOperatorFactory<OUT> factory(SingleOutputStreamOperator<OUT> result) {
        return ((OneInputTransformation<WindowEvent, OUT>) result.getTransformation()).getOperatorFactory();
    }

    private void open(int parallelism, @Nullable OperatorSubtaskState state) throws Exception {
        int before = harnesses.size();
        harnesses.clear();
        for (int subtask = 0; subtask < parallelism; subtask++) {
            KeyedOneInputStreamOperatorTestHarness<String, WindowEvent, OUT> harness =
                    new KeyedOneInputStreamOperatorTestHarness<>(
                            InstantiationUtil.clone(factory),
                            WindowEvent::key,
                            Types.STRING,
                            maxParallelism,
                            parallelism,
                            subtask);
            harnesses.add(harness);
            harness.setStateBackend(backend.get());
            harness.setProcessingTime(clock);
            harness.setup(type.createSerializer(new SerializerConfigImpl()));
            if (state != null) {
                harness.initializeState(AbstractStreamOperatorTestHarness.repartitionOperatorState(
                        state, maxParallelism, before, parallelism, subtask));
            }
            harness.open();
        }
    }

    /** @param timestamped whether the record has a timestamp: its time */
    void record(WindowEvent event, boolean timestamped) throws Exception {
        harnesses
                .get(KeyGroupRangeAssignment.assignKeyToParallelOperator(event.key(), maxParallelism, harnesses.size()))
                .processElement(timestamped ? new StreamRecord<>(event, event.time()) : new StreamRecord<>(event));
    }

    void watermark(long time) throws Exception {
        watermark = time;
        for (var harness : harnesses) {
            harness.processWatermark(time);
        }
    }

    void clock(long time) throws Exception {
        clock = time;
        for (var harness : harnesses) {
            harness.setProcessingTime(time);
        }
    }

    /** Takes a snapshot as a checkpoint does; Flink's own windows do not keep the watermark, so that it comes again. */
    void restore(int parallelism) throws Exception {
        OperatorSubtaskState[] states = new OperatorSubtaskState[harnesses.size()];
        checkpoint++;
        for (int i = 0; i < states.length; i++) {
            harnesses.get(i).prepareSnapshotPreBarrier(checkpoint);
            states[i] = harnesses.get(i).snapshot(checkpoint, checkpoint);
        }
        collect();
        closeAll();
        open(parallelism, AbstractStreamOperatorTestHarness.repackageState(states));
        if (watermark != Long.MIN_VALUE) {
            watermark(watermark);
        }
    }

    /** Bytes of a snapshot, which is thrown away. */
    long snapshotBytes() throws Exception {
        checkpoint++;
        long bytes = 0;
        for (var harness : harnesses) {
            harness.prepareSnapshotPreBarrier(checkpoint);
            bytes += harness.snapshot(checkpoint, checkpoint).getStateSize();
        }
        return bytes;
    }

    private void collect() {
        for (var harness : harnesses) {
            output.addAll(harness.extractOutputStreamRecords().stream()
                    .map(Subtasks::<OUT>same)
                    .toList());
            harness.getOutput().clear();
        }
    }

    @SuppressWarnings("unchecked")
    private static <OUT> StreamRecord<OUT> same(StreamRecord<? extends OUT> record) {
        return (StreamRecord<OUT>) record;
    }

    /** Results since the last call. */
    List<StreamRecord<OUT>> drain() {
        collect();
        List<StreamRecord<OUT>> drained = List.copyOf(output);
        output.clear();
        return drained;
    }

    /** Records of a side output since the last call; none may be left when a snapshot is restored. */
    List<StreamRecord<WindowEvent>> drain(OutputTag<WindowEvent> tag) {
        List<StreamRecord<WindowEvent>> drained = new ArrayList<>();
        for (var harness : harnesses) {
            var side = harness.getSideOutput(tag);
            if (side != null) {
                drained.addAll(side);
                side.clear();
            }
        }
        return drained;
    }

    int stateEntries() {
        return harnesses.stream()
                .mapToInt(KeyedOneInputStreamOperatorTestHarness::numKeyedStateEntries)
                .sum();
    }

    int timers() {
        return harnesses.stream()
                .mapToInt(harness -> harness.numEventTimeTimers() + harness.numProcessingTimeTimers())
                .sum();
    }

    private void closeAll() throws Exception {
        for (var harness : harnesses) {
            harness.close();
        }
    }

    @Override
    public void close() throws Exception {
        closeAll();
    }
}
