package io.millrace.connectors.kafka;

import io.millrace.common.connect.Outlet;
import io.millrace.common.job.Job;
import io.millrace.common.job.JobContext;
import io.millrace.common.job.JobOptions;
import io.millrace.common.job.Jobs;
import io.millrace.common.options.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Reads readings from Kafka and writes them to Kafka, through a gate that a test may hold. */
final class RelayJob implements Job {
    private final Map<String, String> values = new HashMap<>();
    private final String savepoint;

    private RelayJob(String savepoint) {
        this.savepoint = savepoint;
    }

    static RelayJob on(TestBroker broker, String from, String to) {
        return restored("", broker, from, to);
    }

    static RelayJob restored(String savepoint, TestBroker broker, String from, String to) {
        return new RelayJob(savepoint)
                .with("source.type", "kafka")
                .with("source.kafka.bootstrap-servers", broker.address())
                .with("source.kafka.topics", from)
                .with("sink.type", "kafka")
                .with("sink.kafka.bootstrap-servers", broker.address())
                .with("sink.kafka.topic", to)
                .with("job.parallelism", "2");
    }

    RelayJob with(String key, String value) {
        values.put(key, value);
        return this;
    }

    RelayJob without(String key) {
        values.remove(key);
        return this;
    }

    @Override
    public void wire(JobContext job) {
        DataStream<Reading> passed = job.read(Reading.FORMAT)
                .map(new Gate())
                .returns(Reading.FORMAT.typeInformation())
                .uid("gate")
                .name("gate");
        job.write(passed, Reading.FORMAT);
    }

    /** Looks at the brokers as {@link Jobs#main} does, and starts. */
    JobClient start(TestCluster cluster) throws Exception {
        Gate.reset();
        Settings settings = Settings.of(JobOptions.of(this), values);
        Configuration configuration = new Configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1);
        if (!savepoint.isEmpty()) {
            configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
        }
        StreamExecutionEnvironment environment = cluster.environment(configuration);
        Jobs.wire(this, settings, environment);
        TestSettings.SOURCE.preflight(settings, "source");
        TestSettings.SINK.preflight(
                settings, "sink", List.of(Outlet.RESULTS, new Outlet(JobOptions.DEAD_LETTERS, true)));
        return environment.executeAsync("relay");
    }

    void run(TestCluster cluster) throws Exception {
        start(cluster).getJobExecutionResult().get();
    }
}
