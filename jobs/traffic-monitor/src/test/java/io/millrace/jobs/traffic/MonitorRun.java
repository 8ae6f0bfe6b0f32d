package io.millrace.jobs.traffic;

import io.millrace.common.job.JobOptions;
import io.millrace.common.job.Jobs;
import io.millrace.common.options.Settings;
import io.millrace.testing.flows.MonitorTopics;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ExceptionUtils;

/** The traffic monitor at parallelism 4 on a MiniCluster. */
final class MonitorRun implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofMinutes(3);

    private final JobClient job;

    private MonitorRun(JobClient job) {
        this.job = job;
    }

    static MonitorRun start(MonitorTopics topics, Configuration configuration, String... more) throws Exception {
        TrafficMonitorJob monitor = new TrafficMonitorJob();
        String[] arguments = topics.arguments(more).toArray(new String[0]);
        Settings settings = Settings.parse(JobOptions.of(monitor), arguments);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        environment.setParallelism(4);
        Jobs.wire(monitor, settings, environment);
        MonitorRun run = new MonitorRun(environment.executeAsync("monitor"));
        topics.watch(run::end);
        return run;
    }

    /** That the job has ended, and why. */
    private Optional<String> end() {
        JobStatus status = job.getJobStatus().join();
        return status.isTerminalState()
                ? Optional.of("the job is " + status + ": "
                        + job.getJobExecutionResult()
                                .handle((result, thrown) ->
                                        thrown == null ? "no failure" : ExceptionUtils.stringifyException(thrown))
                                .join())
                : Optional.empty();
    }

    /** Ends the job as if its input had ended: all windows fire, all is committed. */
    void drain(String savepoints) throws InterruptedException, ExecutionException, TimeoutException {
        job.stopWithSavepoint(true, savepoints, SavepointFormatType.CANONICAL)
                .get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        job.getJobExecutionResult().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        if (!job.getJobStatus().join().isGloballyTerminalState()) {
            job.cancel().join();
        }
    }
}
