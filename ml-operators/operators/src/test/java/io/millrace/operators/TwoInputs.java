package io.millrace.operators;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** All subtasks of a keyed operator with two inputs, with Flink's routing, checkpoints, crashes and rescaling. */
final class TwoInputs<A, B, OUT> implements AutoCloseable {
    private static final int GROUPS = 16;

    private final String backend;
    private final Supplier<? extends TwoInputStreamOperator<A, B, OUT>> operator;
    private final KeySelector<A, String> firstKey;
    private final KeySelector<B, String> secondKey;
    private final TypeInformation<OUT> type;
    private final List<OutputTag<?>> tags;
    private List<KeyedTwoInputStreamOperatorTestHarness<String, A, B, OUT>> subtasks = List.of();
    private List<StreamRecord<?>> output = new ArrayList<>();
    private List<List<StreamRecord<?>>> side = new ArrayList<>();
    private long checkpoints;
    private long clock;
    private long newest = Long.MIN_VALUE;

    /** What a checkpoint is, with what had come out by then. */
    record Checkpoint(
            int parallelism,
            OperatorSubtaskState state,
            List<StreamRecord<?>> output,
            List<List<StreamRecord<?>>> side) {}

    TwoInputs(
            String backend,
            Supplier<? extends TwoInputStreamOperator<A, B, OUT>> operator,
            KeySelector<A, String> firstKey,
            KeySelector<B, String> secondKey,
            TypeInformation<OUT> type,
            OutputTag<?>... tags) {
        this.backend = backend;
        this.operator = operator;
        this.firstKey = firstKey;
        this.secondKey = secondKey;
        this.type = type;
        this.tags = List.of(tags);
    }

    /** Starts, or starts again after a crash of all subtasks. */
    void start(int parallelism, @Nullable Checkpoint from) throws Exception {
        close();
        output = from == null ? new ArrayList<>() : new ArrayList<>(from.output);
        side = new ArrayList<>();
        for (int i = 0; i < tags.size(); i++) {
            side.add(from == null ? new ArrayList<>() : new ArrayList<>(from.side.get(i)));
        }
        subtasks = new ArrayList<>();
        for (int subtask = 0; subtask < parallelism; subtask++) {
            var harness = new KeyedTwoInputStreamOperatorTestHarness<>(
                    operator.get(), firstKey, secondKey, Types.STRING, GROUPS, parallelism, subtask);
            harness.setStateBackend(
                    backend.equals("heap") ? new HashMapStateBackend() : new EmbeddedRocksDBStateBackend());
            harness.setProcessingTime(clock);
            harness.setup(type.createSerializer(new SerializerConfigImpl()));
            if (from != null) {
                harness.initializeState(AbstractStreamOperatorTestHarness.repartitionOperatorState(
                        from.state, GROUPS, from.parallelism, parallelism, subtask));
            }
            harness.open();
            subtasks.add(harness);
        }
    }

    private KeyedTwoInputStreamOperatorTestHarness<String, A, B, OUT> of(String key) {
        return subtasks.get(KeyGroupRangeAssignment.assignKeyToParallelOperator(key, GROUPS, subtasks.size()));
    }

    void first(A record, long at) throws Exception {
        of(firstKey.getKey(record)).processElement1(new StreamRecord<>(record, at));
        collect();
    }

    void second(B record, long at) throws Exception {
        of(secondKey.getKey(record)).processElement2(new StreamRecord<>(record, at));
        collect();
    }

    void watermarks(long first, long second) throws Exception {
        for (var subtask : subtasks) {
            subtask.processWatermark1(new Watermark(first));
            subtask.processWatermark2(new Watermark(second));
        }
        collect();
    }

    void clock(long time) throws Exception {
        clock = time;
        for (var subtask : subtasks) {
            subtask.setProcessingTime(time);
        }
        collect();
    }

    /** One of the inputs, 1 or 2, has ended. */
    void end(int input) throws Exception {
        for (var subtask : subtasks) {
            if (input == 1) {
                subtask.endInput1();
            } else {
                subtask.endInput2();
            }
        }
        collect();
    }

    Checkpoint checkpoint() throws Exception {
        checkpoints++;
        OperatorSubtaskState[] states = new OperatorSubtaskState[subtasks.size()];
        for (int i = 0; i < states.length; i++) {
            subtasks.get(i).prepareSnapshotPreBarrier(checkpoints);
            states[i] = subtasks.get(i).snapshot(checkpoints, checkpoints);
        }
        collect();
        List<List<StreamRecord<?>>> copies = new ArrayList<>();
        side.forEach(records -> copies.add(List.copyOf(records)));
        return new Checkpoint(
                states.length, AbstractStreamOperatorTestHarness.repackageState(states), List.copyOf(output), copies);
    }

    private void collect() {
        for (var subtask : subtasks) {
            for (Object element : subtask.getOutput()) {
                if (element instanceof Watermark mark) {
                    newest = mark.getTimestamp();
                } else if (element instanceof StreamRecord<?> record) {
                    output.add(record);
                }
            }
            subtask.getOutput().clear();
            for (int i = 0; i < tags.size(); i++) {
                var records = subtask.getSideOutput(tags.get(i));
                if (records != null) {
                    side.get(i).addAll(records);
                    records.clear();
                }
            }
        }
    }

    @SuppressWarnings("unchecked")
    List<StreamRecord<OUT>> output() {
        return (List<StreamRecord<OUT>>) (List<?>) output;
    }

    @SuppressWarnings("unchecked")
    <X> List<StreamRecord<X>> side(OutputTag<X> tag) {
        return (List<StreamRecord<X>>) (List<?>) side.get(tags.indexOf(tag));
    }

    /** Keys that have state of this name. */
    long stateEntries(String name) {
        return subtasks.stream()
                .mapToLong(subtask -> ((AbstractStreamOperator<?>) subtask.getOperator())
                        .getKeyedStateBackend()
                        .getKeys(name, VoidNamespace.INSTANCE)
                        .count())
                .sum();
    }

    /** The last watermark that came out of any subtask. */
    long watermark() {
        return newest;
    }

    int timers() {
        return subtasks.stream()
                .mapToInt(KeyedTwoInputStreamOperatorTestHarness::numEventTimeTimers)
                .sum();
    }

    @Override
    public void close() throws Exception {
        for (var subtask : subtasks) {
            subtask.close();
        }
    }
}
