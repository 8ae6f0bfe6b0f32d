package io.millrace.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.common.record.RecordFormat;
import io.millrace.learners.Classifier;
import io.millrace.learners.Learners;
import io.millrace.learners.Regressor;
import io.millrace.learners.Schema;
import io.millrace.testing.FlinkExtension;
import io.millrace.testing.MiniClusters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Learning from records of one's own type, as the documents describe it. */
final class LearnTest {
    private static final List<String> WEATHERS = List.of("sun", "rain", "snow");

    @RegisterExtension
    static final FlinkExtension FLINK = MiniClusters.extension(1, 2);

    /** A trip; without minutes or an outcome while it lasts. */
    public record Trip(String route, long at, double km, String weather, double minutes, String outcome) {
        public static final RecordFormat<Trip> FORMAT = RecordFormat.builder(Trip.class)
                .key("route", Trip::route)
                .eventTime("at", Trip::at)
                .number("km", Trip::km)
                .text("weather", Trip::weather)
                .number("minutes", Trip::minutes)
                .text("outcome", Trip::outcome)
                .build(v -> new Trip(
                        v.text(0),
                        v.longValue(1),
                        v.doubleValue(2),
                        v.textOrNull(3),
                        v.doubleValue(4),
                        v.textOrNull(5)));

        double[] features() {
            return new double[] {km, at % 7};
        }
    }

    /** What was predicted for it. */
    public record Estimate(String route, long at, double value, String outcome, long learned, long learnedUntil) {
        public static final RecordFormat<Estimate> FORMAT = RecordFormat.builder(Estimate.class)
                .key("route", Estimate::route)
                .eventTime("at", Estimate::at)
                .number("value", Estimate::value)
                .text("outcome", Estimate::outcome)
                .integer("learned", Estimate::learned)
                .integer("learned_until", Estimate::learnedUntil)
                .build(v -> new Estimate(
                        v.text(0), v.longValue(1), v.doubleValue(2), v.textOrNull(3), v.longValue(4), v.longValue(5)));

        static Estimate of(Trip trip, Prediction made) {
            return new Estimate(
                    trip.route(), trip.at(), made.value(), made.predictedClass(), made.learned(), made.learnedUntil());
        }
    }

    private static final List<Trip> TRIPS = trips();

