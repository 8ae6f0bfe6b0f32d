package io.millrace.common.job;

import io.millrace.common.options.Option;
import io.millrace.common.options.OptionException;
import io.millrace.common.options.Options;
import io.millrace.common.options.Settings;
import io.millrace.common.record.Reading;
import io.millrace.common.record.RecordFormat;
import java.time.Duration;
import java.util.List;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.util.OutputTag;

/** Sums counts per device and second; a job as small as they come. */
final class CountPerSecondJob implements Job {
    static final Option<String> PREFIX =
            Options.text("count.unit").defaultsTo("items", "What is counted; anything but stones.");
    private static final OutputTag<Reading> LATE = new OutputTag<>("late", Reading.FORMAT.typeInformation());

    @Override
    public String description() {
        return "Sums counts.";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(PREFIX);
    }

    @Override
    public void validate(Settings settings) {
        Memory.CALLS.add("validate job");
        if (settings.get(PREFIX).equals("stones")) {
            throw OptionException.notAllowed(PREFIX, "stones", "anything else");
        }
    }

    @Override
    public boolean usesClock(Settings settings) {
        return settings.get(PREFIX).equals("ticks");
    }

    @Override
    public List<String> sideOutputs() {
        return List.of("late");
    }

    @Override
    public boolean writes(String sideOutput, Settings settings) {
        return !settings.get(PREFIX).equals("sheep");
    }

    @Override
    public void wire(JobContext job) {
        Memory.CALLS.add("wire");
        RecordFormat<Reading> format = Reading.FORMAT.renamed(java.util.Map.of("count", job.get(PREFIX)));
        DataStream<Reading> readings = job.read(format);
        SingleOutputStreamOperator<Reading> sums = readings.keyBy(Reading::device)
                .window(TumblingEventTimeWindows.of(Duration.ofSeconds(1)))
                .sideOutputLateData(LATE)
                .reduce((a, b) ->
                        new Reading(a.device(), a.value(), a.count() + b.count(), true, a.at(), a.seen(), null))
                .uid("sums")
                .name("sums");
        job.write(sums, format.select(List.of("device", job.get(PREFIX))));
        if (writes("late", job.settings())) {
            job.writeSide("late", sums.getSideOutput(LATE), format.select(List.of("device", "at")));
        }
    }
}
