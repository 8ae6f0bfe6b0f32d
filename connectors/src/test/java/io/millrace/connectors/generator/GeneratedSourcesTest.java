package io.millrace.connectors.generator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.common.codec.CodecSettings;
import io.millrace.common.codec.WireFormat;
import io.millrace.common.connect.SourceConnector;
import io.millrace.common.edge.RecordEdge;
import io.millrace.common.job.JobOptions;
import io.millrace.common.options.OptionException;
import io.millrace.common.options.OptionSet;
import io.millrace.common.options.Settings;
import io.millrace.connectors.support.JobRun;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sources {@code generator} and {@code replay} as a job's configuration makes them. */
class GeneratedSourcesTest {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setConfiguration(loopback())
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(4)
            .build());

    private static final SourceConnector GENERATOR = new GeneratorSourceConnector();
    private static final SourceConnector REPLAY = new ReplaySourceConnector();
    private static final long RECORDED = 1_600_000_000_000L;

    @TempDir
    Path folder;

    private static Configuration loopback() {
        Configuration configuration = new Configuration();
        configuration.set(JobManagerOptions.BIND_HOST, "localhost");
        configuration.set(TaskManagerOptions.BIND_HOST, "localhost");
        configuration.set(TaskManagerOptions.HOST, "localhost");
        configuration.set(RestOptions.BIND_ADDRESS, "localhost");
        configuration.set(RestOptions.ADDRESS, "localhost");
        return configuration;
    }

    private static Settings settings(String... options) {
        Map<String, String> values = new HashMap<>(Map.of("source.type", "generator"));
        for (int i = 0; i < options.length; i += 2) {
            values.put("source." + options[i], options[i + 1]);
        }
        return Settings.of(
                OptionSet.builder()
                        .group("Generator", GENERATOR.options("source"))
                        .group("Replay", REPLAY.options("source"))
                        .group(
                                "Source",
                                JobOptions.sourceType("source"),
                                JobOptions.sourceFormat("source"),
                                JobOptions.csvDelimiter("source"),
                                JobOptions.csvColumns("source"),
                                JobOptions.TIME_UNIT)
                        .build(),
                values);
    }

    private static RecordEdge<Flow> edge(WireFormat wire, boolean header) {
        CodecSettings codec = new CodecSettings(CodecSettings.TimeUnitOnWire.MILLIS, ',', List.of(), header);
        return new RecordEdge<>(Flow.FORMAT, wire.decoder(Flow.FORMAT, codec), Duration.ofDays(1));
    }

    @Test
    void generatesWhatWasAskedForOverSubtasks() throws Exception {
        RecordEdge<Flow> edge = edge(WireFormat.JSON, false);
        Settings settings = settings(
                "generator.records",
                "5000",
                "generator.malformed.share",
                "0.1",
                "generator.start",
                "2026-01-01T00:00:00Z",
                "generator.event-rate",
                "1000");
        GENERATOR.validate(settings, "source");
        try (JobRun run = JobRun.start(GENERATOR.create(settings, "source", edge), edge, 4)) {
            run.awaitEnd();
            FlowSpec spec =
                    FlowSpec.builder().rate(1000).records(5000).malformed(0.1).build();
            FlowCounts expected = null;
            for (int split = 0; split < 12; split++) {
                FlowGenerator flows = new FlowGenerator(spec, 0, split, 12);
                while (flows.next()) {
                    // Counted by the generator.
                }
                expected = expected == null ? flows.counts() : expected.plus(flows.counts());
            }
            assertThat(run.records()).hasSize((int) expected.good()).doesNotHaveDuplicates();
            assertThat(run.reasons()).hasSize((int) expected.of(FlowKind.MALFORMED));
            assertThat(run.records()).allSatisfy(flow -> assertThat(((Flow) flow).sentAt())
                    .isBetween(1_767_225_600_000L, 1_767_225_600_000L + 6_000));
        }
    }

    @Test
    void refusesSharesThatMakeMoreThanAll() {
        assertThatExceptionOfType(OptionException.class)
                .isThrownBy(() -> GENERATOR.validate(
                        settings("generator.malformed.share", "0.75", "generator.late.share", "0.5"), "source"))
                .withMessage("source.generator: the shares of malformed, late and disordered flows must not exceed 1:"
                        + " 1.25");
    }

    /** Three records 300 ms apart, the second malformed. */
    private Path recorded(String name) throws Exception {
        String lines = "{\"device\":\"a\",\"sent_at\":%d,\"bytes\":1,\"seq\":1}%n{\"broken%n%n".formatted(RECORDED)
                + "{\"device\":\"a\",\"sent_at\":%d,\"bytes\":2,\"seq\":2}%n".formatted(RECORDED + 300)
                + "{\"device\":\"a\",\"sent_at\":%d,\"bytes\":3,\"seq\":3}".formatted(RECORDED + 600);
        Path file = folder.resolve(name);
        try (OutputStream raw = Files.newOutputStream(file);
                OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(raw) : raw) {
            out.write(lines.getBytes(UTF_8));
        }
        return file;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 3})
    void keepsTheRecordedPaceOrAnother(double speed) throws Exception {
        ReplayPlan plan = new ReplayPlan(
                speed,
                false,
                WireFormat.JSON.decoder(
                        ReplayPlan.Moment.FORMAT.renamed(Map.of("time", "sent_at")), CodecSettings.DEFAULT),
                1000);
        String path = recorded("flows.jsonl").toString();
        long before = System.nanoTime();
        replay(plan, edge(WireFormat.JSON, false), ReplaySplit.fresh(path), new ArrayList<>());
        long pace = (long) (600 / speed);
        assertThat((System.nanoTime() - before) / 1_000_000).isBetween(pace, pace + 5_000);
    }

    @Test
    void replaysAPackedFile() throws Exception {
        RecordEdge<Flow> edge = edge(WireFormat.JSON, false);
        Settings settings = settings("replay.path", recorded("flows.jsonl.gz").toString(), "replay.speed", "10");
        REPLAY.validate(settings, "source");
        REPLAY.preflight(settings, "source");
        try (JobRun run = JobRun.start(REPLAY.create(settings, "source", edge), edge, 2)) {
            run.awaitEnd();
            assertThat(run.records())
                    .containsExactly(
                            new Flow("a", RECORDED, 1, 1),
                            new Flow("a", RECORDED + 300, 2, 2),
                            new Flow("a", RECORDED + 600, 3, 3));
            assertThat(run.reasons()).hasSize(1);
        }
    }

    @Test
    void movesEventTimesToNow() throws Exception {
        RecordEdge<Flow> edge = edge(WireFormat.JSON, false);
        Settings settings = settings(
                "replay.path", recorded("flows.jsonl").toString(), "replay.speed", "0", "replay.shift", "true");
        long before = System.currentTimeMillis();
        try (JobRun run = JobRun.start(REPLAY.create(settings, "source", edge), edge, 1)) {
            run.awaitEnd();
            long first = ((Flow) run.records().get(0)).sentAt();
            assertThat(first).isBetween(before, System.currentTimeMillis());
            assertThat(run.records())
                    .containsExactly(
                            new Flow("a", first, 1, 1),
                            new Flow("a", first + 300, 2, 2),
                            new Flow("a", first + 600, 3, 3));
        }
    }

    @Test
    void readsAHeaderAndGoesOnWhereItStopped() throws Exception {
        Path file = folder.resolve("flows.csv");
        Files.writeString(file, "seq,device,bytes,sent_at\r\n1,a,10,1000\r\n2,a,20,1001\r\n\r\n3,a,30,1002\r\n");
        RecordEdge<Flow> edge = edge(WireFormat.CSV, true);
        ReplayPlan plan = new ReplayPlan(
                1,
                true,
                WireFormat.CSV.decoder(
                        ReplayPlan.Moment.FORMAT.renamed(Map.of("time", "sent_at")),
                        new CodecSettings(CodecSettings.TimeUnitOnWire.MILLIS, ',', List.of(), true)),
                1000);
        List<Flow> whole = new ArrayList<>();
        List<ReplaySplit> states = replay(plan, edge, ReplaySplit.fresh(file.toString()), whole);
        assertThat(whole).extracting(Flow::sequence).containsExactly(1L, 2L, 3L);
        assertThat(whole.get(2).sentAt() - whole.get(0).sentAt()).isEqualTo(2);
        assertThat(states).extracting(ReplaySplit::lines).containsExactly(2L, 3L, 5L);

        ReplaySplit restored = ReplaySplit.SERIALIZER.deserialize(1, ReplaySplit.SERIALIZER.serialize(states.get(0)));
        assertThat(restored).isEqualTo(states.get(0));
        List<Flow> rest = new ArrayList<>();
        replay(plan, edge, restored, rest);
        assertThat(rest).isEqualTo(whole.subList(1, 3)); // event times included: the shift is part of the position
    }

    /** Sends a split to its end, by hand. @return its position after each record */
    private static List<ReplaySplit> replay(ReplayPlan plan, RecordEdge<Flow> edge, ReplaySplit from, List<Flow> into)
            throws Exception {
        List<ReplaySplit> states = new ArrayList<>();
        ReplayEmitter<Flow> emitter = new ReplayEmitter<>(edge);
        ReplayEmitter.State state = new ReplayEmitter.State(from);
        try (ReplaySplitReader reader = new ReplaySplitReader(plan, edge.expectsHeader())) {
            reader.handleSplitsChanges(new SplitsAddition<>(List.of(from)));
            boolean finished = false;
            while (!finished) {
                RecordsWithSplitIds<ReplayLine> batch = reader.fetch();
                while (batch.nextSplit() != null) {
                    for (ReplayLine line = batch.nextRecordFromSplit();
                            line != null;
                            line = batch.nextRecordFromSplit()) {
                        emitter.emitRecord(line, new Collecting(into), state);
                        states.add(state.split());
                    }
                }
                finished = !batch.finishedSplits().isEmpty();
            }
        }
        return states;
    }

    private record Collecting(List<Flow> into) implements SourceOutput<io.millrace.common.edge.Decoded<Flow>> {
        @Override
        public void collect(io.millrace.common.edge.Decoded<Flow> decoded) {
            into.add(decoded.recordOrNull());
        }

        @Override
        public void collect(io.millrace.common.edge.Decoded<Flow> decoded, long timestamp) {
            collect(decoded);
        }

        @Override
        public void emitWatermark(Watermark watermark) {}

        @Override
        public void markIdle() {}

        @Override
        public void markActive() {}
    }

    @Test
    void refusesToReplayWhatIsNotThereOrHasNoTime() {
        assertThatExceptionOfType(OptionException.class)
                .isThrownBy(() -> REPLAY.validate(settings(), "source"))
                .withMessageStartingWith("source.replay.path is required");
        assertThatExceptionOfType(OptionException.class)
                .isThrownBy(() -> REPLAY.preflight(settings("replay.path", folder + "/none"), "source"))
                .withMessageEndingWith("is not allowed; allowed: a file that exists");
        assertThatExceptionOfType(OptionException.class)
                .isThrownBy(() -> REPLAY.validate(settings("replay.path", "x", "format", "text"), "source"))
                .withMessageContaining("records of format text carry no time");
    }
}
