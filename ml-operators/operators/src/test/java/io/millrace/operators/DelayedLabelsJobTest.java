package io.millrace.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operators.Example.Action;
import io.millrace.testing.FaultyRun;
import io.millrace.testing.FlinkExtension;
import io.millrace.testing.MiniClusters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both joins in a whole job: every record and label comes to what its timestamps say, once. */
class DelayedLabelsJobTest {
    private static final long WAIT = 200;

    @RegisterExtension
    static final FlinkExtension FLINK = MiniClusters.extension(1, 2);

    /** Records, in the order of time, of which those that only learn stand for labels; and what is to come of them. */
    private static final class Truth {
        final List<Example> records = new ArrayList<>();
        final List<String> told = new ArrayList<>();

        Truth() {
            SplittableRandom random = new SplittableRandom(23);
            for (int i = 0; i < 600; i++) {
                String id = "id" + i;
                long time = 10L * i;
                long labelTime = Math.max(0, time + random.nextLong(-300, 301));
                boolean hasLabel = random.nextInt(8) > 0;
                boolean hasExample = random.nextInt(8) > 0;
                boolean together = hasLabel && hasExample && Math.abs(time - labelTime) <= WAIT;
                Example example = DelayedLabelsTest.example(id, time);
                if (hasExample) {
                    records.add(example);
                    told.add("predicted " + id);
                }
                if (hasLabel) {
                    records.add(example.learning(null, i, labelTime));
                }
                if (together) {
                    told.add("learned " + id + " " + (double) i + " at " + Math.max(time, labelTime));
                    told.add("scored " + id + " " + (double) time + " " + (double) i);
                } else if (hasExample) {
                    told.add("unlabelled " + id);
                }
                if (hasLabel && !together) {
                    told.add("unmatched " + id);
                }
            }
            records.sort(Comparator.comparingLong(Example::time));
        }
    }

    private interface Told<T> extends org.apache.flink.api.common.functions.FlatMapFunction<T, String> {}

    private static <T> DataStream<String> told(DataStream<T> stream, String uid, Told<T> function) {
        return stream.flatMap(function).returns(Types.STRING).uid(uid);
    }

    private static DataStream<String> joined(DataStream<Example> records) {
        DataStream<Example> examples =
                records.filter(record -> record.action() == Action.BOTH).uid("examples");
        TypeInformation<Label> type = Label.TYPE;
        DataStream<Label> labels = records.filter(record -> record.action() == Action.LEARN)
                .uid("only-labels")
                .map(record -> new Label(record.id(), record.time(), record.label(), record.target()))
                .returns(type)
                .uid("labels");
        DelayedLabels.Joined joined = DelayedLabels.join(examples, labels, Duration.ofMillis(WAIT));
        DataStream<Prediction> predictions = joined.examples()
                .filter(example -> example.action().predicts())
                .uid("to-predict")
                .map(example -> DelayedLabelsTest.prediction(example.id(), (long) example.numbers()[0])
                        .with(example.label(), example.target()))
                .returns(Prediction.TYPE)
                .uid("predict");
        DataStream<Prediction> scored = DelayedLabels.score(predictions, labels, Duration.ofMillis(WAIT));
        return told(joined.examples(), "told-examples", (example, out) -> {
                    if (example.action().predicts()) {
                        out.collect("predicted " + example.id());
                    }
                    if (example.labelled()) {
                        out.collect("learned " + example.id() + " " + example.target() + " at " + example.time());
                    }
                })
                .union(
                        told(joined.unlabelled(), "told-unlabelled", (e, out) -> out.collect("unlabelled " + e.id())),
                        told(joined.unmatched(), "told-unmatched", (l, out) -> out.collect("unmatched " + l.id())),
                        told(
                                scored,
                                "told-scored",
                                (p, out) -> out.collect("scored " + p.id() + " " + p.value() + " " + p.target())));
    }

    @ParameterizedTest
    @CsvSource({"hashmap", "rocksdb"})
    void failuresChangeNothing(String backend, @TempDir Path folder) throws Exception {
        Truth truth = new Truth();

        List<String> out = FaultyRun.of(truth.records, Example.TYPE, folder)
                .timestamps(Example::time)
                .backend(backend)
                .parallelism(2)
                .recordsPerCheckpoint(150)
                .failingAtRandom(4, new Random(6))
                .run(DelayedLabelsJobTest::joined);

        assertThat(out).containsExactlyInAnyOrderElementsOf(truth.told);
    }

    @Test
    void inBatchExecutionToo() throws Exception {
        Truth truth = new Truth();
        Configuration configuration = MiniClusters.strict();
        configuration.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.BATCH);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        DataStream<Example> records = environment
                .fromData(truth.records, Example.TYPE)
                .uid("records")
                .assignTimestampsAndWatermarks(WatermarkStrategy.<Example>forMonotonousTimestamps()
                        .withTimestampAssigner((record, before) -> record.time()))
                .uid("times");
        List<String> out = new ArrayList<>();
        try (CloseableIterator<String> all = joined(records).executeAndCollect("join")) {
            all.forEachRemaining(out::add);
        }

        assertThat(out).containsExactlyInAnyOrderElementsOf(truth.told);
    }
}
