package io.millrace.operators;

import java.io.Serializable;
import org.apache.flink.streaming.api.datastream.DataStream;

/** Evaluates predictions as their labels come. */
public final class Evaluations {
    private Evaluations() {}

    /**
     * How predictions are evaluated.
     *
     * @param every after how many labelled predictions figures are written, of each model and of all
     * @param window how many of the last ones the figures of the window are of
     * @param fading what each earlier one counts less for each new one, above 0 and below 1
     * @param perModel whether each model has figures and alarms too; else all together alone
     * @param detector name of the drift detector that watches the errors; empty for none
     */
    public record Settings(int every, int window, double fading, boolean perModel, String detector)
            implements Serializable {
        public static final Settings DEFAULT = new Settings(1_000, 1_000, 0.999, false, "adwin");
    }

    /**
     * What comes of it.
     *
     * @param figures of the whole stream, of the window, and fading; next to those of the baselines
     * @param alarms of drift
     */
    public record Streams(DataStream<Evaluation> figures, DataStream<DriftAlarm> alarms) {}

    /** Evaluates those predictions that are labelled. */
    public static Streams of(DataStream<Prediction> predictions, ModelSpec.Task task, Settings settings) {
        throw new UnsupportedOperationException();
    }
}
