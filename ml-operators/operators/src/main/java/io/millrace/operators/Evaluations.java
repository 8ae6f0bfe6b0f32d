package io.millrace.operators;

import io.millrace.common.cached.CacheSettings;
import io.millrace.common.cached.CachedStreams;
import io.millrace.learners.Learners;
import io.millrace.learners.evaluation.Horizon;
import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** Evaluates predictions as their labels come. {@code docs/model-evaluation.md} says how. */
public final class Evaluations {
    private static final MemorySize CACHE = MemorySize.ofMebiBytes(128);

    private Evaluations() {}

    /**
     * How predictions are evaluated. All but {@code perModel} may change when a job goes on from its state: what begins anew is
     * the window, fading or the detector in question.
     *
     * @param every after how many labelled predictions figures are written, of each model and of all: at least 1
     * @param window how many of the last ones the figures of the window are of: 1 to {@value Horizon#MAX_WINDOW}
     * @param fading what each earlier one counts less for each new one, above 0 and below 1
     * @param perModel whether each model has figures and alarms too; else all together alone
     * @param detector name of the drift detector that watches the errors; empty for none
     * @param idle how long after its last labelled prediction, in event time, a model's evaluation is over: its last figures
     *     are written, and later predictions begin another; zero for never
     */
    public record Settings(int every, int window, double fading, boolean perModel, String detector, Duration idle)
            implements Serializable {
        /** All models together, after each 1,000 predictions, over the last 1,000 and fading as slowly, with ADWIN. */
        public static final Settings DEFAULT = new Settings(1_000, 1_000, 0.999, false, "adwin");

        /** @throws IllegalArgumentException when one is out of range, or there is no such detector */
        public Settings {
            if (every < 1) {
                throw new IllegalArgumentException("every is at least 1, not " + every);
            }
            Horizon.sliding(window);
            if (!(fading > 0 && fading < 1)) {
                throw new IllegalArgumentException("fading is above 0 and below 1, not " + fading);
            }
            if (!detector.isEmpty()) {
                Learners.driftDetector(detector);
            }
            if (idle.isNegative()) {
                throw new IllegalArgumentException("idle is at least 0, not " + idle);
            }
        }

        /** For models that are kept for ever. */
        public Settings(int every, int window, double fading, boolean perModel, String detector) {
            this(every, window, fading, perModel, detector, Duration.ZERO);
        }
    }

    /**
     * What comes of it.
     *
     * @param figures of the whole stream, of the window, and fading; next to those of the baselines
     * @param alarms of drift
     */
    public record Streams(DataStream<Evaluation> figures, DataStream<DriftAlarm> alarms) {}

    /**
     * Evaluates those predictions that are labelled; others pass by. Figures come after every so many of them, and once more at
     * the end of bounded input if there were more since. Figures of all models are made in one subtask, in the order of arrival.
     */
    public static Streams of(DataStream<Prediction> predictions, ModelSpec.Task task, Settings settings) {
        TypeInformation<Evaluation> type = Evaluation.FORMAT.typeInformation();
        SingleOutputStreamOperator<Outcome> outcomes = predictions
                .process(new OutcomeFunction(task))
                .returns(Outcome.TYPE)
                .uid("outcomes")
                .name("take what is evaluated")
                .setParallelism(predictions.getParallelism());
        SingleOutputStreamOperator<Evaluation> all = outcomes.transform(
                        "evaluate all models", type, new EvaluateAllOperator(task, settings))
                .uid("evaluate")
                .setParallelism(1);
        DataStream<DriftAlarm> alarms = all.getSideOutput(EvaluateAllOperator.ALARMS);
        if (!settings.perModel()) {
            return new Streams(all, alarms);
        }
        ScoreCodec codec = new ScoreCodec(task, settings);
        SingleOutputStreamOperator<Evaluation> each = CachedStreams.process(
                        outcomes.keyBy(Outcome::key, Types.STRING),
                        new CacheSettings<>("evaluations", "evaluation " + task, codec, CACHE, Duration.ZERO),
                        new EvaluateModels(codec, settings),
                        type)
                .uid("evaluate-models")
                .name("evaluate each model");
        return new Streams(all.union(each), alarms.union(each.getSideOutput(EvaluateAllOperator.ALARMS)));
    }
}
