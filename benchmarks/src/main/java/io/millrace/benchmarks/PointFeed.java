package io.millrace.benchmarks;

import io.millrace.common.state.StateTypeInfo;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Points of {@link #KEYS} keys in the order of their time, with a watermark each 100 ms of event time and not of the clock, so
 * that fast and slow contenders see the same.
 *
 * @param rate points for each second of event time
 * @param limit how many; after that nothing comes, and the source goes on
 */
record PointFeed(long rate, long limit) {
    static final int KEYS = 1_000;
    private static final long START = 1_767_225_600_000L;
    private static final long WATERMARK_MILLIS = 100;

    DataStream<Point> in(StreamExecutionEnvironment environment) {
        long pointsPerSecond = rate;
        long points = limit;
        return environment
                .fromSequence(0, Long.MAX_VALUE - 1)
                .uid("numbers")
                .filter(number -> number < points)
                .uid("limit")
                .map(number -> point(number, pointsPerSecond))
                .returns(new StateTypeInfo<>(Point.Codec.class))
                .uid("points")
                .assignTimestampsAndWatermarks(WatermarkStrategy.<Point>forGenerator(context -> new EachStep())
                        .withTimestampAssigner((point, before) -> point.time()))
                .uid("time");
    }

    private static Point point(long number, long rate) {
        long mixed = (number + 1) * 0x9E37_79B9_7F4A_7C15L;
        mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8_FEB8_6659_FD93L;
        mixed ^= mixed >>> 32;
        return new Point((int) Long.remainderUnsigned(mixed, KEYS), START + number * 1000 / rate, mixed >> 40);
    }

    private static final class EachStep implements WatermarkGenerator<Point> {
        private long step = Long.MIN_VALUE;

        @Override
        public void onEvent(Point point, long timestamp, WatermarkOutput output) {
            if (timestamp / WATERMARK_MILLIS > step) {
                step = timestamp / WATERMARK_MILLIS;
                output.emitWatermark(new Watermark(timestamp - 1));
            }
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {}
    }
}
