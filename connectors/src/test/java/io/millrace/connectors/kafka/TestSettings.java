package io.millrace.connectors.kafka;

import io.millrace.common.connect.SinkConnector;
import io.millrace.common.connect.SourceConnector;
import io.millrace.common.job.JobOptions;
import io.millrace.common.options.OptionSet;
import io.millrace.common.options.Settings;
import java.util.HashMap;
import java.util.Map;

/** Settings of a Kafka source and a Kafka sink, as on the command line. */
final class TestSettings {
    static final SourceConnector SOURCE = new KafkaSourceConnector();
    static final SinkConnector SINK = new KafkaSinkConnector();
    private static final OptionSet OPTIONS = OptionSet.builder()
            .group("Source", SOURCE.options("source"))
            .group("Sink", SINK.options("sink"))
            .group("Execution", JobOptions.NAME, JobOptions.MODE, JobOptions.FLINK)
            .build();

    private TestSettings() {}

    /** Settings of {@code source.kafka}, by the rest of their keys. */
    static Settings source(Map<String, String> values) {
        return of("source.kafka.", values);
    }

    /** Settings of {@code sink.kafka}, by the rest of their keys. */
    static Settings sink(Map<String, String> values) {
        return of("sink.kafka.", values);
    }

    private static Settings of(String base, Map<String, String> values) {
        Map<String, String> full = new HashMap<>();
        values.forEach((key, value) -> {
            boolean ofJob = key.startsWith("job.") || key.startsWith("flink.");
            full.put(ofJob ? key : base + key, value);
        });
        return Settings.of(OPTIONS, full);
    }
}
