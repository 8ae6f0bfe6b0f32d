package io.millrace.jobs.traffic;

import io.millrace.common.cached.CachedStreams;
import io.millrace.common.job.Job;
import io.millrace.common.job.JobContext;
import io.millrace.common.job.Jobs;
import io.millrace.common.options.Option;
import io.millrace.common.options.Settings;
import io.millrace.common.record.RecordFormat;
import io.millrace.common.window.WindowBuilder;
import io.millrace.common.window.Windows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;

/**
 * Count, sum, mean, least, greatest, rate, spread, quantiles, loss and delay of a feed, per device and window, and the devices
 * with the greatest totals. A feed of bare numbers needs no configuration but where it comes from.
 */
public final class TrafficMonitorJob implements Job {
    /** The side output of records that came after their windows were closed for good. */
    public static final String LATE = "late";

    /** The side output of the keys with the greatest totals. */
    public static final String TOP = "top";

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
        return List.of(LATE, TOP);
    }

    @Override
    public boolean writes(String sideOutput, Settings settings) {
        return !sideOutput.equals(TOP) || TrafficOptions.withTopTalkers(settings);
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
        streams.top().ifPresent(top -> job.writeSide(TOP, top, top(job.settings())));
    }

    /**
     * What the pipeline gives.
     *
     * @param results a result for each window, and for each correction of one
     * @param late the records that no window took
     * @param top the keys with the greatest totals of each window, where they are asked for
     */
    record Streams(DataStream<TrafficResult> results, DataStream<LateFlow> late, Optional<DataStream<TopTalker>> top) {}

    /** From records with event time and watermarks to results: all windows in one operator over one keyed stream. */
    static Streams pipeline(DataStream<Flow> flows, Settings settings) {
        List<WindowSpec> specs = TrafficOptions.windows(settings);
        Set<Statistic> statistics = TrafficOptions.statistics(settings);
        SingleOutputStreamOperator<TrafficResult> windows = windows(flows, specs, statistics, settings);
        DataStream<TrafficResult> results =
                statistics.contains(Statistic.LOSS) ? withLoss(windows, specs, settings) : windows;
        Optional<DataStream<TopTalker>> top = TrafficOptions.withTopTalkers(settings)
                ? Optional.of(TopTalkers.of(flows, settings))
                : Optional.empty();
        return new Streams(results, late(windows, specs), top);
    }

    private static SingleOutputStreamOperator<TrafficResult> windows(
            DataStream<Flow> flows, List<WindowSpec> specs, Set<Statistic> statistics, Settings settings) {
        WindowBuilder<Flow, String> windows = Windows.of(flows.keyBy(Flow::key, Types.STRING))
                .allowedLateness(settings.get(TrafficOptions.ALLOWED_LATENESS))
                .cache(settings.get(TrafficOptions.CACHE));
        Duration early = settings.get(TrafficOptions.EARLY_RESULTS);
        if (!early.isZero()) {
            windows.earlyResults(early);
        }
        ArrayList<String> labels = new ArrayList<>();
        for (WindowSpec spec : specs) {
            windows.window(spec.definition()).sideOutputLateData(labels.size(), lateTag(spec));
            labels.add(spec.label());
        }
        TrafficAggregate aggregate =
                new TrafficAggregate(statistics.contains(Statistic.QUANTILES), statistics.contains(Statistic.DELAY));
        return windows.aggregate(
                        aggregate,
                        TrafficResult.FORMAT,
                        r -> TrafficResult.of(
                                r.key(),
                                labels.get(r.definition()),
                                r.start(),
                                r.end(),
                                r.pane(),
                                r.timing(),
                                r.value()))
                .uid("windows-" + TrafficOptions.ids(specs))
                .name("windows " + String.join(", ", labels));
    }

    private static DataStream<TrafficResult> withLoss(
            DataStream<TrafficResult> windows, List<WindowSpec> specs, Settings settings) {
        LossFunction loss = new LossFunction(specs, settings.get(TrafficOptions.ALLOWED_LATENESS));
        return CachedStreams.process(
                        windows.keyBy(TrafficResult::key, Types.STRING),
                        LossFunction.state(settings.get(TrafficOptions.SEQUENCE_MEMORY)),
                        loss,
                        TrafficResult.FORMAT.typeInformation())
                .uid("loss")
                .name("loss");
    }

    private static OutputTag<Flow> lateTag(WindowSpec spec) {
        return new OutputTag<>("late-" + spec.id(), Flow.FORMAT.typeInformation());
    }

    private static DataStream<LateFlow> late(
            SingleOutputStreamOperator<TrafficResult> windows, List<WindowSpec> specs) {
        DataStream<LateFlow> late = null;
        for (WindowSpec spec : specs) {
            String label = spec.label();
            DataStream<LateFlow> one = windows.getSideOutput(lateTag(spec))
                    .map(flow -> new LateFlow(label, flow))
                    .returns(LateFlow.FORMAT.typeInformation())
                    .uid("late-" + spec.id())
                    .name("late for " + label);
            late = late == null ? one : late.union(one);
        }
        return Objects.requireNonNull(late, "windows");
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

    /** The fields of top talkers; the key under its name in the feed. */
    static RecordFormat<TopTalker> top(Settings settings) {
        Map<String, String> names = new LinkedHashMap<>();
        settings.find(TrafficOptions.KEY).ifPresent(name -> names.put("key", name));
        return TopTalker.FORMAT.renamed(names);
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
