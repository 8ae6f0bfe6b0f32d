package io.millrace.benchmarks;

import io.millrace.common.aggregate.Aggregate;
import io.millrace.common.state.StateTypeInfo;
import io.millrace.common.window.Windows;
import java.time.Duration;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.WindowAssigner;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/**
 * One aggregate over windows of one kind, by Millrace and by Flink, up to the same results.
 *
 * @param accumulator the class of the aggregate's accumulators
 */
record WindowJob<A, R>(
        Duration size, Duration slide, Aggregate<Point, A, R> aggregate, Class<A> accumulator, Outcome.Maker<R> maker) {
    private static final TypeInformation<Outcome> OUTCOME = new StateTypeInfo<>(Outcome.Codec.class);

    static WindowJob<MeanMax.Sums, double[]> meanMax(Duration size, Duration slide) {
        return new WindowJob<>(
                size,
                slide,
                new MeanMax(),
                MeanMax.Sums.class,
                (key, end, result) -> new Outcome(key, end, result[0], result[1]));
    }

    static WindowJob<?, double[]> p99(Duration size, Duration slide) {
        return new WindowJob<>(
                size,
                slide,
                new P99(),
                KllDoublesSketch.class,
                (key, end, result) -> new Outcome(key, end, result[0], 0));
    }

    private static KeyedStream<Point, Integer> keyed(DataStream<Point> points) {
        return points.keyBy(Point::key, Types.INT);
    }

    SingleOutputStreamOperator<Outcome> millrace(DataStream<Point> points) {
        Outcome.Maker<R> make = maker;
        return Windows.of(keyed(points))
                .sliding(size, slide)
                .aggregate(aggregate, OUTCOME, result -> make.of(result.key(), result.end(), result.value()));
    }

    SingleOutputStreamOperator<Outcome> flink(DataStream<Point> points) {
        WindowAssigner<Object, TimeWindow> windows =
                size.equals(slide) ? TumblingEventTimeWindows.of(size) : SlidingEventTimeWindows.of(size, slide);
        return keyed(points)
                .window(windows)
                .aggregate(
                        new FlinkAggregate<>(aggregate),
                        new ToOutcome<>(maker),
                        new CodecTypeInfo<>(accumulator, aggregate.codec()),
                        aggregate.resultType().orElseThrow(),
                        OUTCOME);
    }

    private static final class ToOutcome<R> extends ProcessWindowFunction<R, Outcome, Integer, TimeWindow> {
        private static final long serialVersionUID = 1L;
        private final Outcome.Maker<R> maker;

        ToOutcome(Outcome.Maker<R> maker) {
            this.maker = maker;
        }

        @Override
        public void process(Integer key, Context context, Iterable<R> results, Collector<Outcome> out) {
            out.collect(
                    maker.of(key, context.window().getEnd(), results.iterator().next()));
        }
    }
}
