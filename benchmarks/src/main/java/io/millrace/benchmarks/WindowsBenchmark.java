package io.millrace.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * Sliced windows against Flink's own, with the same source, serializers and aggregate. Points come at 100,000 for each second
 * of event time, as the generator's flows do at full speed: 100 a second of each key, so that a 1 s slice holds 100. Flink's
 * sliding windows are as many from the first point on, and never as full as those of Millrace when they are measured, because
 * they do not get that far in the time: that is in Flink's favour.
 */
final class WindowsBenchmark implements Benchmark {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final List<Duration> SLIDES =
            List.of(Duration.ofSeconds(10), SECOND, Duration.ofMillis(200), Duration.ofMillis(100));
    private static final String HEAP = "hashmap";
    private static final String ROCKS = "rocksdb";
    private static final long RATE = 100_000;
    /** A livelier feed: results are then a hundredth of the records at a slide of 100 ms, and not a tenth. */
    private static final long LIVELY = 1_000_000;

    /** A point a second of each key for 90 s: windows are full, and slow contenders get there. */
    private static final PointFeed MEASURED = new PointFeed(PointFeed.KEYS, 90L * PointFeed.KEYS);

    /** How long is measured, after how many seconds of event time at the least, and how often. */
    private record Effort(Duration warmUp, long fillSeconds, Duration time, int warmUps, int rounds) {}

    private interface Pipeline extends Function<DataStream<Point>, SingleOutputStreamOperator<Outcome>> {}

    @Override
    public String name() {
        return "windows";
    }

    @Override
    public String description() {
        return "tumbling and sliding windows on heap and RocksDB, throughput and snapshot size, against Flink's windows";
    }

    @Override
    public List<Figure> run(boolean quick) throws Exception {
        // With 3 s or more before and 8 s of measuring, just one checkpoint falls into each measurement.
        Effort effort = quick
                ? new Effort(SECOND, 0, SECOND, 0, 1)
                : new Effort(Duration.ofSeconds(3), 61, Duration.ofSeconds(8), 1, 3);
        List<Figure> figures = new ArrayList<>();
        figures.addAll(heap(effort));
        figures.addAll(slides(effort, RATE));
        figures.addAll(slides(effort, LIVELY));
        figures.addAll(rocks(effort));
        figures.addAll(quantile(effort));
        figures.add(snapshot(HEAP, effort.rounds()));
        figures.add(snapshot(ROCKS, effort.rounds()));
        return figures;
    }

    private List<Figure> heap(Effort effort) throws Exception {
        WindowJob<?> tumbling = WindowJob.meanMax(SECOND, SECOND);
        Contest.Results results = new Contest()
                .add("heap, Flink, 60 s / 1 s", flink(effort, HEAP, WindowJob.meanMax(MINUTE, SECOND)))
                .add("heap, Millrace, 60 s / 1 s", millrace(effort, HEAP, WindowJob.meanMax(MINUTE, SECOND)))
                .add("heap, Flink, tumbling 1 s", flink(effort, HEAP, tumbling))
                .add("heap, Millrace, tumbling 1 s", millrace(effort, HEAP, tumbling))
                .run(effort.warmUps(), effort.rounds());
        Sample sliding = results.of("heap, Millrace, 60 s / 1 s");
        Sample flinkTumbling = results.of("heap, Flink, tumbling 1 s");
        return List.of(
                figure(
                        "sliding 60 s / 1 s, mean and max, heap, against Flink's",
                        sliding,
                        results.of("heap, Flink, 60 s / 1 s")),
                figure("sliding 60 s / 1 s, heap, against Flink's tumbling 1 s", sliding, flinkTumbling),
                figure(
                        "tumbling 1 s, heap, against Flink's",
                        results.of("heap, Millrace, tumbling 1 s"),
                        flinkTumbling));
    }

