package io.millrace.operators;

import java.time.Duration;
import org.apache.flink.streaming.api.datastream.DataStream;

/** Brings labels that come later, or earlier, together with records by their ids. */
public final class DelayedLabels {
    private DelayedLabels() {}

    /**
     * What comes of examples and labels.
     *
     * @param examples every example at once, to be predicted; and again with its label when that comes, to be learned. One whose
     *     label is there already comes once, for both
     * @param unlabelled examples whose labels did not come in time
     * @param unmatched labels whose examples did not come in time
     */
    public record Joined(DataStream<Example> examples, DataStream<Example> unlabelled, DataStream<Label> unmatched) {}

    /**
     * Joins examples and labels.
     *
     * @param examples each with an id
     * @param wait how long one waits for the other, in event time
     */
    public static Joined join(DataStream<Example> examples, DataStream<Label> labels, Duration wait) {
        throw new UnsupportedOperationException();
    }

    /**
     * Predictions with the labels that came for them: the prediction that was made is the one that is evaluated.
     *
     * @param predictions each with an id
     * @param wait how long one waits for the other, in event time
     */
    public static DataStream<Prediction> score(
            DataStream<Prediction> predictions, DataStream<Label> labels, Duration wait) {
        throw new UnsupportedOperationException();
    }
}
