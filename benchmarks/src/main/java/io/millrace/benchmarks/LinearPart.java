package io.millrace.benchmarks;

import io.millrace.operators.ModelSpec;
import java.nio.file.Path;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A linear regression for each of 10,000 keys with 20 features, from the generator through learning and evaluation to a sink
 * that drops, against the same job in which an operator predicts a constant in the learner's place.
 */
final class LinearPart {
    static final int KEYS = 10_000;
    static final int FEATURES = 20;
    /** The linear learner that is measured against what is asked. */
    static final String LEARNER = "sgd";

    private static final String OTHER = "recursive-least-squares";

    private final LinearFeed feed = new LinearFeed(KEYS, FEATURES);
    private final Path scratch;
    private final long records;
    private final int rounds;

    LinearPart(Path scratch, boolean quick) {
        this.scratch = scratch;
        this.records = quick ? 100_000 : 6_000_000;
        this.rounds = quick ? 1 : 5;
    }

    void run(String benchmark, Aims aims) throws Exception {
        Contest contest = new Contest();
        for (String backend : new String[] {"hashmap", "rocksdb"}) {
            contest.add(LEARNER + ", " + backend, () -> perSecond(backend, MlJob.keyed(feed.spec(LEARNER))))
                    .add("without learner, " + backend, () -> perSecond(backend, MlJob.withoutLearner()));
        }
        contest.add(OTHER + ", rocksdb", () -> perSecond("rocksdb", MlJob.keyed(feed.spec(OTHER))));
        Contest.Results results = contest.run(1, rounds);
        for (String backend : new String[] {"hashmap", "rocksdb"}) {
            aims.ratio(figure(benchmark, LEARNER, backend, results), 0.6);
        }
        aims.reported(figure(benchmark, OTHER, "rocksdb", results));
    }

    private static Figure figure(String benchmark, String learner, String backend, Contest.Results results) {
        return new Figure(
                benchmark,
                "10,000 keys, 20 features, " + learner + ", " + backend + ", against no learner",
                results.of(learner + ", " + backend),
                "records/s",
                results.of("without learner, " + backend));
    }

    private double perSecond(String backend, MlJob.Pipeline learn) throws Exception {
        return perSecond(new MlJob(backend, scratch), feed, learn, records);
    }

    /** Once each key has a model, up to the last record. */
    static double perSecond(MlJob job, LinearFeed feed, MlJob.Pipeline learn, long records) throws Exception {
        StreamExecutionEnvironment environment = job.environment();
        DataStream<io.millrace.operators.Example> examples =
                MlJob.examples(environment, records, number -> feed.example(number, number / 100));
        return MlJob.perSecond(
                environment,
                MlJob.evaluated(learn.apply(examples), ModelSpec.Task.REGRESSION),
                new Meter(records / 4, records),
                "linear");
    }
}
