package io.millrace.jobs.traffic;

import io.millrace.common.options.OptionSet;
import io.millrace.common.options.Settings;
import io.millrace.common.record.FieldValues;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.Collector;

/** Runs the monitor's pipeline over given flows, with a watermark after each of them; for tests with a MiniCluster. */
final class PipelineRun {
    /** What came out. */
    record Output(List<TrafficResult> results, List<LateFlow> late, List<TopTalker> top) {}

    private PipelineRun() {}

    static Output run(List<Flow> flows, long outOfOrder, Map<String, String> options, RuntimeExecutionMode mode)
            throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setRuntimeMode(mode);
        env.setParallelism(2);
        DataStream<Flow> source = env.fromData(Flow.FORMAT.typeInformation(), flows.toArray(new Flow[0]))
                .setParallelism(1)
                .uid("flows")
                .assignTimestampsAndWatermarks(WatermarkStrategy.<Flow>forGenerator(c -> new EachRecord(outOfOrder))
                        .withTimestampAssigner((flow, ts) -> flow.time()))
                .setParallelism(1)
                .uid("watermarks");
        TrafficMonitorJob.Streams streams = TrafficMonitorJob.pipeline(source, settings(options));
        DataStream<TopTalker> noTop = streams.results()
                .flatMap((TrafficResult result, Collector<TopTalker> out) -> {})
                .returns(TopTalker.FORMAT.typeInformation())
                .uid("no-top");
        try (CloseableIterator<TrafficResult> results = streams.results().collectAsync();
                CloseableIterator<LateFlow> late = streams.late().collectAsync();
                CloseableIterator<TopTalker> top = streams.top().orElse(noTop).collectAsync()) {
            env.executeAsync("traffic");
            Output output = new Output(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            results.forEachRemaining(output.results()::add);
            late.forEachRemaining(output.late()::add);
            top.forEachRemaining(output.top()::add);
            return output;
        }
    }

    private static Settings settings(Map<String, String> options) {
        Map<String, String> all = new HashMap<>(options);
        all.put("fields.key", "device");
        all.put("fields.time", "sent_at");
        all.put("fields.sequence", "seq");
        return Settings.of(OptionSet.builder().group("Job", TrafficOptions.ALL).build(), all);
    }

    static Flow flow(String key, double value, long time, long sequence) {
        return new Flow(key, value, time, sequence, time + 5);
    }

    /** Up to two seconds out of order; one in twelve sequence numbers is lost, and each device is silent for a while. */
    static List<Flow> randomFlows(long seed, int size) {
        Random random = new Random(seed);
        long[] sequences = new long[6];
        List<Flow> inOrder = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int device = random.nextInt(sequences.length);
            long time = 100_000 + i * 40L + random.nextInt(40);
            sequences[device] += random.nextInt(12) == 0 ? 2 : 1;
            boolean silent = (time / 15_000) % sequences.length == device;
            if (!silent) {
                inOrder.add(new Flow(
                        "device-" + device,
                        random.nextInt(1_500),
                        time,
                        sequences[device],
                        time + random.nextInt(300)));
            }
        }
        Map<Flow, Long> sent = new HashMap<>();
        inOrder.forEach(flow -> sent.put(flow, flow.time() + random.nextInt(2_000)));
        return inOrder.stream().sorted(Comparator.comparing(sent::get)).toList();
    }

    /** A watermark after every record, so that what is late does not depend on timing. */
    private static final class EachRecord implements WatermarkGenerator<Flow> {
        private final long outOfOrder;
        private long highest = FieldValues.MISSING + 10_000;

        private EachRecord(long outOfOrder) {
            this.outOfOrder = outOfOrder;
        }

        @Override
        public void onEvent(Flow event, long timestamp, WatermarkOutput output) {
            highest = Math.max(highest, timestamp);
            output.emitWatermark(new Watermark(highest - outOfOrder - 1));
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {}
    }
}
