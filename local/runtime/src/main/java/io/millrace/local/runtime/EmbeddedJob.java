package io.millrace.local.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * A job that reads topics of a broker on this machine, in this JVM, on a Flink cluster of its own that ends with it. Every
 * method fails with a {@link LocalException} that says why where the job has failed or does not do its part within a minute.
 */
public final class EmbeddedJob implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final JobClient job;
    private final String bootstrapServers;

    private EmbeddedJob(JobClient job, String bootstrapServers) {
        this.job = job;
        this.bootstrapServers = bootstrapServers;
    }

    /** An environment whose cluster listens on loopback, with Flink's web UI on this port. */
    public static StreamExecutionEnvironment environment(int port) {
        Configuration configuration = new Configuration();
        configuration.set(RestOptions.PORT, port);
        configuration.set(RestOptions.BIND_PORT, String.valueOf(port));
        configuration.set(RestOptions.ADDRESS, "localhost");
        configuration.set(RestOptions.BIND_ADDRESS, "localhost");
        configuration.set(JobManagerOptions.BIND_HOST, "localhost");
        configuration.set(TaskManagerOptions.BIND_HOST, "localhost");
        configuration.set(TaskManagerOptions.HOST, "localhost");
        return StreamExecutionEnvironment.createLocalEnvironmentWithWebUI(configuration);
    }

    /** Starts what was wired into the environment. */
    public static EmbeddedJob start(StreamExecutionEnvironment environment, String name, String bootstrapServers)
            throws Exception {
        return new EmbeddedJob(environment.executeAsync(name), bootstrapServers);
    }

    /** Makes topics of so many partitions. */
    public static void createTopics(String bootstrapServers, List<String> names, int partitions)
            throws InterruptedException, ExecutionException {
        try (Admin admin = admin(bootstrapServers)) {
            admin.createTopics(names.stream()
                            .map(topic -> new NewTopic(topic, partitions, (short) 1))
                            .toList())
                    .all()
                    .get();
        }
    }

    private static Admin admin(String bootstrapServers) {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    }

    public void awaitRunning() throws Exception {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (job.getJobStatus().get() != JobStatus.RUNNING) {
            failIfEnded();
            failAfter(deadline, "did not start");
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** Fails where the job has ended, however it did. */
    public void failIfEnded() throws Exception {
        if (job.getJobStatus().get().isGloballyTerminalState()) {
            try {
                job.getJobExecutionResult().get();
            } catch (ExecutionException e) {
                throw new LocalException("the job failed", e);
            }
            throw new LocalException("the job ended by itself");
        }
    }

    /**
     * Waits until the job has read all that the topics hold, and committed that with a checkpoint; as long as it reads on,
     * there is no limit.
     *
     * @param partitions of each topic
     * @param group under which the job commits how far it has read
     */
    public void awaitRead(Map<String, Integer> partitions, String group) throws Exception {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        partitions.forEach((topic, count) -> {
            for (int partition = 0; partition < count; partition++) {
                latest.put(new TopicPartition(topic, partition), OffsetSpec.latest());
            }
        });
        try (Admin admin = admin(bootstrapServers)) {
            long left = Long.MAX_VALUE;
            long deadline = System.nanoTime() + LONGEST.toNanos();
            for (long now = left(admin, latest, group); now > 0; now = left(admin, latest, group)) {
                failIfEnded();
                if (now < left) {
                    left = now;
                    deadline = System.nanoTime() + LONGEST.toNanos();
                }
                failAfter(deadline, "did not read on");
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    /**
     * Ends event time, and then the job.
     *
     * @param savepoints folder of the savepoint that it ends with
     */
    public void end(Path savepoints) throws Exception {
        try {
            job.stopWithSavepoint(true, savepoints.toUri().toString(), SavepointFormatType.CANONICAL)
                    .get(LONGEST.toSeconds(), TimeUnit.SECONDS);
            job.getJobExecutionResult().get(LONGEST.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new LocalException("the job did not end within " + LONGEST.toSeconds() + " s", e);
        }
    }

    /** How many records have not been read, as far as is committed. */
    private static long left(Admin admin, Map<TopicPartition, OffsetSpec> latest, String group)
            throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetAndMetadata> read = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        return admin.listOffsets(latest).all().get().entrySet().stream()
                .mapToLong(end -> {
                    OffsetAndMetadata committed = read.get(end.getKey());
                    return end.getValue().offset() - (committed == null ? 0 : committed.offset());
                })
                .sum();
    }

    private static void failAfter(long deadline, String what) {
        if (System.nanoTime() > deadline) {
            throw new LocalException("the job " + what + " within " + LONGEST.toSeconds() + " s");
        }
    }

    /** Cancels the job where it has not ended. */
    @Override
    public void close() throws Exception {
        CompletableFuture<?> result = job.getJobExecutionResult();
        if (!result.isDone()) {
            job.cancel().get(LONGEST.toSeconds(), TimeUnit.SECONDS);
            result.handle((done, failure) -> "ended").get(LONGEST.toSeconds(), TimeUnit.SECONDS);
        }
    }
}
