package io.millrace.operators;

import io.millrace.learners.Averageable;
import io.millrace.learners.LearnerType;
import io.millrace.learners.Learners;
import io.millrace.learners.Schema;
import java.util.List;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.transformations.PartitionTransformation;
import org.apache.flink.streaming.runtime.partitioner.KeyGroupStreamPartitioner;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * One linear model for all records, learned on every subtask and averaged, round after round: McDonald, Hall, Mann,
 * "Distributed training strategies for the structured perceptron", NAACL 2010 (iterative parameter mixing). One subtask deals
 * the examples out, by their order alone, so that what is learned and predicted depends on nothing but that and the
 * parallelism. {@code docs/averaging.md} says what it costs.
 */
final class AveragedLearning {
    private static final int LEAST_MAX_PARALLELISM = 128;

    private AveragedLearning() {}

    /**
     * Learns.
     *
     * @param every records that each subtask learns between averages, at least 1
     * @param uid what the uids of its operators begin with
     * @throws IllegalArgumentException when the learner's models can't be averaged; it names those that can
     */
    static Learned of(
            DataStream<Example> examples,
            ModelSpec spec,
            LearningSettings settings,
            int every,
            @Nullable DataStream<ExportRequest> requests,
            String uid) {
        check(spec, every);
        StreamExecutionEnvironment environment = examples.getExecutionEnvironment();
        int subtasks = environment.getParallelism();
        int keyGroups = Math.max(environment.getMaxParallelism(), LEAST_MAX_PARALLELISM);
        SingleOutputStreamOperator<Dealt> dealt = together(examples, requests, uid)
                .transform(
                        "deal",
                        Dealt.TYPE,
                        new DealingOperator(spec, settings.warmStart(), keys(subtasks, keyGroups), every))
                .uid(uid + "-deal")
                .name("deal examples out")
                .setParallelism(1);
        // Keyed by Flink's rules, for the sake of unaligned checkpoints, but without the keyed state that keyBy brings
        // along.
        DataStream<Dealt> shared = new DataStream<>(
                environment,
                new PartitionTransformation<>(
                        dealt.getTransformation(), new KeyGroupStreamPartitioner<>(Dealt::key, keyGroups)));
        SingleOutputStreamOperator<Prediction> predictions = shared.transform(
                        "learn", Prediction.TYPE, new AveragingOperatorFactory(spec, settings, every))
                .uid(uid + "-average")
                .name("learn " + spec.learner() + " to be averaged")
                .setParallelism(subtasks)
                .setMaxParallelism(keyGroups);
        DataStream<ModelRecord> last = predictions
                .getSideOutput(AveragingOperator.SHARES)
                .transform(
                        "end",
                        ModelRecord.FORMAT.typeInformation(),
                        new AveragingEndOperator(spec, settings.exportAtEnd()))
                .uid(uid + "-end")
                .name("average at the end")
                .setParallelism(1);
        DataStream<ModelRecord> models =
                predictions.getSideOutput(KeyedLearning.MODELS).union(last);
        return new Learned(predictions, models, predictions.getSideOutput(KeyedLearning.REFUSED));
    }

    private static DataStream<Dealt> together(
            DataStream<Example> examples, @Nullable DataStream<ExportRequest> requests, String uid) {
        DataStream<Dealt> undealt = examples.map(Dealt::undealt)
                .returns(Dealt.TYPE)
                .uid(uid + "-examples")
                .name("examples to deal out")
                .setParallelism(examples.getParallelism());
        if (requests == null) {
            return undealt;
        }
        return undealt.union(requests.flatMap((ExportRequest request, Collector<Dealt> out) -> {
                    if (isForAll(request.key())) {
                        out.collect(Dealt.request(0));
                    }
                })
                .returns(Dealt.TYPE)
                .uid(uid + "-requests")
                .name("requests for exports")
                .setParallelism(requests.getParallelism()));
    }

    private static boolean isForAll(String key) {
        return key.equals(ExportRequest.ALL) || key.isEmpty() || key.equals(ModelRecord.name("", 0, 1));
    }

    /** For each subtask, a key that Flink sends to it. */
    static int[] keys(int subtasks, int keyGroups) {
        if (subtasks > keyGroups) {
            throw new IllegalArgumentException(
                    "parallelism is at most the maximum of " + keyGroups + ", not " + subtasks);
        }
        int[] keys = new int[subtasks];
        for (int subtask = 0; subtask < subtasks; subtask++) {
            while (KeyGroupRangeAssignment.assignKeyToParallelOperator(keys[subtask], keyGroups, subtasks) != subtask) {
                keys[subtask]++;
            }
        }
        return keys;
    }

    private static void check(ModelSpec spec, int every) {
        if (every < 1) {
            throw new IllegalArgumentException("average-every is at least 1, not " + every);
        }
        if (!(spec.factory().create() instanceof Averageable learner) || !learner.isAverageable()) {
            throw new IllegalArgumentException("models of " + spec.learner() + spec.parameters()
                    + " can't be averaged; those of " + averageable(spec.task())
                    + " can: set average-every to 0, or take"
                    + " one of them");
        }
    }

    /** Names of learners of which models can be averaged, as they are set up by default. */
    private static List<String> averageable(ModelSpec.Task task) {
        LearnerType.Role role =
                task == ModelSpec.Task.CLASSIFICATION ? LearnerType.Role.CLASSIFIER : LearnerType.Role.REGRESSOR;
        return Learners.all(role).stream()
                .filter(type ->
                        type.create(Schema.numeric(1), 1) instanceof Averageable learner && learner.isAverageable())
                .map(LearnerType::name)
                .toList();
    }
}
