package io.millrace.jobs.traffic;

import io.millrace.common.aggregate.Aggregates;
import io.millrace.common.aggregate.HeavyHitter;
import io.millrace.common.options.Settings;
import io.millrace.common.window.PreAggregation;
import io.millrace.common.window.WindowBuilder;
import io.millrace.common.window.WindowResult;
import io.millrace.common.window.Windows;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.util.Collector;

/** The keys with the greatest total in each window, of all keys: heavy hitters, merged before the one subtask that tells them. */
final class TopTalkers {
    private TopTalkers() {}

    static DataStream<TopTalker> of(DataStream<Flow> flows, Settings settings) {
        List<WindowSpec> specs = TrafficOptions.topWindows(settings);
        int mapSize = settings.get(TrafficOptions.TOP_TALKERS_MAP_SIZE);
        WindowBuilder<Flow, String> windows = Windows.of(flows.keyBy(flow -> Flow.NO_KEY, Types.STRING))
                .preAggregate("top-talkers-before-shuffle", PreAggregation.defaults());
        specs.forEach(spec -> windows.window(spec.definition()));
        return windows.aggregate(Aggregates.heavyHitters(
                        Flow::key, TopTalker::weight, settings.get(TrafficOptions.TOP_TALKERS), mapSize))
                .uid("top-talkers-" + mapSize + "-" + TrafficOptions.ids(specs))
                .name("top talkers")
                .flatMap(new Rows(specs))
                .returns(TopTalker.FORMAT.typeInformation())
                .uid("top-talkers-rows")
                .name("rows of top talkers");
    }

    /** A row for each key, in the order of their ranks. */
    private static final class Rows implements FlatMapFunction<WindowResult<String, List<HeavyHitter>>, TopTalker> {
        private static final long serialVersionUID = 1L;

        private final ArrayList<String> labels = new ArrayList<>();

        private Rows(List<WindowSpec> specs) {
            specs.forEach(spec -> labels.add(spec.label()));
        }

        @Override
        public void flatMap(WindowResult<String, List<HeavyHitter>> result, Collector<TopTalker> out) {
            String window = labels.get(result.definition());
            long rank = 0;
            for (HeavyHitter key : result.value()) {
                rank++;
                out.collect(new TopTalker(
                        window,
                        result.start(),
                        result.end(),
                        rank,
                        key.text(),
                        key.estimate(),
                        key.lowerBound(),
                        key.upperBound()));
            }
        }
    }
}
