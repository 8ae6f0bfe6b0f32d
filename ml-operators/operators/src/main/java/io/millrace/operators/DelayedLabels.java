package io.millrace.operators;

import java.time.Duration;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.jspecify.annotations.Nullable;

/**
 * Brings labels that come later, or earlier, together with records by their ids. A label belongs to a record if it has the same
 * id and their timestamps in event time are at most {@code wait} apart; which of them comes first, and how far watermarks are
 * behind, makes no difference as long as neither is late. What waits is in keyed state under its id, until its counterpart comes or the
 * watermark passes its own timestamp by {@code wait}: written once and read once.
 *
 * <p>Ids are to be unique while they wait. Of several records and labels with one id the first record takes the first label, the
 * second the second, in both joins alike; at most 16 of each wait, and further ones go to the side outputs at once. {@code
 * docs/delayed-labels.md} has an example.
 */
public final class DelayedLabels {
    private DelayedLabels() {}

    /**
     * What comes of examples and labels.
     *
     * @param examples every example at once, to be predicted; and again with its label when that comes, to be learned, with the
     *     later of the two times. One whose label is there already, and was known no later than it, comes once, for both
     * @param unlabelled examples whose labels did not come in time, and those without an id; predicted all the same
     * @param unmatched labels whose examples did not come in time
     */
    public record Joined(DataStream<Example> examples, DataStream<Example> unlabelled, DataStream<Label> unmatched) {}

    /**
     * Joins examples and labels.
     *
     * @param examples each with an id. One that has a label already passes as it is; any other waits for one, whether it is to
     *     be predicted or not
     * @param wait how long one waits for the other, in event time: at least 1 ms
     * @throws IllegalArgumentException when it is less
     */
    public static Joined join(DataStream<Example> examples, DataStream<Label> labels, Duration wait) {
        long millis = millis(wait);
        SingleOutputStreamOperator<Example> joined = examples.keyBy(
                        example -> idOrKey(example.id(), example.key()), Types.STRING)
                .connect(labels.keyBy(Label::id, Types.STRING))
                .transform("join labels", Example.TYPE, new ExampleJoin(millis))
                .uid("delayed-labels");
        return new Joined(
                joined, joined.getSideOutput(ExampleJoin.UNLABELLED), joined.getSideOutput(ExampleJoin.UNMATCHED));
    }

    /**
     * Predictions with the labels that came for them: the prediction that was made is the one that is evaluated, once. Those for
     * which none comes in time are left out here: {@link #join} tells of their examples, and of labels that belong to none.
     *
     * @param predictions each with an id; one that is labelled already passes at once
     * @param labels the same as those of {@link #join}
     * @param wait how long one waits for the other, in event time, as in {@link #join}
     * @throws IllegalArgumentException when it is less than 1 ms
     */
    public static DataStream<Prediction> score(
            DataStream<Prediction> predictions, DataStream<Label> labels, Duration wait) {
        return predictions
                .keyBy(prediction -> idOrKey(prediction.id(), prediction.key()), Types.STRING)
                .connect(labels.keyBy(Label::id, Types.STRING))
                .transform("score predictions", Prediction.TYPE, new PredictionScore(millis(wait)))
                .uid("score");
    }

    /** What has no id waits for nothing, and is spread by its model's key. */
    private static String idOrKey(@Nullable String id, String key) {
        return id == null ? key : id;
    }

    private static long millis(Duration wait) {
        if (wait.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException("wait is at least 1 ms, not " + wait);
        }
        return wait.compareTo(Duration.ofMillis(Long.MAX_VALUE)) > 0 ? Long.MAX_VALUE : wait.toMillis();
    }
}
