package io.millrace.jobs.traffic;

import io.millrace.common.job.Job;
import io.millrace.common.job.JobContext;
import io.millrace.common.job.Jobs;
import io.millrace.common.options.Option;
import io.millrace.common.options.Settings;
import io.millrace.common.record.RecordFormat;
import io.millrace.common.state.StateTypeInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Count, sum, mean, least, greatest, rate, spread, loss and delay of a feed, per device and window. A feed of bare
 * numbers needs no configuration but where it comes from.
 */
public final class TrafficMonitorJob implements Job {
    /** The side output of records that came after their windows were closed for good. */
    public static final String LATE = "late";

    public static void main(String[] args) throws Exception {
        Jobs.main(new TrafficMonitorJob(), args);
    }

    @Override
    public String description() {
        return "statistics of network traffic, or of any numbers, per device and window.";
    }

    @Override
    public List<Option<?>> options() {
        return TrafficOptions.ALL;
    }

    @Override
    public List<String> sideOutputs() {
        return List.of(LATE);
    }

    @Override
    public void validate(Settings settings) {
        TrafficOptions.validate(settings);
    }

    @Override
    public boolean usesClock(Settings settings) {
        return !TrafficOptions.byEventTime(settings);
    }

    @Override
    public void wire(JobContext job) {
        Streams streams = pipeline(job.read(flows(job.settings())), job.settings());
        job.write(streams.results(), results(job.settings()));
        job.writeSide(LATE, streams.late(), late(job.settings()));
    }

    /**
     * What the pipeline gives.
     *
     * @param results a result for each window, and for each correction of one
     * @param late the records that no window took
     */
    record Streams(DataStream<TrafficResult> results, DataStream<LateFlow> late) {}

    /** From records with event time and watermarks to results: all windows over one keyed stream. */
    static Streams pipeline(DataStream<Flow> flows, Settings settings) {
        KeyedStream<Flow, String> keyed = flows.keyBy(Flow::key, Types.STRING);
        DataStream<TrafficResult> results = null;
        DataStream<LateFlow> late = null;
        for (WindowSpec spec : TrafficOptions.windows(settings)) {
            Streams one = window(keyed, spec, settings);
            results = union(results, one.results());
            late = union(late, one.late());
        }
        if (results == null || late == null) {
            throw new IllegalArgumentException("windows must name at least one window");
        }
        return new Streams(results, late);
    }

    private static <T> DataStream<T> union(@Nullable DataStream<T> before, DataStream<T> more) {
        return before == null ? more : before.union(more);
    }

    private static Streams window(KeyedStream<Flow, String> flows, WindowSpec spec, Settings settings) {
        Set<Statistic> statistics = TrafficOptions.statistics(settings);
        Duration lateness = settings.get(TrafficOptions.ALLOWED_LATENESS);
        TypeInformation<TrafficStats> state = new StateTypeInfo<>(TrafficStats.Codec.class);
        OutputTag<Flow> lateTag = new OutputTag<>("late-" + spec.id(), Flow.FORMAT.typeInformation());
        TrafficWindow result = new TrafficWindow(
                spec, lateness, statistics.contains(Statistic.LOSS), settings.get(TrafficOptions.SEQUENCE_MEMORY));
        SingleOutputStreamOperator<TrafficResult> results = flows.window(spec.assigner())
                .allowedLateness(lateness)
                .sideOutputLateData(lateTag)
                .aggregate(
                        new TrafficAggregate(statistics.contains(Statistic.DELAY)),
                        result,
                        state,
                        state,
                        TrafficResult.FORMAT.typeInformation())
                .uid("window-" + spec.id())
                .name("window " + spec.label());
        String label = spec.label();
        DataStream<LateFlow> late = results.getSideOutput(lateTag)
                .map(flow -> new LateFlow(label, flow))
                .returns(LateFlow.FORMAT.typeInformation())
                .uid("late-" + spec.id())
                .name("late for " + spec.label());
        return new Streams(results, late);
    }

    /** The feed's records, under the names that the settings give their fields. */
    static RecordFormat<Flow> flows(Settings settings) {
        Map<String, String> fields = TrafficOptions.fields(settings);
        return Flow.FORMAT.reading(fields.keySet()).renamed(fields);
    }

    /** The results' fields that the settings ask for; the key under its name in the feed. */
    static RecordFormat<TrafficResult> results(Settings settings) {
        Map<String, String> names = new LinkedHashMap<>();
        settings.find(TrafficOptions.KEY).ifPresent(name -> names.put("key", name));
        return TrafficResult.FORMAT
                .select(TrafficOptions.resultFields(settings))
                .renamed(names);
    }

    /** A late record's fields under the names that the feed gives them, so that it can be sent again. */
    static RecordFormat<LateFlow> late(Settings settings) {
        Map<String, String> names = TrafficOptions.fields(settings);
        List<String> fields = new ArrayList<>(List.of("window"));
        fields.addAll(names.keySet());
        if (!names.containsKey("arrival") && !names.containsValue("arrival")) {
            fields.add("arrival");
        }
        return LateFlow.FORMAT.select(fields).renamed(names);
    }
}