    private static List<Trip> trips() {
        SplittableRandom random = new SplittableRandom(4);
        List<Trip> trips = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            double km = random.nextDouble() * 20;
            int weather = random.nextInt(4);
            double minutes = 3 * km + 10 * weather + random.nextDouble();
            boolean lasts = random.nextInt(6) == 0;
            trips.add(new Trip(
                    "route-" + random.nextInt(3),
                    1_000 + i,
                    km,
                    weather == 3 ? null : WEATHERS.get(weather),
                    lasts ? Double.NaN : minutes,
                    lasts ? null : minutes > 40 ? "late" : "fine"));
        }
        return trips;
    }

    private static DataStream<Trip> stream(RuntimeExecutionMode mode) {
        Configuration configuration = MiniClusters.strict();
        configuration.set(ExecutionOptions.RUNTIME_MODE, mode);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        return environment
                .fromData(TRIPS, Trip.FORMAT.typeInformation())
                .uid("trips")
                .assignTimestampsAndWatermarks(WatermarkStrategy.<Trip>forMonotonousTimestamps()
                        .withTimestampAssigner((trip, before) -> trip.at()))
                .uid("times");
    }

    private static Map<Long, Estimate> collect(DataStream<Estimate> estimates) throws Exception {
        Map<Long, Estimate> collected = new HashMap<>();
        try (CloseableIterator<Estimate> all = estimates.executeAndCollect("learn")) {
            all.forEachRemaining(estimate -> collected.put(estimate.at(), estimate));
        }
        assertThat(collected).hasSize(TRIPS.size());
        return collected;
    }

    @ParameterizedTest
    @EnumSource(
            value = RuntimeExecutionMode.class,
            names = {"STREAMING", "BATCH"})
    void predictsNumbers(RuntimeExecutionMode mode) throws Exception {
        Map<Long, Estimate> estimates = collect(Learn.perKey(stream(mode), Trip::route)
                .features(Trip::features, "km", "day")
                .target(Trip::minutes)
                .with("recursive-least-squares", Map.of("regularisation", "0.5"))
                .predictThenLearn(Estimate::of, Estimate.FORMAT)
                .uid("estimate"));

        Map<String, Regressor> models = new HashMap<>();
        Map<String, Long> learned = new HashMap<>();
        for (Trip trip : TRIPS) {
            Regressor model =
                    models.computeIfAbsent(trip.route(), route -> Learners.regressor("recursive-least-squares")
                            .create(Schema.numeric(2), Map.of("regularisation", "0.5"), 1));
            double[] features = {trip.km(), trip.at() % 7};
            assertThat(estimates.get(trip.at()).value()).isCloseTo(model.predict(features), within(0.0));
            assertThat(estimates.get(trip.at()).learned()).isEqualTo(learned.getOrDefault(trip.route(), 0L));
            if (!Double.isNaN(trip.minutes())) {
                model.learn(features, trip.minutes());
                learned.merge(trip.route(), 1L, Long::sum);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = RuntimeExecutionMode.class,
            names = {"STREAMING", "BATCH"})
    void predictsClassesFromCategoriesToo(RuntimeExecutionMode mode) throws Exception {
        Map<Long, Estimate> estimates = collect(Learn.perKey(stream(mode), Trip::route)
                .features(Trip::features, "km", "day")
                .nominal("weather", Trip::weather)
                .label(Trip::outcome)
                .with("naive-bayes")
                .predictThenLearn(Estimate::of, Estimate.FORMAT)
                .uid("estimate"));

        Map<String, Classifier> models = new HashMap<>();
        Map<String, List<String>> weathers = new HashMap<>();
        Map<String, List<String>> classes = new HashMap<>();
        Map<String, Long> until = new HashMap<>();
        for (Trip trip : TRIPS) {
            Classifier model = models.computeIfAbsent(
                    trip.route(), route -> Learners.classifier("naive-bayes").create(Schema.of(false, false, true), 1));
            List<String> known = weathers.computeIfAbsent(trip.route(), route -> new ArrayList<>());
            List<String> outcomes = classes.computeIfAbsent(trip.route(), route -> new ArrayList<>());
            int weather = known.contains(trip.weather()) ? known.indexOf(trip.weather()) : known.size();
            double[] features = {trip.km(), trip.at() % 7, trip.weather() == null ? Double.NaN : weather};
            int predicted = model.predict(features);
            assertThat(estimates.get(trip.at()).outcome()).isEqualTo(predicted < 0 ? null : outcomes.get(predicted));
            assertThat(estimates.get(trip.at()).learnedUntil())
                    .isEqualTo(until.getOrDefault(trip.route(), Long.MIN_VALUE));
            if (trip.outcome() != null) {
                if (trip.weather() != null && !known.contains(trip.weather())) {
                    known.add(trip.weather());
                }
                if (!outcomes.contains(trip.outcome())) {
                    outcomes.add(trip.outcome());
                }
                model.learn(features, outcomes.indexOf(trip.outcome()));
                until.put(trip.route(), trip.at());
            }
        }
    }

    private static final OutputTag<Trip> REFUSED = new OutputTag<>("too many", Trip.FORMAT.typeInformation());

    @Test
    void modelsAndRefusedRecordsAreSideOutputs() throws Exception {
        LearningSettings settings = new LearningSettings(
                MemorySize.ofMebiBytes(1), Duration.ZERO, 1, MemorySize.ofMebiBytes(1), Duration.ZERO, true, null);
        SingleOutputStreamOperator<Estimate> estimates = Learn.perKey(
                        stream(RuntimeExecutionMode.STREAMING), Trip::route)
                .features(Trip::features, "km", "day")
                .target(Trip::minutes)
                .with("mean")
                .settings(settings)
                .sideOutputRefused(REFUSED)
                .predictThenLearn(Estimate::of, Estimate.FORMAT)
                .uid("estimate");
        estimates.setParallelism(1);
        List<String> all = new ArrayList<>();
        try (CloseableIterator<String> told = estimates
                .map(estimate -> "estimate " + estimate.route())
                .returns(Types.STRING)
                .uid("estimates")
                .union(
                        estimates
                                .getSideOutput(REFUSED)
                                .map(trip -> "refused " + trip.route())
                                .returns(Types.STRING)
                                .uid("refused"),
                        estimates
                                .getSideOutput(Learn.MODELS)
                                .map(model -> "model " + model.key())
                                .returns(Types.STRING)
                                .uid("models"))
                .executeAndCollect("learn")) {
            told.forEachRemaining(all::add);
        }
        String first = TRIPS.get(0).route();
        List<String> expected = new ArrayList<>(List.of("model " + first));
        TRIPS.forEach(trip -> expected.add((trip.route().equals(first) ? "estimate " : "refused ") + trip.route()));
        assertThat(Double.isNaN(TRIPS.get(0).minutes())).isFalse();
        assertThat(all).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void saysWhatIsMissingOrWrong() {
        LearnBuilder<Trip> learn = Learn.perKey(stream(RuntimeExecutionMode.STREAMING), Trip::route);
        assertThatThrownBy(() -> learn.predictThenLearn(Estimate::of, Estimate.FORMAT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("target or label");
        learn.target(Trip::minutes);
        assertThatThrownBy(() -> learn.predictThenLearn(Estimate::of, Estimate.FORMAT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("features");
        learn.features(Trip::features, "km", "day").with("naive-bayes");
        assertThatThrownBy(() -> learn.predictThenLearn(Estimate::of, Estimate.FORMAT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("naive-bayes");
    }

    @Test
    void featuresAreAsManyAsTheirNames() throws Exception {
        RecordExamples<Trip> examples =
                new RecordExamples<>(Trip::route, Trip::features, 3, new ArrayList<>(), Trip::minutes, null);
        assertThatThrownBy(() -> examples.of(TRIPS.get(0), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 numbers")
                .hasMessageContaining("3 names");
    }
}
