package io.millrace.operators;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** All subtasks of keyed learning, with Flink's routing, checkpoints and rescaling. */
final class LearningSubtasks implements AutoCloseable {
    private static final int GROUPS = 12;

    private final String backend;
    private LearningPlan<Example, Prediction> plan;
    private final List<LearnOnRequestOperator<Example, Prediction>> operators = new ArrayList<>();
    private final List<KeyedTwoInputStreamOperatorTestHarness<String, Example, ExportRequest, Prediction>> harnesses =
            new ArrayList<>();
    private final List<StreamRecord<Prediction>> predictions = new ArrayList<>();
    private final List<ModelRecord> models = new ArrayList<>();
    private final List<Example> refused = new ArrayList<>();
    private long clock;
    private long checkpoints;

    LearningSubtasks(String backend, ModelSpec spec, LearningSettings settings, int parallelism) throws Exception {
        this.backend = backend;
        this.plan = plan(spec, settings);
        open(parallelism, null, 0);
    }

    static LearningPlan<Example, Prediction> plan(ModelSpec spec, LearningSettings settings) {
        return new LearningPlan<>(
                spec, settings, (example, time) -> example, (example, prediction) -> prediction, KeyedLearning.REFUSED);
    }

    static StateBackend backend(String name) {
        return name.equals("heap") ? new HashMapStateBackend() : new EmbeddedRocksDBStateBackend();
    }

    private void open(int parallelism, @Nullable OperatorSubtaskState state, int before) throws Exception {
        harnesses.clear();
        operators.clear();
        for (int subtask = 0; subtask < parallelism; subtask++) {
            LearnOnRequestOperator<Example, Prediction> operator = new LearnOnRequestOperator<>(plan);
            var harness = new KeyedTwoInputStreamOperatorTestHarness<String, Example, ExportRequest, Prediction>(
                    operator, Example::key, null, Types.STRING, GROUPS, parallelism, subtask);
            operators.add(operator);
            harnesses.add(harness);
            harness.setStateBackend(backend(backend));
            harness.setProcessingTime(clock);
            harness.setup(Prediction.TYPE.createSerializer(new SerializerConfigImpl()));
            if (state != null) {
                harness.initializeState(AbstractStreamOperatorTestHarness.repartitionOperatorState(
                        state, GROUPS, before, parallelism, subtask));
            }
            harness.open();
        }
    }

    void take(Example example) throws Exception {
        take(example, example.time());
    }

    void take(Example example, long timestamp) throws Exception {
        take(new StreamRecord<>(example, timestamp));
    }

    void take(StreamRecord<Example> record) throws Exception {
        harnesses.get(subtask(record.getValue().key(), harnesses.size())).processElement1(record);
    }

    void request(String key) throws Exception {
        for (var harness : harnesses) {
            harness.processElement2(new StreamRecord<>(new ExportRequest(key)));
        }
    }

    void watermark(long time) throws Exception {
        for (var harness : harnesses) {
            harness.processWatermark1(new org.apache.flink.streaming.api.watermark.Watermark(time));
        }
    }

    void clock(long time) throws Exception {
        clock = time;
        for (var harness : harnesses) {
            harness.setProcessingTime(time);
        }
    }

    void end() throws Exception {
        for (var harness : harnesses) {
            harness.endInput1();
        }
    }

    /** What a checkpoint holds. */
    record Checkpoint(OperatorSubtaskState state, int parallelism) {}

    Checkpoint checkpoint() throws Exception {
        OperatorSubtaskState[] states = new OperatorSubtaskState[harnesses.size()];
        checkpoints++;
        for (int i = 0; i < states.length; i++) {
            harnesses.get(i).prepareSnapshotPreBarrier(checkpoints);
            states[i] = harnesses.get(i).snapshot(checkpoints, checkpoints);
        }
        return new Checkpoint(AbstractStreamOperatorTestHarness.repackageState(states), states.length);
    }

    /** Goes back to a checkpoint. */
    void restore(Checkpoint from, int parallelism) throws Exception {
        collect();
        close();
        open(parallelism, from.state, from.parallelism);
    }

    /** Goes on from a checkpoint that is taken now, with another parallelism. */
    void rescale(int parallelism) throws Exception {
        restore(checkpoint(), parallelism);
    }

    void with(LearningSettings settings) {
        plan = plan(plan.spec(), settings);
    }

    /** Models there are by the operators' own count. */
    long models() {
        return operators.stream()
                .mapToLong(operator -> operator.counts().models())
                .sum();
    }

    /** Bytes of models by the operators' own count. */
    long modelBytes() {
        return operators.stream()
                .mapToLong(operator -> operator.counts().bytes())
                .sum();
    }

    List<Long> modelsPerSubtask() {
        return operators.stream().map(operator -> operator.counts().models()).toList();
    }

    /** The sum of a counter. */
    long count(Function<LearningMetrics, Counter> counter) {
        return operators.stream()
                .mapToLong(
                        operator -> counter.apply(operator.models().metrics()).getCount())
                .sum();
    }

    /** Whose key a subtask of so many has. */
    static int subtask(String key, int parallelism) {
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(key, GROUPS, parallelism);
    }

    /** Keys with a model in state. */
    long stateEntries() {
        return operators.stream()
                .mapToLong(operator -> operator.getKeyedStateBackend()
                        .getKeys(KeyedModels.STATE, VoidNamespace.INSTANCE)
                        .count())
                .sum();
    }

    int eventTimers() {
        return harnesses.stream()
                .mapToInt(AbstractStreamOperatorTestHarness::numEventTimeTimers)
                .sum();
    }

    int clockTimers() {
        return harnesses.stream()
                .mapToInt(AbstractStreamOperatorTestHarness::numProcessingTimeTimers)
                .sum();
    }

    private void collect() {
        for (var harness : harnesses) {
            for (Object record : harness.getOutput()) {
                if (record instanceof StreamRecord<?> made) {
                    predictions.add(made.asRecord());
                }
            }
            harness.getOutput().clear();
            take(harness, KeyedLearning.MODELS, models);
            take(harness, KeyedLearning.REFUSED, refused);
        }
    }

    private static <X> void take(AbstractStreamOperatorTestHarness<?> harness, OutputTag<X> tag, List<X> into) {
        var side = harness.getSideOutput(tag);
        if (side != null) {
            side.forEach(record -> into.add(record.getValue()));
            side.clear();
        }
    }

    private static <X> List<X> drain(List<X> list) {
        List<X> drained = List.copyOf(list);
        list.clear();
        return drained;
    }

    /** With their timestamps, since the last call. */
    List<StreamRecord<Prediction>> predicted() {
        collect();
        return drain(predictions);
    }

    List<Prediction> predictions() {
        return predicted().stream().map(StreamRecord::getValue).toList();
    }

    /** Since the last call. */
    List<ModelRecord> exported() {
        collect();
        return drain(models);
    }

    /** Since the last call. */
    List<Example> refused() {
        collect();
        return drain(refused);
    }

    @Override
    public void close() throws Exception {
        for (var harness : harnesses) {
            harness.close();
        }
    }
}
