package io.millrace.operators;

import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.ConnectedStreams;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * Predicts with models that another job learns, and takes each new one as it comes, without a restart. {@code docs/serving.md}
 * says how.
 */
public final class Serving {
    private static final String UID = "serve";
    private static final int MOST_HELD = 100_000;

    private Serving() {}

    /**
     * Predicts. Of each model the newest version serves, once all its parts are there; one that is the same or older is passed
     * over. One that can't be read, or is of other features or another learner, is not taken, and the one before goes on serving.
     * The operator's uid is {@code serve}.
     *
     * <p>Records that are to be learned alone pass by; labels of others go with their predictions. For 30 s after a start, and
     * until the models have ended, records without a model are held, up to 100,000 in a subtask; when it comes, they are
     * predicted. Otherwise they are {@linkplain Learned#refused() refused}. No models come out.
     *
     * @param models exported by a job with the same features and learner, unbounded or not
     * @param settings of which cache, bounds and warm start matter, the bounds where each key has a model; a model that does not
     *     fit is not taken
     * @param keyed whether each key has a model, kept where its records are; else all records have one, which every subtask has
     */
    public static Learned of(
            DataStream<Example> examples,
            DataStream<ModelRecord> models,
            ModelSpec spec,
            LearningSettings settings,
            boolean keyed) {
        ConnectedStreams<Example, ModelRecord> both = keyed
                ? examples.keyBy(Example::key, Types.STRING).connect(models.keyBy(ModelRecord::key, Types.STRING))
                : examples.connect(models.broadcast());
        SingleOutputStreamOperator<Prediction> predictions = both.transform(
                        "serve " + spec.learner(),
                        Prediction.TYPE,
                        keyed
                                ? new KeyedServingOperator(spec, settings, MOST_HELD)
                                : new GlobalServingOperator(spec, settings, MOST_HELD))
                .uid(UID);
        return new Learned(
                predictions,
                predictions.getSideOutput(KeyedLearning.MODELS),
                predictions.getSideOutput(KeyedLearning.REFUSED));
    }

    /**
     * Models that were not taken, and why. Each is in the log too.
     *
     * @param served what {@link #of} gave
     * @throws IllegalArgumentException when it is something else
     */
    public static DataStream<RejectedModel> rejected(Learned served) {
        if (served.predictions() instanceof SingleOutputStreamOperator<Prediction> predictions) {
            return predictions.getSideOutput(ServingOperator.REJECTED);
        }
        throw new IllegalArgumentException("predictions are not those of Serving.of");
    }
}
