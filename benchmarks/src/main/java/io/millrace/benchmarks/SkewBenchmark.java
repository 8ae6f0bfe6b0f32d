package io.millrace.benchmarks;

import io.millrace.common.state.StateTypeInfo;
import io.millrace.common.window.PreAggregation;
import io.millrace.testing.Zipf;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * Windows of 1 s over keys of which few have most of the records: Zipf's law with exponent 1.5 over 10,000 keys, the first of
 * which has 38 %. Parallelism 2, object reuse, 100,000 points for each second of event time and subtask.
 */
final class SkewBenchmark implements Benchmark {
    private static final int PARALLELISM = 2;
    private static final int KEYS = 10_000;
    private static final double EXPONENT = 1.5;
    private static final int DRAWN = 1 << 20;
    private static final long RATE = 100_000;
    private static final long START = 1_767_225_600_000L;
    private static final Duration SECOND = Duration.ofSeconds(1);

    private interface Pipeline extends Function<DataStream<Point>, SingleOutputStreamOperator<Outcome>> {}

    @Override
    public String name() {
        return "skew";
    }

    @Override
    public String description() {
        return "windows over keys by Zipf's law at parallelism 2, aggregated before the shuffle or not";
    }

    @Override
    public List<Figure> run(boolean quick) throws Exception {
        long records = quick ? 2_000_000 : 60_000_000;
        int[] keys = drawn();
        WindowJob<?> job = WindowJob.meanMax(SECOND, SECOND);
        Contest.Results results = new Contest()
                .add(
                        "two phases",
                        () -> perSecond(records, keys, points -> job.millrace(points, PreAggregation.defaults())))
                .add("Flink's keyBy and window", () -> perSecond(records, keys, job::flink))
                .add("Millrace's window alone", () -> perSecond(records, keys, job::millrace))
                .run(1, quick ? 1 : 5);
        return List.of(
                figure("Zipf(1.5), two phases against Flink's keyBy and window", results, "Flink's keyBy and window"),
                figure("Zipf(1.5), two phases against Millrace's window alone", results, "Millrace's window alone"));
    }

    private Figure figure(String name, Contest.Results results, String baseline) {
        return new Figure(name(), name, results.of("two phases"), "records/s", results.of(baseline));
    }

    /** Keys drawn once, since drawing costs more than what is measured. */
    private static int[] drawn() {
        Zipf zipf = new Zipf(KEYS, EXPONENT, 1);
        int[] keys = new int[DRAWN];
        for (int i = 0; i < DRAWN; i++) {
            keys[i] = zipf.next();
        }
        return keys;
    }

    private static double perSecond(long records, int[] keys, Pipeline windows) throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(CoreOptions.DEFAULT_PARALLELISM, PARALLELISM);
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(PARALLELISM, configuration);
        long each = records / PARALLELISM;
        // The sequence is cut into as many pieces as there are subtasks: each goes through the same time.
        DataStream<Point> points = environment
                .fromSequence(0, records - 1)
                .uid("numbers")
                .map(number -> new Point(
                        keys[(int) (number * 31 & DRAWN - 1)], START + number % each * 1000 / RATE, number & 0xFFFF))
                .returns(new StateTypeInfo<>(Point.Codec.class))
                .uid("points")
                .assignTimestampsAndWatermarks(WatermarkStrategy.<Point>forMonotonousTimestamps()
                        .withTimestampAssigner((point, before) -> point.time()))
                .uid("time");
        windows.apply(points).uid("windows").sinkTo(new DiscardingSink<>()).uid("sink");
        return records / (environment.execute("skew").getNetRuntime(TimeUnit.MILLISECONDS) / 1000.0);
    }
}
