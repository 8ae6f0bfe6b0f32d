package io.millrace.benchmarks;

import io.millrace.common.job.JobOptions;
import io.millrace.common.job.Jobs;
import io.millrace.common.options.Settings;
import io.millrace.jobs.regression.OnlineRegressionJob;
import io.millrace.operators.Example;
import io.millrace.operators.ModelSpec;
import io.millrace.operators.job.LearningJob;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A linear regression for each of 10,000 keys with 20 features, against the same with the learner and its state taken out: in
 * the job that users run, from the bytes of records to a sink that drops those of predictions; and with the operators alone,
 * where records are made as objects and predictions are dropped as such.
 */
final class LinearPart {
    static final int KEYS = 10_000;
    static final int FEATURES = 20;
    /** The linear learner that is measured against what is asked. */
    static final String LEARNER = "sgd";

    private static final List<String> BACKENDS = List.of("hashmap", "rocksdb");
    private static final String OTHER = "recursive-least-squares";

    private final LinearFeed feed = new LinearFeed(KEYS, FEATURES);
    private final Path scratch;
    private final long records;
    private final int rounds;

    LinearPart(Path scratch, boolean quick) {
        this.scratch = scratch;
        this.records = quick ? 100_000 : 6_000_000;
        this.rounds = quick ? 1 : 3;
    }

    void run(String benchmark, Aims aims) throws Exception {
        wholeJob(benchmark, aims);
        operatorsAlone(benchmark, aims);
    }

    /** The job that users run, from the bytes of its records to those of its predictions. */
    private void wholeJob(String benchmark, Aims aims) throws Exception {
        Contest contest = new Contest();
        for (String backend : BACKENDS) {
            contest.add("online-regression, " + backend, () -> wholeJob(new OnlineRegressionJob(), backend))
                    .add("without learner, " + backend, () -> wholeJob(new WithoutLearner(), backend));
        }
        Contest.Results results = contest.run(1, rounds);
        for (String backend : BACKENDS) {
            aims.ratio(
                    new Figure(
                            benchmark,
                            "online-regression, JSON, 10,000 keys, 20 features, " + LEARNER + ", " + backend,
                            results.of("online-regression, " + backend),
                            "records/s",
                            results.of("without learner, " + backend)),
                    0.6);
        }
        double share = JsonShare.of(
                () -> wholeJob(new OnlineRegressionJob(), "rocksdb"),
                "(1/1)#",
                List.of("com.fasterxml.jackson", "io.millrace.common.codec"));
        aims.reported(new Figure(
                benchmark,
                "share of that job's tasks' time spent in JSON",
                new Sample(new double[] {share}),
                "share",
                null));
    }

    /** Between objects, so that all but the learner is next to nothing. */
    private void operatorsAlone(String benchmark, Aims aims) throws Exception {
        Contest contest = new Contest();
        for (String backend : BACKENDS) {
            contest.add(LEARNER + ", " + backend, () -> perSecond(backend, MlJob.keyed(feed.spec(LEARNER))))
                    .add("none, " + backend, () -> perSecond(backend, MlJob.withoutLearner()));
        }
        contest.add(OTHER + ", rocksdb", () -> perSecond("rocksdb", MlJob.keyed(feed.spec(OTHER))));
        Contest.Results results = contest.run(1, rounds);
        for (String backend : BACKENDS) {
            aims.reported(figure(benchmark, LEARNER, backend, results));
        }
        aims.reported(figure(benchmark, OTHER, "rocksdb", results));
    }

    private double wholeJob(LearningJob job, String backend) throws Exception {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("source.type", JsonExamples.TYPE);
        options.put(JsonExamples.RECORDS, String.valueOf(records / 2));
        options.put("fields.key", "key");
        options.put("fields.features", JsonExamples.features());
        options.put("learner.name", LEARNER);
        options.put("sink.type", "blackhole");
        StreamExecutionEnvironment environment = new MlJob(backend, scratch).environment();
        Jobs.wire(job, Settings.of(JobOptions.of(job), options), environment);
        return records / 2 * 1000.0 / environment.execute("from JSON").getNetRuntime(TimeUnit.MILLISECONDS);
    }

    private static Figure figure(String benchmark, String learner, String backend, Contest.Results results) {
        return new Figure(
                benchmark,
                "operators alone, " + learner + ", " + backend + ", against none",
                results.of(learner + ", " + backend),
                "records/s",
                results.of("none, " + backend));
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
