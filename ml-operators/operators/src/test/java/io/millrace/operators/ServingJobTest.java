package io.millrace.operators;

import static io.millrace.operators.ServedModelsFixture.SPEC;
import static io.millrace.operators.ServedModelsFixture.example;
import static io.millrace.operators.ServedModelsFixture.record;
import static io.millrace.operators.ServedModelsFixture.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.FaultyRun;
import io.millrace.testing.FlinkExtension;
import io.millrace.testing.MiniClusters;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records and models from two sources, whichever is faster: every record is predicted once, by its key's model. */
class ServingJobTest {
    private static final int KEYS = 5;

    @RegisterExtension
    static final FlinkExtension FLINK = MiniClusters.extension(1, 2);

    private static List<Example> examples(int count, boolean keyed) {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            examples.add(example(keyed ? "key" + i % KEYS : "", i));
        }
        return examples;
    }

    /** One key has no model. */
    private static List<ModelRecord> models(boolean keyed) {
        if (!keyed) {
            return List.of(record("", 7));
        }
        List<ModelRecord> models = new ArrayList<>();
        for (int i = 1; i < KEYS; i++) {
            models.add(record("key" + i, 7));
        }
        return models;
    }

    /** What comes out, refused records by their ids. */
    private static DataStream<String> served(DataStream<Example> examples, boolean keyed) {
        DataStream<ModelRecord> models = examples.getExecutionEnvironment()
                .fromData(models(keyed), ModelRecord.FORMAT.typeInformation())
                .uid("models")
                .setParallelism(1);
        Learned served = Serving.of(examples, models, SPEC, LearningSettings.DEFAULT, keyed);
        return served.predictions()
                .map(ServedModelsFixture::told)
                .returns(Types.STRING)
                .uid("told")
                .union(
                        served.refused().map(Example::id).returns(Types.STRING).uid("refused"),
                        Serving.rejected(served)
                                .map(RejectedModel::reason)
                                .returns(Types.STRING)
                                .uid("rejected"));
    }

    private static List<String> expected(List<Example> examples) {
        return examples.stream()
                .map(example -> example.key().equals("key0") ? example.id() : told(example, 7))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"true, rocksdb", "false, hashmap"})
    void failuresChangeNothing(boolean keyed, String backend, @TempDir Path folder) throws Exception {
        List<Example> examples = examples(600, keyed);

        List<String> out = FaultyRun.of(examples, Example.TYPE, folder)
                .timestamps(Example::time)
                .backend(backend)
                .parallelism(2)
                .recordsPerCheckpoint(80)
                .failingAtRandom(4, new Random(2))
                .run(stream -> served(stream, keyed));

        assertThat(out).containsExactlyInAnyOrderElementsOf(expected(examples));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void inBatchExecutionToo(boolean keyed) throws Exception {
        List<Example> examples = examples(200, keyed);
        Configuration configuration = MiniClusters.strict();
        configuration.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.BATCH);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        List<String> out = new ArrayList<>();
        try (CloseableIterator<String> all = served(
                        environment.fromData(examples, Example.TYPE).uid("examples"), keyed)
                .executeAndCollect("serve")) {
            all.forEachRemaining(out::add);
        }

        assertThat(out).containsExactlyInAnyOrderElementsOf(expected(examples));
    }
}
