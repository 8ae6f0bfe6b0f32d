package io.millrace.benchmarks;

import io.millrace.learners.Classifier;
import io.millrace.learners.LearnerFactory;
import io.millrace.operators.Example;
import io.millrace.operators.ModelSpec;
import io.millrace.operators.Prediction;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A Hoeffding tree for each of 1,000 keys on RocksDB. All sides are measured from trees that have learned so many rows each:
 * in state as bytes, in the job with cached state, and in a {@code HashMap} without Flink.
 */
final class TreesPart {
    private static final int KEYS = 1_000;

    private final TreeRows rows;
    private final Path scratch;
    private final long before;
    private final long cachedRows;
    private final long plainRows;
    private final int rounds;

    TreesPart(Path data, Path scratch, boolean quick) {
        this.rows = TreeRows.read(data, KEYS);
        this.scratch = scratch;
        this.before = (quick ? 100L : 2_000L) * KEYS;
        this.cachedRows = (quick ? 100L : 6_000L) * KEYS;
        this.plainRows = (quick ? 5L : 200L) * KEYS;
        this.rounds = quick ? 1 : 3;
    }

    void run(String benchmark, Aims aims) throws Exception {
        ModelSpec spec = rows.spec("hoeffding-tree", Map.of());
        double bytes = TreeInValueState.train(spec, rows, before);
        System.err.printf("trees: rows of %s; after %,d rows each %,.0f bytes%n", rows.source(), before / KEYS, bytes);
        Contest.Results results = new Contest()
                .add("trees, cached on RocksDB", () -> cached(spec))
                .add("trees, outside Flink", () -> outside(spec))
                .add("trees, ValueState on RocksDB", () -> plain(spec))
                .run(1, rounds);
        Sample cached = results.of("trees, cached on RocksDB");
        aims.ratio(
                new Figure(
                        benchmark,
                        "1,000 Hoeffding trees on RocksDB against a ValueState of bytes",
                        cached,
                        "records/s",
                        results.of("trees, ValueState on RocksDB")),
                20);
        aims.ratio(
                new Figure(
                        benchmark,
                        "1,000 Hoeffding trees on RocksDB against a HashMap outside Flink",
                        cached,
                        "records/s",
                        results.of("trees, outside Flink")),
                0.7);
    }

    private double cached(ModelSpec spec) throws Exception {
        StreamExecutionEnvironment environment = new MlJob("rocksdb", scratch).environment();
        TreeFeed.rows = rows;
        return MlJob.perSecond(
                environment,
                MlJob.keyed(spec).apply(MlJob.examples(environment, before + cachedRows, TreeFeed::example)),
                new Meter(before, before + cachedRows),
                "trees");
    }

    private double plain(ModelSpec spec) throws Exception {
        StreamExecutionEnvironment environment = new MlJob("rocksdb", scratch).environment();
        TreeFeed.rows = rows;
        long skipped = before;
        long fresh = plainRows / 10;
        return MlJob.perSecond(
                environment,
                MlJob.examples(environment, fresh + plainRows, number -> TreeFeed.example(number + skipped))
                        .keyBy(Example::key, Types.STRING)
                        .process(new TreeInValueState(spec), Prediction.TYPE)
                        .uid("trees"),
                new Meter(fresh, fresh + plainRows),
                "trees by hand");
    }

    private double outside(ModelSpec spec) {
        LearnerFactory<?> factory = spec.factory();
        Map<String, Classifier> trees = new HashMap<>();
        double[] probabilities = new double[Classifier.MAX_CLASSES];
        long begun = 0;
        long hits = 0;
        for (long number = 0; number < before + cachedRows; number++) {
            if (number == before) {
                begun = System.nanoTime();
            }
            Classifier tree = trees.computeIfAbsent(rows.key(number), key -> (Classifier) factory.create());
            double[] features = rows.features(number);
            int label = rows.label(number);
            tree.probabilities(features, probabilities);
            hits += label < tree.classes() && probabilities[label] > 0.5 ? 1 : 0;
            tree.learn(features, label, 1);
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (hits == 0) {
            throw new IllegalStateException("no tree was ever right");
        }
        return cachedRows / seconds;
    }
}
