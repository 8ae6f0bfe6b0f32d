package io.millrace.operators;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.jspecify.annotations.Nullable;

/** One model for all records. */
public final class GlobalLearning {
    private GlobalLearning() {}

    /**
     * Learns, by the way that suits the learner: ensembles with their members spread over subtasks; k-NN with the neighbours
     * spread; linear models trained on every subtask and averaged, where that is asked for; any other learner in one subtask.
     *
     * @param averageEvery how many records a subtask learns between averages, of a linear model; 0 for one model in one
     *     subtask
     * @param requests for exports; {@code null} for none
     */
    public static Learned of(
            DataStream<Example> examples,
            ModelSpec spec,
            LearningSettings settings,
            int averageEvery,
            @Nullable DataStream<ExportRequest> requests) {
        if (averageEvery > 0) {
            return AveragedLearning.of(examples, spec, settings, averageEvery, requests);
        }
        return KeyedLearning.of(examples, spec, settings, requests);
    }
}
