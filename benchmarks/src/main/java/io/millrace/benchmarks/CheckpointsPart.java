package io.millrace.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.learners.Snapshots;
import io.millrace.local.runtime.Ports;
import io.millrace.operators.Example;
import io.millrace.operators.Model;
import io.millrace.operators.Models;
import io.millrace.operators.Prediction;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;

/**
 * Checkpoints of 100,000 models on RocksDB, of which 1 % learn between one and the next: how many bytes each writes, and how
 * long it takes, against one that writes all. Checkpoints are triggered through Flink's REST interface, whose statistics the
 * figures are. Some checkpoints also write what RocksDB has compacted in between.
 */
final class CheckpointsPart {
    /** The weights and second moments of as many features, with their scales, are about 2 kB. */
    private static final int FEATURES = 38;

    /** How many records each model has learned before the first checkpoint. */
    private static final long RECORDS = 10;

    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicLong ALLOWED = new AtomicLong();
    private static final AtomicLong LEARNED = new AtomicLong();

    private final int models;
    private final int checkpoints;
    private final Path scratch;
    private final HttpClient http = HttpClient.newHttpClient();

    private record Taken(double bytes, double allBytes, double millis) {}

    CheckpointsPart(Path scratch, boolean quick) {
        this.scratch = scratch;
        this.models = quick ? 2_000 : 100_000;
        this.checkpoints = quick ? 3 : 20;
    }

    void run(String benchmark, Aims aims) throws Exception {
        System.err.printf("checkpoints: %,d models of %,d bytes%n", models, modelBytes());
        int port = Ports.free(1).get(0);
        JobClient job = start(port);
        String address = "http://localhost:" + port + "/jobs/" + job.getJobID();
        List<Taken> full = new ArrayList<>();
        List<Taken> touched = new ArrayList<>();
        try {
            learn(job, RECORDS * models);
            full.add(take(address, "FULL", "all models"));
            // The first incremental one has none before it to build on.
            take(address, "CONFIGURED", "incremental, the first");
            for (int i = 0; i < checkpoints; i++) {
                learn(job, models / 100);
                touched.add(take(address, "CONFIGURED", "incremental, 1 % touched"));
            }
            learn(job, models / 100);
            full.add(take(address, "FULL", "all models"));
            full.add(take(address, "FULL", "all models"));
        } finally {
            job.cancel().get(LONGEST.toSeconds(), TimeUnit.SECONDS);
        }
        report(benchmark, aims, touched, full);
    }

    /** What a model is written as. */
    private int modelBytes() throws IOException {
        LinearFeed feed = new LinearFeed(models, FEATURES);
        Models all = new Models(feed.spec(LinearPart.LEARNER));
        Model model = all.create();
        for (int record = 0; record < RECORDS; record++) {
            model.learn(feed.example(0, (long) record * models, record));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Snapshots.writeBody(out -> all.write(model, out), new DataOutputStream(bytes));
        return bytes.size();
    }

    private void report(String benchmark, Aims aims, List<Taken> touched, List<Taken> full) {
        String name = String.format(Locale.ROOT, "checkpoint of %,d models, 1 %% touched: ", models);
        aims.reported(new Figure(benchmark, name + "bytes written, against all", bytes(touched), "bytes", bytes(full)));
        aims.reported(new Figure(benchmark, name + "duration, against all", millis(touched), "ms", millis(full)));
        aims.reported(new Figure(
                benchmark,
                name + "mean of the bytes written",
                new Sample(new double[] {
                    touched.stream().mapToDouble(Taken::bytes).average().orElse(Double.NaN)
                }),
                "bytes",
                bytes(full)));
    }

    private static Sample bytes(List<Taken> all) {
        return new Sample(all.stream().mapToDouble(Taken::bytes).toArray());
    }

    private static Sample millis(List<Taken> all) {
        return new Sample(all.stream().mapToDouble(Taken::millis).toArray());
    }

    private JobClient start(int port) throws Exception {
        Configuration configuration = new MlJob("rocksdb", scratch).configuration();
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofDays(1));
        configuration.set(RestOptions.PORT, port);
        // Else it answers by what it knew 3 s ago.
        configuration.set(WebOptions.REFRESH_INTERVAL, Duration.ofMillis(1));
        configuration.set(RestOptions.BIND_ADDRESS, "localhost");
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironmentWithWebUI(configuration);
        ALLOWED.set(0);
        LEARNED.set(0);
        LinearFeed feed = new LinearFeed(models, FEATURES);
        MlJob.keyed(feed.spec(LinearPart.LEARNER))
                .apply(MlJob.timed(environment
                        .fromSequence(0, Long.MAX_VALUE - 1)
                        .uid("numbers")
                        .flatMap(new Gate(feed))
                        .returns(Example.TYPE)
                        .uid("examples")))
                .map(prediction -> {
                    LEARNED.incrementAndGet();
                    return prediction;
                })
                .returns(Prediction.TYPE)
                .uid("count")
                .sinkTo(new DiscardingSink<>())
                .uid("sink");
        return environment.executeAsync("checkpoints");
    }

