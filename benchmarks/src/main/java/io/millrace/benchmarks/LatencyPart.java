package io.millrace.benchmarks;

import io.millrace.operators.ModelSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * How long a record takes from the generator to the sink of its prediction, in the job of the linear part on the heap, at half
 * of the rate that this job reaches in the same run. A record's time begins when it is due, not when the generator gets round
 * to it.
 */
final class LatencyPart {
    private static final double SHARE = 0.5;
    private static final double ASKED_MILLIS = 20;
    private static final Duration SHORT_TIMEOUT = Duration.ofMillis(5);

    private final LinearFeed feed = new LinearFeed(LinearPart.KEYS, LinearPart.FEATURES);
    private final Path scratch;
    private final long records;
    private final int rounds;
    private final Duration length;

    LatencyPart(Path scratch, boolean quick) {
        this.scratch = scratch;
        this.records = quick ? 100_000 : 6_000_000;
        this.rounds = quick ? 1 : 3;
        this.length = quick ? Duration.ofSeconds(2) : Duration.ofSeconds(30);
    }

    void run(String benchmark, Aims aims) throws Exception {
        for (Duration timeout : new Duration[] {MlJob.DEFAULT_BUFFER_TIMEOUT, SHORT_TIMEOUT}) {
            MlJob job = new MlJob("hashmap", 1, timeout, scratch);
            String setting = "execution.buffer-timeout " + timeout.toMillis() + " ms";
            Sample most = new Contest()
                    .add("at full rate, " + setting, () -> LinearPart.perSecond(job, feed, learner(), records))
                    .run(1, rounds)
                    .of("at full rate, " + setting);
            double rate = SHARE * most.median();
            double[][] runs = new double[4][rounds];
            for (int round = 0; round < rounds; round++) {
                Latencies latencies = measure(job, rate);
                System.err.println(latencies.line(setting, rate));
                runs[0][round] = latencies.millis(0.5);
                runs[1][round] = latencies.millis(0.99);
                runs[2][round] = latencies.millis(0.999);
                runs[3][round] = latencies.millis(1);
            }
            String name = String.format(Locale.ROOT, "latency at %,.0f/s, %s, ", rate, setting);
            aims.reported(new Figure(benchmark, name + "p50", new Sample(runs[0]), "ms", null));
            aims.below(new Figure(benchmark, name + "p99", new Sample(runs[1]), "ms", null), ASKED_MILLIS);
            aims.reported(new Figure(benchmark, name + "p99.9", new Sample(runs[2]), "ms", null));
            aims.reported(new Figure(benchmark, name + "greatest", new Sample(runs[3]), "ms", null));
        }
    }

    private MlJob.Pipeline learner() {
        return MlJob.keyed(feed.spec(LinearPart.LEARNER));
    }

    private Latencies measure(MlJob job, double rate) throws Exception {
        long all = (long) (rate * length.toNanos() / 1e9);
        long counted = all * 3 / 4;
        StreamExecutionEnvironment environment = job.environment();
        Pace pace = new Pace(rate);
        LinearFeed made = feed;
        Latencies latencies = new Latencies();
        MlJob.evaluated(
                        learner()
                                .apply(MlJob.examples(
                                        environment, all, number -> made.example(number, pace.awaitNanos(number)))),
                        ModelSpec.Task.REGRESSION)
                .sinkTo(latencies.sink(all - counted))
                .uid("sink");
        environment.execute("latency");
        latencies.requireCount(counted);
        return latencies;
    }

    /** When records are due. The first one's time is when it comes. */
    private static final class Pace implements java.io.Serializable {
        private static final long serialVersionUID = 1L;

        private final double perSecond;
        private long begun;
        private boolean running;

        Pace(double perSecond) {
            this.perSecond = perSecond;
        }

        /** Waits until a record is due, and says when that was by {@link System#nanoTime()}. */
        long awaitNanos(long number) {
            if (!running) {
                running = true;
                begun = System.nanoTime();
            }
            long due = begun + (long) (number * 1e9 / perSecond);
            // A pause takes at least some 60 µs, so that several records are due after one, as they come from a broker.
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            return due;
        }
    }
}
