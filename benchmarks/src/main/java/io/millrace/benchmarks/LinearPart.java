package io.millrace.benchmarks;

import io.millrace.common.job.JobOptions;
import io.millrace.common.job.Jobs;
import io.millrace.common.options.Settings;
import io.millrace.jobs.regression.OnlineRegressionJob;
import io.millrace.operators.Example;
import io.millrace.operators.ModelSpec;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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
        fromJson(benchmark, aims);
    }

    /** The job that users run, from JSON to JSON; a learner that only keeps a mean takes the place of none. */
    private void fromJson(String benchmark, Aims aims) throws Exception {
        Contest.Results results = new Contest()
                .add("online-regression, " + LEARNER, () -> wholeJob(LEARNER))
                .add("online-regression, mean", () -> wholeJob("mean"))
                .run(1, rounds);
        aims.reported(new Figure(
                benchmark,
                "online-regression from JSON to JSON, " + LEARNER + ", rocksdb, against mean",
                results.of("online-regression, " + LEARNER),
                "records/s",
                results.of("online-regression, mean")));
        double share = JsonShare.of(
                () -> wholeJob(LEARNER), "(1/1)#", List.of("com.fasterxml.jackson", "io.millrace.common.codec"));
        aims.reported(new Figure(
                benchmark,
                "share of that job's tasks' time spent in JSON",
                new Sample(new double[] {share}),
                "share",
                null));
    }

    private double wholeJob(String learner) throws Exception {
        long count = records / 2;
        Map<String, String> options = new LinkedHashMap<>();
        options.put("source.type", JsonExamples.TYPE);
        options.put(JsonExamples.RECORDS, String.valueOf(count));
        options.put("fields.key", "key");
        options.put("fields.features", JsonExamples.features());
        options.put("learner.name", learner);
        options.put("sink.type", "blackhole");
        StreamExecutionEnvironment environment = new MlJob("rocksdb", scratch).environment();
        OnlineRegressionJob job = new OnlineRegressionJob();
        Jobs.wire(job, Settings.of(JobOptions.of(job), options), environment);
        return count * 1000.0 / environment.execute("from JSON").getNetRuntime(TimeUnit.MILLISECONDS);
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
        DataStream<Example> examples =
                MlJob.examples(environment, records, number -> feed.example(number, number / 100));
        return MlJob.perSecond(
                environment,
                MlJob.evaluated(learn.apply(examples), ModelSpec.Task.REGRESSION),
                new Meter(records / 4, records),
                "linear");
    }
}
