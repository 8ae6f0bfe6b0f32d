package io.millrace.connectors.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.common.edge.Decoded;
import io.millrace.common.edge.EventTime;
import io.millrace.common.edge.RecordEdge;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** A job that reads a source into memory: what came out, with the watermark of that moment. */
public final class JobRun implements AutoCloseable {
    private static final Map<Integer, JobRun> RUNS = new ConcurrentHashMap<>();
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final int id = NEXT.getAndIncrement();
    private final CopyOnWriteArrayList<Seen> seen = new CopyOnWriteArrayList<>();
    private final AtomicInteger count = new AtomicInteger();
    private volatile @Nullable CountDownLatch gate;
    private volatile boolean keeps = true;
    private @Nullable JobClient client;

    /** Something that came out of the source. */
    public record Seen(Decoded<?> decoded, long watermark, long nanoTime) {}

    private JobRun() {
        RUNS.put(id, this);
    }

    /** Starts a job with watermarks that lag by nothing and splits that never become idle by themselves. */
    public static <T> JobRun start(Source<Decoded<T>, ?, ?> source, RecordEdge<T> edge, int parallelism)
            throws Exception {
        return start(source, edge, parallelism, null, true);
    }

    /** The same, with a gate that holds every record back until {@link #open}, and records counted but not kept. */
    public static <T> JobRun startGated(Source<Decoded<T>, ?, ?> source, RecordEdge<T> edge) throws Exception {
        return start(source, edge, 1, new CountDownLatch(1), false);
    }

    private static <T> JobRun start(
            Source<Decoded<T>, ?, ?> source,
            RecordEdge<T> edge,
            int parallelism,
            @Nullable CountDownLatch gate,
            boolean keeps)
            throws Exception {
        JobRun run = new JobRun();
        run.gate = gate;
        run.keeps = keeps;
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        configuration.set(PipelineOptions.AUTO_WATERMARK_INTERVAL, Duration.ofMillis(5));
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        configuration.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        WatermarkStrategy<Decoded<T>> time = edge.format().hasEventTime()
                ? EventTime.ofRecords(edge.format(), Duration.ZERO, Duration.ofHours(1))
                : EventTime.ofClock();
        environment
                .fromSource(source, time, "source", edge.producedType())
                .uid("source")
                .process(new Note<T>(run.id))
                .returns(edge.producedType())
                .uid("note")
                .name("note")
                .setParallelism(1)
                .sinkTo(new DiscardingSink<>())
                .uid("sink")
                .name("sink")
                .setParallelism(1);
        run.client = environment.executeAsync("test");
        return run;
    }

    public JobClient client() {
        JobClient started = client;
        assertThat(started).isNotNull();
        return started;
    }

    public List<Seen> seen() {
        return seen;
    }

    /** The records among what was seen. */
    public List<Object> records() {
        return seen.stream()
                .filter(s -> s.decoded().recordOrNull() != null)
                .map(s -> (Object) s.decoded().recordOrNull())
                .toList();
    }

    /** Why the others were refused. */
    public List<String> reasons() {
        return seen.stream()
                .filter(s -> s.decoded().deadLetterOrNull() != null)
                .map(s -> s.decoded().deadLetterOrNull().reason())
                .toList();
    }

    public int count() {
        return count.get();
    }

    /** Lets records through. */
    public void open() {
        CountDownLatch closed = gate;
        if (closed != null) {
            closed.countDown();
        }
    }

    public JobRun awaitCount(int records) {
        await(() -> count.get() >= records, records + " records");
        return this;
    }

    /** Waits until the job has ended by itself. */
    public JobRun awaitEnd() throws Exception {
        client().getJobExecutionResult().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        return this;
    }

    /** Waits until the job has failed. */
    public Throwable awaitFailure() throws InterruptedException, TimeoutException {
        try {
            client().getJobExecutionResult().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return e;
        }
        throw new AssertionError("the job ended without a failure");
    }

    /** Waits for a condition. */
    public static void await(BooleanSupplier condition, String what) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + DEADLINE + ": " + what);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
        }
    }

    @Override
    public void close() throws Exception {
        open();
        if (!client().getJobStatus().get().isGloballyTerminalState()) {
            client().cancel().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
            JobClient cancelled = client();
            await(() -> terminal(cancelled), "cancelled");
        }
        RUNS.remove(id);
    }

    private static boolean terminal(JobClient client) {
        return client.getJobStatus().join().isGloballyTerminalState();
    }

    private static final class Note<T> extends ProcessFunction<Decoded<T>, Decoded<T>> {
        private static final long serialVersionUID = 1L;
        private final int run;

        Note(int run) {
            this.run = run;
        }

        @Override
        public void processElement(Decoded<T> value, Context context, Collector<Decoded<T>> out)
                throws InterruptedException {
            JobRun into = RUNS.get(run);
            CountDownLatch closed = into.gate;
            if (closed != null) {
                closed.await();
            }
            if (into.keeps) {
                into.seen.add(new Seen(value, context.timerService().currentWatermark(), System.nanoTime()));
            }
            into.count.incrementAndGet();
        }
    }
}
