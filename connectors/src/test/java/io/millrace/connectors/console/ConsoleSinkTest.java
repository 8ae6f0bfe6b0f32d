package io.millrace.connectors.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.common.connect.Outlet;
import io.millrace.common.connect.SinkConnector;
import io.millrace.common.connect.SinkRequest;
import io.millrace.common.edge.DeadLetter;
import io.millrace.common.options.OptionSet;
import io.millrace.common.options.Settings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs the sinks in a job and reads what reached standard output. */
class ConsoleSinkTest {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(cluster());

    private static final DeadLetter LETTER = new DeadLetter(new byte[] {0}, "topic", 1, 2, "ä", 0);

    private static MiniClusterResourceConfiguration cluster() {
        Configuration configuration = new Configuration();
        configuration.set(JobManagerOptions.BIND_HOST, "127.0.0.1");
        configuration.set(TaskManagerOptions.BIND_HOST, "127.0.0.1");
        configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        return new MiniClusterResourceConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumberSlotsPerTaskManager(2)
                .build();
    }

    private static String printed(SinkConnector connector, Outlet outlet, Map<String, String> values) throws Exception {
        OptionSet options = OptionSet.builder()
                .group("Sink", new ConsoleSinkConnector().options("sink"))
                .build();
        Settings settings = Settings.of(options, values);
        Configuration configuration = new Configuration();
        configuration.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.BATCH);
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        environment
                .fromData(DeadLetter.FORMAT.typeInformation(), LETTER, LETTER)
                .uid("letters")
                .sinkTo(connector.create(new SinkRequest<>(settings, "sink", "test", outlet, DeadLetter.FORMAT)))
                .uid("sink");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.out;
        // A buffer that only a flush empties.
        System.setOut(new PrintStream(new java.io.BufferedOutputStream(bytes), false, StandardCharsets.UTF_8));
        try {
            environment.execute();
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void printsOneJsonLineARecord() throws Exception {
        String line = "{\"time\":\"1970-01-01T00:00:00Z\",\"reason\":\"ä\",\"source\":\"topic\",\"partition\":1,"
                + "\"offset\":2,\"raw_base64\":\"AA==\"}\n";
        assertThat(printed(new ConsoleSinkConnector(), Outlet.RESULTS, Map.of()))
                .isEqualTo(line + line);
    }

    @Test
    void namesSideOutputsInFront() throws Exception {
        String line = "dead-letters> 1970-01-01T00:00:00Z,ä,topic,1,2,AA==\n";
        assertThat(printed(
                        new ConsoleSinkConnector(),
                        new Outlet("dead-letters", true),
                        Map.of("sink.console.format", "csv")))
                .isEqualTo(line + line);
    }

    @Test
    void printsNothingForNone() throws Exception {
        assertThat(printed(new NoneSinkConnector(), Outlet.RESULTS, Map.of())).isEmpty();
    }
}
