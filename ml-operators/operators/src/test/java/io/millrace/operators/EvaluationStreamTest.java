package io.millrace.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learners.Classifier;
import io.millrace.learners.Learners;
import io.millrace.learners.Regressor;
import io.millrace.learners.Schema;
import io.millrace.learners.evaluation.ClassificationEvaluation;
import io.millrace.learners.evaluation.ClassificationFigures;
import io.millrace.learners.evaluation.Horizon;
import io.millrace.learners.evaluation.PrequentialClassifier;
import io.millrace.learners.evaluation.PrequentialRegressor;
import io.millrace.learners.evaluation.RegressionEvaluation;
import io.millrace.learners.evaluation.RegressionFigures;
import io.millrace.operators.Example.Action;
import io.millrace.testing.FaultyRun;
import io.millrace.testing.FlinkExtension;
import io.millrace.testing.MiniClusters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Figures of a stream, with labels at once or a thousand records later, of a job that fails now and then, are those that plain
 * loops over the same records come to, as {@code scripts/millrace evaluate} has them.
 */
class EvaluationStreamTest {
    private static final List<ModelSpec.Feature> FEATURES = List.of(
            new ModelSpec.Feature("a", false), new ModelSpec.Feature("b", false), new ModelSpec.Feature("c", false));
    private static final ModelSpec CLASSES =
            new ModelSpec(ModelSpec.Task.CLASSIFICATION, "hoeffding-tree", Map.of(), FEATURES, 1);
    private static final ModelSpec NUMBERS = new ModelSpec(ModelSpec.Task.REGRESSION, "sgd", Map.of(), FEATURES, 1);
    private static final String[] NAMES = {"walk", "bike", "bus", "train"};
    private static final int WINDOW = 300;
    private static final double FADING = 0.99;
    private static final Offset<Double> TO_THE_LAST_DIGITS = within(1e-12);

    @RegisterExtension
    static final FlinkExtension FLINK = MiniClusters.extension(1, 2);

    /** One record: what is right changes halfway. */
    private record Row(int number, String key, double[] features, String label, double target) {
        Example example(boolean labelled, ModelSpec.Task task) {
            boolean classes = task == ModelSpec.Task.CLASSIFICATION;
            return new Example(
                    "id" + number,
                    key,
                    10L * number,
                    features,
                    Example.NO_NAMES,
                    labelled && classes ? label : null,
                    labelled && !classes ? target : Double.NaN,
                    Action.BOTH);
        }

        /** Its label as a record of the same stream, after so many further ones. */
        Example later(int delay, ModelSpec.Task task) {
            Example labelled = example(true, task);
            return labelled.learning(labelled.label(), labelled.target(), 10L * (number + delay) + 5);
        }
    }

