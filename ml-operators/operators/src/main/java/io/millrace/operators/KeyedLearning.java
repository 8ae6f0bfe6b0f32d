package io.millrace.operators;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** One model for each key: predicts, then learns. {@code docs/learning.md} says how. */
public final class KeyedLearning {
    static final OutputTag<ModelRecord> MODELS = new OutputTag<>("models", ModelRecord.FORMAT.typeInformation());
    static final OutputTag<Example> REFUSED = new OutputTag<>("refused", Example.TYPE);

    private static final String UID = "learn";

    private KeyedLearning() {}

    /**
     * Learns. The operator's uid is {@code learn}.
     *
     * @param requests for exports; {@code null} for none
     * @throws IllegalArgumentException when not even one model fits the settings
     */
    public static Learned of(
            DataStream<Example> examples,
            ModelSpec spec,
            LearningSettings settings,
            @Nullable DataStream<ExportRequest> requests) {
        return of(examples, spec, settings, requests, UID);
    }

    /**
     * Learns.
     *
     * @param requests for exports; {@code null} for none
     * @param uid of the operator, unique in the job
     * @throws IllegalArgumentException when not even one model fits the settings
     */
    public static Learned of(
            DataStream<Example> examples,
            ModelSpec spec,
            LearningSettings settings,
            @Nullable DataStream<ExportRequest> requests,
            String uid) {
        LearningPlan<Example, Prediction> plan = new LearningPlan<>(
                spec, settings, (example, time) -> example, (example, prediction) -> prediction, REFUSED);
        SingleOutputStreamOperator<Prediction> predictions = learn(
                        examples.keyBy(Example::key, Types.STRING), plan, Prediction.TYPE, requests)
                .uid(uid)
                .name("learn " + spec.learner());
        return new Learned(predictions, predictions.getSideOutput(MODELS), predictions.getSideOutput(REFUSED));
    }

    static <IN, OUT> SingleOutputStreamOperator<OUT> learn(
            KeyedStream<IN, String> records,
            LearningPlan<IN, OUT> plan,
            TypeInformation<OUT> type,
            @Nullable DataStream<ExportRequest> requests) {
        return requests == null
                ? records.transform("learn", type, new LearnOperator<>(plan))
                : records.connect(requests.broadcast()).transform("learn", type, new LearnOnRequestOperator<>(plan));
    }
}
