package io.millrace.operators;

import static io.millrace.operators.GlobalLearningRecoveryTest.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.testing.FlinkExtension;
import io.millrace.testing.MiniClusters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.types.Either;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Global models as jobs have them: in both execution modes, with watermarks, and with what can't be. */
final class GlobalLearningTest {
    private static final TypeInformation<Either<Prediction, ModelRecord>> OUTCOME =
            Types.EITHER(Prediction.TYPE, ModelRecord.FORMAT.typeInformation());

    @RegisterExtension
    static final FlinkExtension FLINK = MiniClusters.extension(1, 3);

    /** Some of a stream that does not change. */
    private record Numbered(ModelSpec.Task task, int count) implements GeneratorFunction<Long, Example> {
        List<Example> all() {
            return ExampleStream.examples(task, count, 1, 3);
        }

        @Override
        public Example map(Long number) {
            return all().get(number.intValue());
        }
    }

    private static DataStream<Example> examples(Numbered numbered, RuntimeExecutionMode mode, int parallelism) {
        Configuration configuration = MiniClusters.strict();
        configuration.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
        configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, true);
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        environment.setRuntimeMode(mode);
        return environment
                .fromSource(
                        new DataGeneratorSource<>(numbered, numbered.count, Example.TYPE),
                        WatermarkStrategy.<Example>forMonotonousTimestamps()
                                .withTimestampAssigner((example, before) -> example.time()),
                        "examples",
                        Example.TYPE)
                .uid("examples")
                .setParallelism(1);
    }

    private static <T> List<T> collect(DataStream<T> results) throws Exception {
        List<T> all = new ArrayList<>();
        try (var iterator = results.executeAndCollect()) {
            iterator.forEachRemaining(all::add);
        }
        return all;
    }

    @ParameterizedTest
    @CsvSource({
        "adaptive-random-forest, CLASSIFICATION, 3",
        "knn, CLASSIFICATION, 2",
        "soknl, REGRESSION, 2",
        "recursive-least-squares, REGRESSION, 3"
    })
    void batchExecutionGivesTheSame(String learner, ModelSpec.Task task, int parallelism) throws Exception {
        ModelSpec spec = (task == ModelSpec.Task.CLASSIFICATION ? GlobalSpecs.classifiers() : GlobalSpecs.regressors())
                .stream()
                        .filter(one -> one.learner().equals(learner))
                        .findFirst()
                        .orElseThrow();
        Numbered numbered = new Numbered(task, 400);
        DataStream<Example> examples = examples(numbered, RuntimeExecutionMode.BATCH, parallelism);
        Learned learned = GlobalLearning.of(examples, spec, settings(Duration.ZERO, true, null), 0, null);
        List<Either<Prediction, ModelRecord>> outcomes = collect(learned.predictions()
                .map(made -> Either.<Prediction, ModelRecord>Left(made))
                .returns(OUTCOME)
                .setParallelism(1)
                .union(learned.models()
                        .map(made -> Either.<Prediction, ModelRecord>Right(made))
                        .returns(OUTCOME)
                        .setParallelism(1)));
        List<Prediction> predictions = new ArrayList<>();
        List<ModelRecord> models = new ArrayList<>();
        outcomes.forEach(outcome -> {
            if (outcome.isLeft()) {
                predictions.add(outcome.left());
            } else {
                models.add(outcome.right());
            }
        });
        PlainModel expected = PlainModel.run(spec, numbered.all(), predictions)
                .values()
                .iterator()
                .next();
        expected.assertSame(ModelParts.join(new Models(spec), models));
    }

    /** Averaged models are as in streaming execution: those of as many learners as subtasks, one learner's alone where that is one. */
    @ParameterizedTest
    @CsvSource({"CLASSIFICATION, 1", "CLASSIFICATION, 3", "REGRESSION, 1", "REGRESSION, 2"})
    void batchExecutionGivesTheSameAverages(ModelSpec.Task task, int parallelism) throws Exception {
        ModelSpec spec = AveragedLearningRecoveryTest.specs(task).get(0);
        Numbered numbered = new Numbered(task, 400);
        DataStream<Example> examples = examples(numbered, RuntimeExecutionMode.BATCH, parallelism);
        JobOutcomes outcomes = new JobOutcomes(collect(JobOutcomes.of(
                GlobalLearning.of(examples, spec, settings(Duration.ZERO, true, null), 9, null), "batch")));
        List<Prediction> predictions = outcomes.predictions("batch");
        assertThat(outcomes.models("batch")).hasSize(1);
        Model exported = outcomes.models("batch").get(0).read(new Models(spec));
        if (parallelism == 1) {
            PlainModel.run(spec, numbered.all(), predictions)
                    .values()
                    .iterator()
                    .next()
                    .assertSame(exported);
        }
        PlainAverage expected = new PlainAverage(spec, parallelism, 9);
        expected.take(numbered.all(), predictions);
        expected.average();
        expected.assertSame(exported);
    }

    @Test
    void noPredictionIsBehindTheWatermark() throws Exception {
        Numbered numbered = new Numbered(ModelSpec.Task.CLASSIFICATION, 600);
        DataStream<Example> examples = examples(numbered, RuntimeExecutionMode.STREAMING, 3);
        examples.getExecutionEnvironment().getConfig().setAutoWatermarkInterval(1);
        DataStream<Prediction> predictions = GlobalLearning.of(
                        examples, GlobalSpecs.classifiers().get(0), LearningSettings.DEFAULT, 0, null)
                .predictions();
        List<Long> marks = collect(predictions.process(new WatermarkBefore()).setParallelism(1));
        assertThat(marks).hasSizeGreaterThan(500);
        assertThat(marks.get(marks.size() - 1)).isGreaterThan(0);
    }

    private static final class WatermarkBefore extends ProcessFunction<Prediction, Long> {
        private static final long serialVersionUID = 1L;

        @Override
        public void processElement(Prediction made, Context context, Collector<Long> out) {
            long mark = context.timerService().currentWatermark();
            if (context.timestamp() != made.time() || mark >= made.time()) {
                throw new IllegalStateException(
                        made.time() + " has timestamp " + context.timestamp() + " behind watermark " + mark);
            }
            out.collect(mark);
        }
    }

    @Test
    void whatCanNotBeIsRefused() {
        DataStream<Example> examples =
                examples(new Numbered(ModelSpec.Task.CLASSIFICATION, 1), RuntimeExecutionMode.STREAMING, 1);
        ModelSpec tree = GlobalSpecs.classifier("hoeffding-tree", Map.of());
        LearningSettings given = LearningSettings.DEFAULT;
        LearningSettings idle = new LearningSettings(
                given.cache(),
                Duration.ofMinutes(5),
                given.maxModels(),
                given.maxModelBytes(),
                given.exportInterval(),
                given.exportAtEnd(),
                null);
        assertThatThrownBy(() -> GlobalLearning.of(examples, tree, idle, 0, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("idle is 0 for the one model of all records, which does not expire, not PT5M");
        assertThatThrownBy(() -> GlobalLearning.of(examples, tree, given, 100, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("models of hoeffding-tree{} can't be averaged");
    }

    @Test
    void whatIsOnePieceIsNotSpread() {
        assertThat(Spread.of(new Models(GlobalSpecs.classifier("knn", Map.of("window", "256")))))
                .isNull();
        assertThat(Spread.of(new Models(GlobalSpecs.classifier("leveraging-bagging", Map.of("members", "1")))))
                .isNull();
        assertThat(Spread.of(new Models(GlobalSpecs.classifier("knn", Map.of("window", "257"))))
                        .pieces())
                .isEqualTo(2);
        assertThat(Spread.of(new Models(GlobalSpecs.regressor("knn", Map.of("window", "1000000"))))
                        .pieces())
                .isEqualTo(64);
        Iterator<ModelSpec> all = GlobalSpecs.regressors().iterator();
        assertThat(Spread.of(new Models(all.next())).pieces()).isEqualTo(5);
    }
}