    private static List<Row> rows(int count, int keys) {
        SplittableRandom random = new SplittableRandom(17);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double[] x = {random.nextDouble(), random.nextDouble(), random.nextDouble()};
            double target = i < count / 2 ? 4 * x[0] + x[1] : 4 * x[1] + x[2];
            int label = (int) Math.min(3, target);
            String key = keys == 0 ? "" : "key" + random.nextInt(keys);
            rows.add(new Row(i, key, x, NAMES[label], 100 * target + random.nextDouble()));
        }
        return rows;
    }

    private static Evaluations.Settings settings(boolean perModel) {
        return new Evaluations.Settings(500, WINDOW, FADING, perModel, "adwin");
    }

    private static Horizon[] horizons() {
        return new Horizon[] {Horizon.whole(), Horizon.sliding(WINDOW), Horizon.fading(FADING)};
    }

    /** What evaluation comes to after each 500 records and at the end, as a loop has it. */
    private static final class Loop {
        private final List<ClassificationFigures[]> classes = new ArrayList<>();
        private final List<RegressionFigures[]> numbers = new ArrayList<>();

        static Loop ofClasses(List<Row> rows, int delay) {
            Loop loop = new Loop();
            List<String> names = new ArrayList<>();
            Classifier learner = Learners.classifier("hoeffding-tree").create(Schema.numeric(3), Map.of(), 1);
            PrequentialClassifier prequential = new PrequentialClassifier(learner, delay);
            ClassificationEvaluation[] evaluations = new ClassificationEvaluation[3];
            for (int i = 0; i < 3; i++) {
                evaluations[i] = new ClassificationEvaluation(horizons()[i], delay);
            }
            for (int n = 1; n <= rows.size(); n++) {
                Row row = rows.get(n - 1);
                if (!names.contains(row.label)) {
                    names.add(row.label);
                }
                int label = names.indexOf(row.label);
                int predicted = prequential.next(row.features, label);
                for (ClassificationEvaluation evaluation : evaluations) {
                    evaluation.add(label, predicted, prequential.probabilityOfLabel());
                }
                if (n % 500 == 0 || n == rows.size()) {
                    loop.classes.add(new ClassificationFigures[] {
                        evaluations[0].figures(), evaluations[1].figures(), evaluations[2].figures()
                    });
                }
            }
            return loop;
        }

        static Loop ofNumbers(List<Row> rows, int delay) {
            Loop loop = new Loop();
            Regressor learner = Learners.regressor("sgd").create(Schema.numeric(3), Map.of(), 1);
            PrequentialRegressor prequential = new PrequentialRegressor(learner, delay);
            RegressionEvaluation[] evaluations = new RegressionEvaluation[3];
            for (int i = 0; i < 3; i++) {
                evaluations[i] = new RegressionEvaluation(horizons()[i], delay);
            }
            for (int n = 1; n <= rows.size(); n++) {
                Row row = rows.get(n - 1);
                double predicted = prequential.next(row.features, row.target);
                for (RegressionEvaluation evaluation : evaluations) {
                    evaluation.add(row.target, predicted);
                }
                if (n % 500 == 0 || n == rows.size()) {
                    loop.numbers.add(new RegressionFigures[] {
                        evaluations[0].figures(), evaluations[1].figures(), evaluations[2].figures()
                    });
                }
            }
            return loop;
        }

        void assertSame(String model, List<Evaluation> found) {
            List<Evaluation> ofModel =
                    found.stream().filter(e -> e.model().equals(model)).toList();
            assertThat(ofModel).hasSize(3 * (classes.size() + numbers.size()));
            for (int i = 0; i < ofModel.size(); i++) {
                Evaluation evaluation = ofModel.get(i);
                assertThat(evaluation.horizon())
                        .isEqualTo(List.of("whole", "window", "fading").get(i % 3));
                if (numbers.isEmpty()) {
                    EvaluationStreamTest.assertSame(evaluation, classes.get(i / 3)[i % 3], TO_THE_LAST_DIGITS);
                } else {
                    EvaluationStreamTest.assertSame(evaluation, numbers.get(i / 3)[i % 3], TO_THE_LAST_DIGITS);
                }
            }
        }
    }

    private static void assertSame(Evaluation found, ClassificationFigures expected, Offset<Double> within) {
        assertThat(found.records()).isEqualTo(expected.records());
        assertThat(found.accuracy()).isCloseTo(expected.accuracy(), within);
        assertThat(found.kappa()).isCloseTo(expected.kappa(), within);
        assertThat(found.kappaM()).isCloseTo(expected.kappaM(), within);
        assertThat(found.kappaTemporal()).isCloseTo(expected.kappaTemporal(), within);
        assertThat(found.macroF1()).isCloseTo(expected.macroF1(), within);
        assertThat(found.logLoss()).isCloseTo(expected.logLoss(), within);
        assertThat(found.noChangeAccuracy()).isCloseTo(expected.noChangeAccuracy(), within);
        assertThat(found.majorityAccuracy()).isCloseTo(expected.majorityAccuracy(), within);
        assertThat(found.mae()).isNaN();
    }

    private static void assertSame(Evaluation found, RegressionFigures expected, Offset<Double> within) {
        assertThat(found.records()).isEqualTo(expected.records());
        assertThat(found.mae()).isCloseTo(expected.mae(), within);
        assertThat(found.rmse()).isCloseTo(expected.rmse(), within);
        assertThat(found.r2()).isCloseTo(expected.r2(), within);
        assertThat(found.noChangeMae()).isCloseTo(expected.noChange().mae(), within);
        assertThat(found.noChangeRmse()).isCloseTo(expected.noChange().rmse(), within);
        assertThat(found.noChangeR2()).isCloseTo(expected.noChange().r2(), within);
        assertThat(found.meanMae()).isCloseTo(expected.mean().mae(), within);
        assertThat(found.meanRmse()).isCloseTo(expected.mean().rmse(), within);
        assertThat(found.meanR2()).isCloseTo(expected.mean().r2(), within);
        assertThat(found.accuracy()).isNaN();
    }

    private static DataStream<Evaluation> evaluated(
            DataStream<Prediction> predictions, ModelSpec spec, boolean perModel) {
        return Evaluations.of(predictions, spec.task(), settings(perModel)).figures();
    }

    @ParameterizedTest
    @CsvSource({"CLASSIFICATION, hashmap", "REGRESSION, rocksdb"})
    void labelsAtOnce(ModelSpec.Task task, String backend, @TempDir Path folder) throws Exception {
        ModelSpec spec = task == ModelSpec.Task.CLASSIFICATION ? CLASSES : NUMBERS;
        List<Row> rows = rows(2_037, 0);

        List<Evaluation> figures = FaultyRun.of(
                        rows.stream().map(row -> row.example(true, task)).toList(), Example.TYPE, folder)
                .timestamps(Example::time)
                .backend(backend)
                .recordsPerCheckpoint(300)
                .failingAtRandom(3, new Random(3))
                .run(examples -> evaluated(
                        KeyedLearning.of(examples, spec, LearningSettings.DEFAULT, null)
                                .predictions(),
                        spec,
                        false));

        Loop loop = task == ModelSpec.Task.CLASSIFICATION ? Loop.ofClasses(rows, 0) : Loop.ofNumbers(rows, 0);
        loop.assertSame("*", figures);
        assertThat(figures).hasSize(15).extracting(Evaluation::model).containsOnly("*");
        assertThat(figures.get(14).time()).isEqualTo(20_360);
    }

    @ParameterizedTest
    @CsvSource({"CLASSIFICATION, rocksdb", "REGRESSION, hashmap"})
    void labelsAThousandRecordsLater(ModelSpec.Task task, String backend, @TempDir Path folder) throws Exception {
        int delay = 1_000;
        ModelSpec spec = task == ModelSpec.Task.CLASSIFICATION ? CLASSES : NUMBERS;
        List<Row> rows = rows(2_237, 0);
        List<Example> both = new ArrayList<>();
        rows.forEach(row -> both.add(row.example(false, task)));
        rows.forEach(row -> both.add(row.later(delay, task)));
        both.sort(Comparator.comparingLong(Example::time));

        List<Evaluation> figures = FaultyRun.of(both, Example.TYPE, folder)
                .timestamps(Example::time)
                .backend(backend)
                .recordsPerCheckpoint(600)
                .failingAtRandom(3, new Random(4))
                .run(records -> evaluated(delayed(records, spec), spec, false));

        Loop loop = task == ModelSpec.Task.CLASSIFICATION ? Loop.ofClasses(rows, delay) : Loop.ofNumbers(rows, delay);
        loop.assertSame("*", figures);
    }

    /** Records that only learn are labels. */
    private static DataStream<Prediction> delayed(DataStream<Example> records, ModelSpec spec) {
        Duration wait = Duration.ofHours(1);
        DataStream<Example> examples = records.filter(record -> record.action() == Action.BOTH)
                .uid("examples")
                .setParallelism(1);
        DataStream<Label> labels = records.filter(record -> record.action() == Action.LEARN)
                .uid("only-labels")
                .setParallelism(1)
                .map(record -> new Label(record.id(), record.time(), record.label(), record.target()))
                .returns(Label.TYPE)
                .uid("labels")
                .setParallelism(1);
        DataStream<Example> joined = DelayedLabels.join(examples, labels, wait).examples();
        DataStream<Prediction> predictions = KeyedLearning.of(
                        ExampleOrder.byEventTime(joined, true), spec, LearningSettings.DEFAULT, null)
                .predictions();
        return DelayedLabels.score(predictions, labels, wait);
    }

    @Test
    void eachModelByItself(@TempDir Path folder) throws Exception {
        List<Row> rows = rows(2_500, 3);

        List<Evaluation> figures = FaultyRun.of(
                        rows.stream()
                                .map(row -> row.example(true, ModelSpec.Task.REGRESSION))
                                .toList(),
                        Example.TYPE,
                        folder)
                .timestamps(Example::time)
                .backend("rocksdb")
                .parallelism(2)
                .recordsPerCheckpoint(400)
                .failingAtRandom(3, new Random(5))
                .run(examples -> evaluated(
                        KeyedLearning.of(examples, NUMBERS, LearningSettings.DEFAULT, null)
                                .predictions(),
                        NUMBERS,
                        true));

        Map<String, List<Row>> perKey = new HashMap<>();
        rows.forEach(
                row -> perKey.computeIfAbsent(row.key, key -> new ArrayList<>()).add(row));
        for (Map.Entry<String, List<Row>> key : perKey.entrySet()) {
            Loop.ofNumbers(key.getValue(), 0).assertSame(key.getKey(), figures);
        }
        // In which order models are evaluated together is not said at parallelism 2; what it comes to over all is.
        List<Evaluation> ofAll =
                figures.stream().filter(e -> e.model().equals("*")).toList();
        assertThat(ofAll).hasSize(15);
        double sum = perKey.values().stream()
                .mapToDouble(list -> {
                    var last = Loop.ofNumbers(list, 0).numbers;
                    return last.get(last.size() - 1)[0].mae() * list.size();
                })
                .sum();
        assertThat(ofAll.get(12).mae()).isCloseTo(sum / rows.size(), within(1e-9));
    }
}
