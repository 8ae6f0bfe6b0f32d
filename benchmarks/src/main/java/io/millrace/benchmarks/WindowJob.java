package io.millrace.benchmarks;

import io.millrace.common.aggregate.Aggregate;
import io.millrace.common.aggregate.Aggregates;
import io.millrace.common.state.StateTypeInfo;
import io.millrace.common.window.PreAggregation;
import io.millrace.common.window.WindowBuilder;
import io.millrace.common.window.Windows;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
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
 * @param <A> accumulators
 */
record WindowJob<A>(Duration size, Duration slide, Aggregate<Point, A, double[]> aggregate) {
    private static final TypeInformation<Outcome> OUTCOME = new StateTypeInfo<>(Outcome.Codec.class);
    private static final TypeInformation<double[]> NUMBERS = PrimitiveArrayTypeInfo.DOUBLE_PRIMITIVE_ARRAY_TYPE_INFO;

    static WindowJob<?> meanMax(Duration size, Duration slide) {
        return new WindowJob<>(
                size, slide, Aggregates.both(Aggregates.mean(Point::value), Aggregates.max(Point::value), (mean, max) ->
                        new double[] {mean, max}));
    }

    static WindowJob<?> p99(Duration size, Duration slide) {
        return new WindowJob<>(size, slide, Aggregates.quantiles(Point::value, 0.99));
    }

    private static KeyedStream<Point, Integer> keyed(DataStream<Point> points) {
        return points.keyBy(Point::key, Types.INT);
    }

    SingleOutputStreamOperator<Outcome> millrace(DataStream<Point> points) {
        return outcomes(Windows.of(keyed(points)).sliding(size, slide));
    }

    SingleOutputStreamOperator<Outcome> millrace(DataStream<Point> points, PreAggregation before) {
        return outcomes(Windows.of(keyed(points)).sliding(size, slide).preAggregate("before", before));
    }

    private SingleOutputStreamOperator<Outcome> outcomes(WindowBuilder<Point, Integer> windows) {
        return windows.aggregate(aggregate, OUTCOME, result -> Outcome.of(result.key(), result.end(), result.value()));
    }

    SingleOutputStreamOperator<Outcome> flink(DataStream<Point> points) {
        WindowAssigner<Object, TimeWindow> windows =
                size.equals(slide) ? TumblingEventTimeWindows.of(size) : SlidingEventTimeWindows.of(size, slide);
        return keyed(points)
                .window(windows)
                .aggregate(
                        new FlinkAggregate<>(aggregate),
                        new ToOutcome(),
                        new CodecTypeInfo<>(aggregate.codec()),
                        NUMBERS,
                        OUTCOME);
    }

    private static final class ToOutcome extends ProcessWindowFunction<double[], Outcome, Integer, TimeWindow> {
        private static final long serialVersionUID = 1L;

        @Override
        public void process(Integer key, Context context, Iterable<double[]> results, Collector<Outcome> out) {
            out.collect(Outcome.of(
                    key, context.window().getEnd(), results.iterator().next()));
        }
    }
}
