package io.millrace.benchmarks;

import io.millrace.operators.GlobalLearning;
import io.millrace.operators.LearningSettings;
import io.millrace.operators.ModelSpec;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** One adaptive random forest of 20 trees over the electricity data, again and again, its members in one subtask or spread over two. */
final class ForestPart {
    private final TreeRows rows;
    private final Path scratch;
    private final long records;
    private final int rounds;

    ForestPart(Path data, Path scratch, boolean quick) {
        this.rows = TreeRows.read(data, 1);
        this.scratch = scratch;
        this.records = quick ? 2_000 : 500_000;
        this.rounds = quick ? 1 : 3;
    }

    void run(String benchmark, Aims aims) throws Exception {
        Contest.Results results = new Contest()
                .add("forest at parallelism 2", () -> perSecond(2))
                .add("forest at parallelism 1", () -> perSecond(1))
                .run(1, rounds);
        aims.ratio(
                new Figure(
                        benchmark,
                        "adaptive-random-forest, 20 members: parallelism 2 against 1",
                        results.of("forest at parallelism 2"),
                        "records/s",
                        results.of("forest at parallelism 1")),
                1.6);
    }

    private double perSecond(int parallelism) throws Exception {
        ModelSpec spec = rows.spec("adaptive-random-forest", Map.of("members", "20"));
        StreamExecutionEnvironment environment =
                new MlJob("hashmap", parallelism, MlJob.DEFAULT_BUFFER_TIMEOUT, scratch).environment();
        TreeFeed.rows = rows;
        return MlJob.perSecond(
                environment,
                GlobalLearning.of(
                                MlJob.examples(environment, records, TreeFeed::example),
                                spec,
                                LearningSettings.DEFAULT,
                                0,
                                null)
                        .predictions(),
                new Meter(records / 5, records),
                "forest");
    }
}