    /** Lets so many more models learn one record each, and waits until they have. */
    private static void learn(JobClient job, long more) throws Exception {
        long goal = ALLOWED.addAndGet(more);
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (LEARNED.get() < goal) {
            if (job.getJobExecutionResult().isDone()) {
                job.getJobExecutionResult().get();
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("only " + LEARNED.get() + " of " + goal + " records were learned");
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private Taken take(String address, String type, String what) throws IOException, InterruptedException {
        JsonNode asked = call(HttpRequest.newBuilder(URI.create(address + "/checkpoints"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"checkpointType\":\"" + type + "\"}")));
        String trigger = address + "/checkpoints/" + asked.path("request-id").asText();
        long deadline = System.nanoTime() + LONGEST.toNanos();
        JsonNode answer = call(HttpRequest.newBuilder(URI.create(trigger)));
        while (!answer.path("status").path("id").asText().equals("COMPLETED")) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the checkpoint was not complete: " + answer);
            }
            TimeUnit.MILLISECONDS.sleep(20);
            answer = call(HttpRequest.newBuilder(URI.create(trigger)));
        }
        JsonNode id = answer.path("operation").path("checkpointId");
        if (!id.isNumber()) {
            throw new IllegalStateException("the checkpoint failed: " + answer);
        }
        JsonNode details = call(HttpRequest.newBuilder(URI.create(address + "/checkpoints/details/" + id.asLong())));
        Taken taken = new Taken(
                details.path("checkpointed_size").asDouble(),
                details.path("state_size").asDouble(),
                details.path("end_to_end_duration").asDouble());
        System.err.printf(
                Locale.ROOT,
                "%-26s %,14.0f bytes written of %,14.0f, %,8.0f ms%n",
                what,
                taken.bytes(),
                taken.allBytes(),
                taken.millis());
        return taken;
    }

    private JsonNode call(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new IOException("HTTP " + response.statusCode() + ": " + response.body());
        }
        return JSON.readTree(response.body());
    }

    /** Gives as many examples as are allowed, of one key after the other; waits a moment at each number that is too much. */
    private static final class Gate implements FlatMapFunction<Long, Example> {
        private static final long serialVersionUID = 1L;
        private static final long PAUSE_NANOS = 200_000;

        private final LinearFeed feed;
        private long given;

        Gate(LinearFeed feed) {
            this.feed = feed;
        }

        @Override
        public void flatMap(Long number, Collector<Example> out) {
            if (given < ALLOWED.get()) {
                // A prime number apart, so that those that learn together are not beside each other in state.
                int key = (int) (given * 7_919 % feed.keys());
                out.collect(feed.example(key, given, given));
                given++;
            } else {
                java.util.concurrent.locks.LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }
}
