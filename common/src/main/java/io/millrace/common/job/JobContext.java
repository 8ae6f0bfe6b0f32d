package io.millrace.common.job;

import io.millrace.common.codec.Decoder;
import io.millrace.common.connect.Outlet;
import io.millrace.common.connect.RecordReader;
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
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** What a job wires its streams with: settings, inputs with dead letters and event time in place, and outputs. */
public final class JobContext {
    private final Job job;
    private final Settings settings;
    private final StreamExecutionEnvironment environment;
    private final Outputs outputs;
    private @Nullable DataStream<DeadLetter> deadLetters;

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
        return read(JobOptions.SOURCE, format);
    }

    /**
     * The main input or another, in the same way.
     *
     * @param input {@code source}, or one of the job's {@link Job#inputs()} that its settings make it read
     */
    public <T> DataStream<T> read(String input, RecordFormat<T> format) {
        requireRead(input);
        RecordEdge<T> edge = edge(input, format);
        Source<Decoded<T>, ?, ?> source =
                JobOptions.sourceConnector(settings, input).create(settings, input, edge);
        // The main one's is older than the others; those must not be called as an operator of the job may be.
        String uid = input.equals(JobOptions.SOURCE) ? input : "input-" + input;
        SingleOutputStreamOperator<T> records = environment
                .fromSource(source, eventTime(format, source.getBoundedness()), input, edge.producedType())
                .uid(uid)
                .transform(
                        "split off dead letters",
                        format.typeInformation(),
                        new DeadLetterSplit<T>(JobOptions.badRecordLimit(settings)))
                .uid(uid + "-dead-letter-split");
        DataStream<DeadLetter> letters = records.getSideOutput(DeadLetterSplit.DEAD_LETTERS);
        deadLetters = deadLetters == null ? letters : deadLetters.union(letters);
        return records;
    }

    /**
     * An input that is read whole where the job begins; see {@link Job#readsAllAtOnce}.
     *
     * @param input one of the job's {@link Job#inputs()} that its settings make it read
     */
    public <T> RecordReader<T> readerOfAll(String input, RecordFormat<T> format) {
        requireRead(input);
        return JobOptions.sourceConnector(settings, input).reader(settings, input, edge(input, format));
    }

    private void requireRead(String input) {
        if (!JobOptions.inputs(job, settings).contains(input)) {
            throw new IllegalArgumentException("input '" + input + "' is not one that the job reads; these are "
                    + JobOptions.inputs(job, settings));
        }
    }

    private <T> RecordEdge<T> edge(String input, RecordFormat<T> format) {
        return new RecordEdge<>(format, decoder(format, input), settings.get(JobOptions.MAX_AHEAD));
    }

    /** Writes the dead letters of all inputs, once they are wired. */
    void writeDeadLetters() {
        if (deadLetters != null) {
            writeSide(JobOptions.DEAD_LETTERS, deadLetters, DeadLetter.FORMAT);
        }
    }

    private <T> Decoder<T> decoder(RecordFormat<T> format, String prefix) {
        try {
            return JobOptions.wireFormat(settings, prefix).decoder(format, JobOptions.codec(settings, prefix));
        } catch (IllegalArgumentException e) {
            throw OptionException.conflict(prefix + ".format: " + e.getMessage());
        }
    }

    private <T> WatermarkStrategy<Decoded<T>> eventTime(RecordFormat<T> format, Boundedness boundedness) {
        if (job.usesClock(settings) || !format.hasEventTime()) {
            RuntimeExecutionMode mode = settings.get(JobOptions.MODE);
            boolean sorted = mode == RuntimeExecutionMode.BATCH
                    || mode == RuntimeExecutionMode.AUTOMATIC && boundedness == Boundedness.BOUNDED;
            return sorted ? EventTime.ofClockInOrder() : EventTime.ofClock();
        }
        return EventTime.ofRecords(
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
