package io.millrace.common.job;

import io.millrace.common.codec.Decoder;
import io.millrace.common.connect.Outlet;
import io.millrace.common.connect.SinkRequest;
import io.millrace.common.edge.DeadLetter;
import io.millrace.common.edge.DeadLetterSplit;
import io.millrace.common.edge.Decoded;
import io.millrace.common.edge.EventTime;
import io.millrace.common.edge.RecordEdge;
import io.millrace.common.options.Option;
import io.millrace.common.options.OptionException;
import io.millrace.common.options.Settings;
import io.millrace.common.record.RecordFormat;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** What a job wires its streams with: settings, inputs with dead letters and event time in place, and outputs. */
public final class JobContext {
    private final Job job;
    private final Settings settings;
    private final StreamExecutionEnvironment environment;
    private final Outputs outputs;

    JobContext(Job job, Settings settings, StreamExecutionEnvironment environment, Outputs outputs) {
        this.job = job;
        this.settings = settings;
        this.environment = environment;
        this.outputs = outputs;
    }

    /** The value of an option, or its default. */
    public <T> T get(Option<T> option) {
        return settings.get(option);
    }

    /** The value of an option, if it has one. */
    public <T> Optional<T> find(Option<T> option) {
        return settings.find(option);
    }

    public Settings settings() {
        return settings;
    }

    public StreamExecutionEnvironment environment() {
        return environment;
    }

    /** The name this job runs under. */
    public String jobName() {
        return settings.find(JobOptions.NAME).orElse(job.name());
    }

    /**
     * The main input: decoded, stamped with event time, with watermarks for each partition. What can't be decoded goes to
     * the side output {@code dead-letters}.
     */
    public <T> DataStream<T> read(RecordFormat<T> format) {
        String prefix = JobOptions.SOURCE;
        RecordEdge<T> edge = new RecordEdge<>(format, decoder(format, prefix), settings.get(JobOptions.MAX_AHEAD));
        Source<Decoded<T>, ?, ?> source =
                JobOptions.sourceConnector(settings, prefix).create(settings, prefix, edge);
        SingleOutputStreamOperator<T> records = environment
                .fromSource(source, eventTime(format), prefix, edge.producedType())
                .uid(prefix)
                .transform(
                        "split off dead letters",
                        format.typeInformation(),
                        new DeadLetterSplit<T>(JobOptions.badRecordLimit(settings)))
                .uid(prefix + "-dead-letter-split");
        writeSide(JobOptions.DEAD_LETTERS, records.getSideOutput(DeadLetterSplit.DEAD_LETTERS), DeadLetter.FORMAT);
        return records;
    }

    private <T> Decoder<T> decoder(RecordFormat<T> format, String prefix) {
        try {
            return JobOptions.wireFormat(settings, prefix).decoder(format, JobOptions.codec(settings, prefix));
        } catch (IllegalArgumentException e) {
            throw OptionException.conflict(prefix + ".format: " + e.getMessage());
        }
    }

    private <T> WatermarkStrategy<Decoded<T>> eventTime(RecordFormat<T> format) {
        return job.usesClock(settings) || !format.hasEventTime()
                ? EventTime.ofClock()
                : EventTime.ofRecords(
                        format, settings.get(JobOptions.OUT_OF_ORDERNESS), settings.get(JobOptions.IDLENESS));
    }

    /** Writes the job's results to every sink that its settings name. */
    public <T> void write(DataStream<T> results, RecordFormat<T> format) {
        writeSide(Outlet.RESULTS.name(), results, format);
    }

    /**
     * Writes a side output: to its own sinks where its settings name some, else beside the results.
     *
     * @param output {@code dead-letters}, or one of the job's {@link Job#sideOutputs()}
     */
    public <T> void writeSide(String output, DataStream<T> records, RecordFormat<T> format) {
        for (Outputs.Target target : outputs.of(output)) {
            String name = output + " to " + target.connector().type();
            SinkRequest<T> request = new SinkRequest<>(settings, target.prefix(), jobName(), target.outlet(), format);
            records.sinkTo(target.connector().create(request))
                    .uid("sink-" + output + "-" + target.connector().type())
                    .name(name);
        }
    }
}
