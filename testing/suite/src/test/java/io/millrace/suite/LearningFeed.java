package io.millrace.suite;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends the same rows to all jobs at a steady pace until it is stopped, whatever happens to the jobs. */
final class LearningFeed implements AutoCloseable {
    private final List<LearningCase> jobs;
    private final double perSecond;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Thread thread = new Thread(this::run, "learning-feed");
    private volatile boolean stopped;
    private long sent;

    LearningFeed(String servers, List<LearningCase> jobs, double perSecond) {
        this.jobs = jobs;
        this.perSecond = perSecond;
        Map<String, Object> config = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                servers,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.LINGER_MS_CONFIG,
                5);
        producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        thread.setUncaughtExceptionHandler((t, thrown) -> failure.set(thrown));
    }

    void start() {
        thread.start();
    }

    private void run() {
        long begun = System.nanoTime();
        for (; !stopped; sent++) {
            long due = begun + (long) (sent * 1e9 / perSecond);
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            LearningRow row = new LearningRow(sent);
            jobs.forEach(job -> job.send(producer, row));
        }
    }

    /** How many rows each job was sent, once the broker has all of them. */
    long stop() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        producer.flush();
        if (failure.get() != null) {
            throw new AssertionError("the feed broke off", failure.get());
        }
        return sent;
    }

    void requestModels(LearningCase job) {
        job.requestModels(producer);
    }

    @Override
    public void close() {
        stopped = true;
        producer.close();
    }
}
