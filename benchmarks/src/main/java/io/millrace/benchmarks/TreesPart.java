package io.millrace.benchmarks;

import io.millrace.learners.Classifier;
import io.millrace.learners.LearnerFactory;
import io.millrace.operators.Example;
import io.millrace.operators.ModelSpec;
import io.millrace.operators.Prediction;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A Hoeffding tree for each of 1,000 keys on RocksDB, young and grown. All sides are measured from trees that have learned so
 * many rows each: in state as bytes, in the job with cached state, and in a {@code HashMap} without Flink.
 */
final class TreesPart {
    private static final int KEYS = 1_000;

    private final TreeRows rows;
    private final Path scratch;
    private final long[] ages;
    private final long fastRows;
    private final long slowRows;
    private final int rounds;

    TreesPart(Path data, Path scratch, boolean quick) {
        this.rows = TreeRows.read(data, KEYS);
        this.scratch = scratch;
        this.ages = quick ? new long[] {100} : new long[] {2_000, 20_000};
        this.fastRows = (quick ? 100L : 4_000L) * KEYS;
        this.slowRows = (quick ? 5L : 200L) * KEYS;
        this.rounds = quick ? 1 : 3;
    }

    void run(String benchmark, Aims aims) throws Exception {
        ModelSpec spec = rows.spec("hoeffding-tree", Map.of());
        for (long age : ages) {
            long before = age * KEYS;
            double bytes = TreeInValueState.train(spec, rows, before);
            System.err.printf("trees: rows of %s; after %,d rows each %,.0f bytes%n", rows.source(), age, bytes);
            Contest.Results results = new Contest()
                    .add("trees, cached on RocksDB", () -> cached(spec, before))
                    .add("trees, outside Flink", () -> outside(spec, before))
                    .add("trees, ValueState on RocksDB", () -> plain(spec, before))
                    .run(1, rounds);
            Sample cached = results.of("trees, cached on RocksDB");
            String trees = String.format(Locale.ROOT, "1,000 trees after %,d rows each (%,.0f bytes), ", age, bytes);
            aims.ratio(
                    new Figure(
                            benchmark,
                            trees + "against ValueState",
                            cached,
                            "records/s",
                            results.of("trees, ValueState on RocksDB")),
                    20);
            aims.ratio(
                    new Figure(
                            benchmark,
                            trees + "against no Flink",
                            cached,
                            "records/s",
                            results.of("trees, outside Flink")),
                    0.7);
        }
    }

    private double cached(ModelSpec spec, long before) throws Exception {
        StreamExecutionEnvironment environment = new MlJob("rocksdb", scratch).environment();
        TreeFeed.rows = rows;
        return MlJob.perSecond(
                environment,
                MlJob.keyed(spec).apply(MlJob.examples(environment, before + fastRows, TreeFeed::example)),
                new Meter(before, before + fastRows),
                "trees");
    }

    private double plain(ModelSpec spec, long before) throws Exception {
        StreamExecutionEnvironment environment = new MlJob("rocksdb", scratch).environment();
        TreeFeed.rows = rows;
        long fresh = slowRows / 10;
        return MlJob.perSecond(
                environment,
                MlJob.examples(environment, fresh + slowRows, number -> TreeFeed.example(number + before))
                        .keyBy(Example::key, Types.STRING)
                        .process(new TreeInValueState(spec), Prediction.TYPE)
                        .uid("trees"),
                new Meter(fresh, fresh + slowRows),
                "trees by hand");
    }

    private double outside(ModelSpec spec, long before) {
        LearnerFactory<?> factory = spec.factory();
        Map<String, Classifier> trees = new HashMap<>();
        double[] probabilities = new double[Classifier.MAX_CLASSES];
        long begun = 0;
        long hits = 0;
        for (long number = 0; number < before + fastRows; number++) {
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
        return fastRows / seconds;
    }
}
