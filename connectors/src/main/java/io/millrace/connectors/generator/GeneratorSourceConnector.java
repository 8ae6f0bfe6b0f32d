package io.millrace.connectors.generator;

import io.millrace.common.codec.WireFormat;
import io.millrace.common.connect.SourceConnector;
import io.millrace.common.edge.Decoded;
import io.millrace.common.edge.RecordEdge;
import io.millrace.common.job.JobOptions;
import io.millrace.common.options.Option;
import io.millrace.common.options.OptionException;
import io.millrace.common.options.Settings;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.flink.api.connector.source.Source;

/** Source {@code generator}: made-up network flows, the same for the same seed; see {@link FlowSpec}. */
public final class GeneratorSourceConnector implements SourceConnector {
    private static final double EVENT_RATE_AT_FULL_SPEED = 100_000;

    @Override
    public String type() {
        return "generator";
    }

    @Override
    public List<Option<?>> options(String prefix) {
        return new GeneratorOptions(prefix).all();
    }

    @Override
    public void validate(Settings settings, String prefix) {
        spec(settings, prefix);
        if (JobOptions.wireFormat(settings, prefix) == WireFormat.CSV
                && !settings.get(JobOptions.csvDelimiter(prefix)).equals(",")) {
            throw OptionException.notAllowed(
                    JobOptions.csvDelimiter(prefix),
                    settings.get(JobOptions.csvDelimiter(prefix)),
                    "a comma, which is what source generator writes");
        }
    }

    /** Does nothing: there is no world outside. */
    @Override
    public void preflight(Settings settings, String prefix) {}

    @Override
    public <T> Source<Decoded<T>, ?, ?> create(Settings settings, String prefix, RecordEdge<T> edge) {
        GeneratorOptions options = new GeneratorOptions(prefix);
        OptionalLong start = settings.find(options.start)
                .map(instant -> OptionalLong.of(instant.toEpochMilli()))
                .orElse(OptionalLong.empty());
        return new FlowSource<>(
                spec(settings, prefix), settings.get(options.splits), settings.get(options.rate), start, edge);
    }

    private static FlowSpec spec(Settings settings, String prefix) {
        GeneratorOptions options = new GeneratorOptions(prefix);
        double rate = settings.get(options.rate);
        Optional<Double> eventRate = settings.find(options.eventRate);
        try {
            return FlowSpec.builder()
                    .devices(settings.get(options.devices))
                    .rate(eventRate.orElse(rate > 0 ? rate : EVENT_RATE_AT_FULL_SPEED))
                    .records(settings.find(options.records).orElse(FlowSpec.ENDLESS))
                    .seed(settings.get(options.seed))
                    .format(JobOptions.wireFormat(settings, prefix))
                    .day(settings.get(options.dayLength), settings.get(options.dayAmplitude))
                    .bursts(settings.get(options.burstShare), settings.get(options.burstFactor))
                    .outage(
                            settings.get(options.outageStart),
                            settings.get(options.outageDuration),
                            Math.min(settings.get(options.outageDevices), settings.get(options.devices)))
                    .disorder(settings.get(options.disorderShare), settings.get(options.disorderMaxDelay))
                    .late(settings.get(options.lateShare), settings.get(options.lateBy))
                    .malformed(settings.get(options.malformedShare))
                    .build();
        } catch (OptionException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw OptionException.conflict(prefix + ".generator: " + e.getMessage());
        }
    }
}
