package io.millrace.connectors.kafka;

import java.net.URI;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A Flink cluster in this JVM that jobs are submitted to by REST. */
final class TestCluster implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    private MiniCluster cluster;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(RestOptions.BIND_ADDRESS, "localhost");
        configuration.set(RestOptions.ADDRESS, "localhost");
        configuration.set(RestOptions.BIND_PORT, "0");
        configuration.set(JobManagerOptions.BIND_HOST, "localhost");
        configuration.set(TaskManagerOptions.BIND_HOST, "localhost");
        cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(4)
                .setCommonBindAddress("localhost")
                .build());
        cluster.start();
    }

    /** Jobs that a failed test has left hold slots that the next one needs. */
    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        for (JobStatusMessage job : cluster.listJobs().get()) {
            if (!job.getJobState().isTerminalState()) {
                cluster.cancelJob(job.getJobId()).get();
            }
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        cluster.close();
    }

    StreamExecutionEnvironment environment(Configuration configuration) throws Exception {
        URI address = cluster.getRestAddress().get();
        return StreamExecutionEnvironment.createRemoteEnvironment(address.getHost(), address.getPort(), configuration);
    }

    void checkpoint(JobID job) throws Exception {
        cluster.triggerCheckpoint(job).get();
    }
}
