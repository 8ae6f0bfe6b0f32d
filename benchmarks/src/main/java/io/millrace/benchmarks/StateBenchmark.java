package io.millrace.benchmarks;

import io.millrace.common.cached.CachedStreams;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.FileUtils;

/**
 * Cached state against Flink's value state: each record reads its key's block of bytes, changes it and puts it back. Numbers in
 * a row from Flink's {@code NumberSequenceSource}, keyed by a hash of theirs, so that keys come uniformly at random; one
 * subtask each, object reuse, a checkpoint every 10 s.
 */
final class StateBenchmark implements Benchmark {
    private static final int LARGE = 10_000;
    private static final int SMALL = 16;
    /** What the cache counts for an entry besides its bytes: its own 160, and the array's header. */
    private static final int ENTRY = 160 + 16;

    /** A job: how many keys, how large their values, how many bytes of cache if any, on which backend. */
    private record Job(String backend, int keys, int valueBytes, long cacheBytes, long records) {
        Job cached(long bytes, long howMany) {
            return new Job(backend, keys, valueBytes, bytes, howMany);
        }

        Job on(String other, long howMany) {
            return new Job(other, keys, valueBytes, cacheBytes, howMany);
        }
    }

    @Override
    public String name() {
        return "state";
    }

    @Override
    public String description() {
        return "cached keyed state against Flink's value state, on RocksDB and on the heap";
    }

    @Override
    public List<Figure> run(boolean quick) throws Exception {
        Path scratch = Files.createTempDirectory("millrace-bench");
        try {
            List<Figure> figures = new ArrayList<>(inMemory(scratch, quick));
            figures.addAll(tenTimesTheCache(scratch, quick, "16 bytes", quick ? 20_000 : 1_000_000, SMALL));
            figures.addAll(tenTimesTheCache(scratch, quick, "10 kB", quick ? 500 : 20_000, LARGE));
            return figures;
        } finally {
            // A cluster may still be deleting a checkpoint of its own.
            FileUtils.deleteDirectoryQuietly(scratch.toFile());
        }
    }

    /** The working set fits the cache. */
    private List<Figure> inMemory(Path scratch, boolean quick) throws Exception {
        long fast = quick ? 2_000_000 : 40_000_000;
        Job plain = new Job("rocksdb", 1000, LARGE, 0, quick ? 30_000 : 600_000);
        Job heap = plain.on("hashmap", fast);
        Job cached = plain.cached(64 << 20, fast);
        Contest.Results samples = new Contest()
                .add("1,000 keys of 10 kB, cached on RocksDB", () -> perSecond(cached, scratch))
                .add("1,000 keys of 10 kB, RocksDB", () -> perSecond(plain, scratch))
                .add("1,000 keys of 10 kB, heap", () -> perSecond(heap, scratch))
                .add("1,000 keys of 10 kB, cached on the heap", () -> perSecond(cached.on("hashmap", fast), scratch))
                .run(1, quick ? 1 : 5);
        Sample onRocks = samples.of("1,000 keys of 10 kB, cached on RocksDB");
        Sample onHeap = samples.of("1,000 keys of 10 kB, heap");
        return List.of(
                figure(
                        "1,000 keys of 10 kB: cached on RocksDB against RocksDB",
                        onRocks,
                        samples.of("1,000 keys of 10 kB, RocksDB")),
                figure("1,000 keys of 10 kB: cached on RocksDB against heap", onRocks, onHeap),
                figure(
                        "1,000 keys of 10 kB: cached on the heap against heap",
                        samples.of("1,000 keys of 10 kB, cached on the heap"),
                        onHeap));
    }

    /** The cache holds a tenth of the keys. */
    private List<Figure> tenTimesTheCache(Path scratch, boolean quick, String size, int keys, int valueBytes)
            throws Exception {
        long records = (valueBytes == SMALL ? 4_000_000L : 400_000L) / (quick ? 20 : 1);
        Job plain = new Job("rocksdb", keys, valueBytes, 0, records);
        Job cached = plain.cached((long) (ENTRY + valueBytes) * keys / 10, records);
        String name = "ten times the cache, " + size;
        List<Double> hits = new ArrayList<>();
        Contest.Results samples = new Contest()
                .add(name + ", cached on RocksDB", () -> {
                    Block.READ.set(0);
                    double perSecond = perSecond(cached, scratch);
                    // Each key is missed once more, when it is new.
                    hits.add(1 - (double) (Block.READ.get() + keys) / records);
                    return perSecond;
                })
                .add(name + ", RocksDB", () -> perSecond(plain, scratch))
                .run(1, quick ? 1 : 5);
        return List.of(
                figure(
                        name + ": cached on RocksDB against RocksDB",
                        samples.of(name + ", cached on RocksDB"),
                        samples.of(name + ", RocksDB")),
                new Figure(
                        name(),
                        name + ": hits by records",
                        new Sample(
                                hits.stream().mapToDouble(Double::doubleValue).toArray()),
                        "share",
                        null));
    }

    private Figure figure(String name, Sample value, Sample baseline) {
        return new Figure(name(), name, value, "records/s", baseline);
    }

    private static double perSecond(Job job, Path scratch) throws Exception {
        StreamExecutionEnvironment environment = environment(job.backend, scratch);
        int keys = job.keys;
        KeyedStream<Long, Integer> numbers = environment
                .fromSource(
                        new NumberSequenceSource(1, job.records),
                        WatermarkStrategy.noWatermarks(),
                        "numbers",
                        Types.LONG)
                .uid("numbers")
                .keyBy(number -> Block.key(number, keys), Types.INT);
        DataStream<Long> results = job.cacheBytes == 0
                ? numbers.process(new Block.Plain(job.valueBytes), Types.LONG).uid("state")
                : CachedStreams.process(
                                numbers,
                                Block.settings(new MemorySize(job.cacheBytes)),
                                new Block.Cached(job.valueBytes),
                                Types.LONG)
                        .uid("state");
        results.sinkTo(new DiscardingSink<>()).uid("sink");
        long millis = environment.execute("state").getNetRuntime(TimeUnit.MILLISECONDS);
        return job.records * 1000.0 / millis;
    }

    private static StreamExecutionEnvironment environment(String backend, Path scratch) {
        Configuration configuration = new Configuration();
        configuration.set(CoreOptions.DEFAULT_PARALLELISM, 1);
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(StateBackendOptions.STATE_BACKEND, backend);
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(10));
        configuration.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                scratch.resolve("checkpoints").toUri().toString());
        return StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
    }
}
