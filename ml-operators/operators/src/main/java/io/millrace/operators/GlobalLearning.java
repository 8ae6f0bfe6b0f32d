package io.millrace.operators;

import java.time.Duration;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.jspecify.annotations.Nullable;

/** One model for all records. {@code docs/global-models.md} says how. */
public final class GlobalLearning {
    private static final String UID = "learn";

    private GlobalLearning() {}

    /**
     * Learns, by the way that suits the learner: ensembles with their members spread over subtasks; k-NN with the neighbours
     * spread; linear models trained on every subtask and averaged, where that is asked for; any other learner in one subtask.
     * Uids begin with {@code learn}.
     *
     * @param settings of which {@code cache}, {@code maxModels} and {@code maxModelBytes} are for models of keys
     * @param averageEvery how many records a subtask learns between averages, of a linear model; 0 for one model in one
     *     subtask
     * @param requests for exports; {@code null} for none
     * @throws IllegalArgumentException when the model is to expire, or to be averaged and can't be
     */
    public static Learned of(
            DataStream<Example> examples,
            ModelSpec spec,
            LearningSettings settings,
            int averageEvery,
            @Nullable DataStream<ExportRequest> requests) {
        return of(examples, spec, settings, averageEvery, requests, UID);
    }

    /**
     * Learns, as above.
     *
     * @param uid of the operator, or what the uids of its operators begin with; unique in the job
     */
    public static Learned of(
            DataStream<Example> examples,
            ModelSpec spec,
            LearningSettings settings,
            int averageEvery,
            @Nullable DataStream<ExportRequest> requests,
            String uid) {
        if (!settings.idle().equals(Duration.ZERO)) {
            throw new IllegalArgumentException(
                    "idle is 0 for the one model of all records, which does not expire, not " + settings.idle());
        }
        if (averageEvery > 0) {
            return AveragedLearning.of(examples, spec, settings, averageEvery, requests, uid);
        }
        SingleOutputStreamOperator<Prediction> predictions = staysTogether(examples, spec)
                ? through(examples, requests, Prediction.TYPE, new SingleModelOperator(spec, settings))
                        .uid(uid)
                        .name("learn " + spec.learner())
                : spread(examples, spec, settings, requests, uid);
        return new Learned(
                predictions,
                predictions.getSideOutput(KeyedLearning.MODELS),
                predictions.getSideOutput(KeyedLearning.REFUSED));
    }

    /**
     * Whether one subtask has the whole model. In batch execution it has: exchanges are blocking there, and Flink's scheduler takes
     * no others, so that what members answer would wait in memory for what others do, all of it.
     */
    private static boolean staysTogether(DataStream<Example> examples, ModelSpec spec) {
        RuntimeExecutionMode mode =
                examples.getExecutionEnvironment().getConfiguration().get(ExecutionOptions.RUNTIME_MODE);
        return mode != RuntimeExecutionMode.STREAMING || Spread.of(new Models(spec)) == null;
    }

    private static SingleOutputStreamOperator<Prediction> spread(
            DataStream<Example> examples,
            ModelSpec spec,
            LearningSettings settings,
            @Nullable DataStream<ExportRequest> requests,
            String uid) {
        DataStream<Step> steps = through(examples, requests, Step.TYPE, new SequenceOperator(spec, settings))
                .uid(uid + "-sequence")
                .name("sequence for " + spec.learner());
        DataStream<Part> parts = steps.broadcast()
                .transform("members", Part.TYPE, new MembersOperator(spec))
                .uid(uid + "-members")
                .name("members of " + spec.learner());
        return parts.global()
                .transform("combine", Prediction.TYPE, new CombineOperator(spec))
                .setParallelism(1)
                .uid(uid + "-combine")
                .name("combine " + spec.learner());
    }

    private static <T> SingleOutputStreamOperator<T> through(
            DataStream<Example> examples,
            @Nullable DataStream<ExportRequest> requests,
            TypeInformation<T> type,
            GlobalOperator<T> operator) {
        SingleOutputStreamOperator<T> made = requests == null
                ? examples.transform("learn", type, operator)
                : examples.connect(requests.global()).transform("learn", type, operator);
        return made.setParallelism(1);
    }
}