    private List<Figure> slides(Effort effort, long rate) throws Exception {
        Contest contest = new Contest();
        for (Duration slide : SLIDES) {
            contest.add(
                    "60 s / " + shown(slide) + " at " + rate + "/s",
                    () -> perSecond(
                            effort,
                            effort.fillSeconds() * rate,
                            rate,
                            HEAP,
                            WindowJob.meanMax(MINUTE, slide)::millrace));
        }
        Contest.Results results = contest.run(effort.warmUps(), effort.rounds());
        Map<Duration, Sample> samples = new LinkedHashMap<>();
        SLIDES.forEach(slide -> samples.put(slide, results.of("60 s / " + shown(slide) + " at " + rate + "/s")));
        Comparator<Sample> byMedian = Comparator.comparingDouble(Sample::median);
        Sample slowest = samples.values().stream().min(byMedian).orElseThrow();
        Sample fastest = samples.values().stream().max(byMedian).orElseThrow();
        List<Figure> figures = new ArrayList<>();
        String at = " at " + rate / 1000 + "k/s of event time";
        figures.add(figure("60 s, slides of 10 s to 100 ms, slowest against fastest," + at, slowest, fastest));
        samples.forEach((slide, sample) ->
                figures.add(figure("60 s / " + shown(slide) + " against the fastest slide," + at, sample, fastest)));
        return figures;
    }

    private static String shown(Duration slide) {
        return slide.toMillis() % 1000 == 0 ? slide.toSeconds() + " s" : slide.toMillis() + " ms";
    }

    private List<Figure> rocks(Effort effort) throws Exception {
        WindowJob<?> sliding = WindowJob.meanMax(MINUTE, SECOND);
        WindowJob<?> tumbling = WindowJob.meanMax(SECOND, SECOND);
        Contest.Results results = new Contest()
                .add("RocksDB, Millrace, 60 s / 1 s", millrace(effort, ROCKS, sliding))
                .add("RocksDB, Flink, 60 s / 1 s", flink(effort, ROCKS, sliding))
                .add("RocksDB, Millrace, tumbling 1 s", millrace(effort, ROCKS, tumbling))
                .add("RocksDB, Flink, tumbling 1 s", flink(effort, ROCKS, tumbling))
                .run(effort.warmUps(), effort.rounds());
        return List.of(
                figure(
                        "sliding 60 s / 1 s, mean and max, RocksDB, against Flink's",
                        results.of("RocksDB, Millrace, 60 s / 1 s"),
                        results.of("RocksDB, Flink, 60 s / 1 s")),
                figure(
                        "tumbling 1 s, RocksDB, against Flink's",
                        results.of("RocksDB, Millrace, tumbling 1 s"),
                        results.of("RocksDB, Flink, tumbling 1 s")));
    }

    private List<Figure> quantile(Effort effort) throws Exception {
        WindowJob<?> p99 = WindowJob.p99(MINUTE, SECOND);
        Contest.Results results = new Contest()
                .add("p99, Millrace", millrace(effort, HEAP, p99))
                .add("p99, Flink", flink(effort, HEAP, p99))
                .run(effort.warmUps(), effort.rounds());
        return List.of(figure(
                "sliding 60 s / 1 s, p99, heap, against Flink's",
                results.of("p99, Millrace"),
                results.of("p99, Flink")));
    }

    private Contest.Contender millrace(Effort effort, String backend, WindowJob<?> job) {
        return () -> perSecond(effort, effort.fillSeconds() * RATE, RATE, backend, job::millrace);
    }

    private Contest.Contender flink(Effort effort, String backend, WindowJob<?> job) {
        return () -> perSecond(effort, 0, RATE, backend, job::flink);
    }

    private static double perSecond(Effort effort, long fill, long rate, String backend, Pipeline pipeline)
            throws Exception {
        try (LiveJob job = new LiveJob(backend, new PointFeed(rate, Long.MAX_VALUE), pipeline)) {
            return job.perSecond(effort.warmUp(), fill, effort.time());
        }
    }

    private Figure snapshot(String backend, int rounds) throws Exception {
        WindowJob<?> job = WindowJob.meanMax(MINUTE, SECOND);
        Contest.Results results = new Contest()
                .add(backend + " snapshot, Millrace", () -> bytes(backend, job::millrace))
                .add(backend + " snapshot, Flink", () -> bytes(backend, job::flink))
                .run(0, rounds);
        return new Figure(
                name(),
                "snapshot of sliding 60 s / 1 s, " + (backend.equals(HEAP) ? "heap" : "RocksDB") + ", against Flink's",
                results.of(backend + " snapshot, Millrace"),
                "bytes",
                results.of(backend + " snapshot, Flink"));
    }

    private static double bytes(String backend, Pipeline pipeline) throws Exception {
        try (LiveJob job = new LiveJob(backend, MEASURED, pipeline)) {
            return job.snapshotBytes(MEASURED.limit());
        }
    }

    private Figure figure(String name, Sample value, Sample baseline) {
        return new Figure(name(), name, value, "records/s", baseline);
    }
}
