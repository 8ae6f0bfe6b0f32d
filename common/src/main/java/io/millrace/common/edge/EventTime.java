package io.millrace.common.edge;

import io.millrace.common.record.FieldValues;
import io.millrace.common.record.RecordFormat;
import java.io.Serializable;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/** Timestamps and watermarks of what a source emits, per partition of the source. */
public final class EventTime {
    private EventTime() {}

    /**
     * By the time that records carry. Dead letters neither move time on nor keep a partition from being idle; nor do
     * records without a time, which get the source's (a Kafka record's timestamp) or else the clock's.
     *
     * @param outOfOrderness how far records may be out of order
     * @param idleness after how long without records a partition no longer holds time back
     */
    public static <T> WatermarkStrategy<Decoded<T>> ofRecords(
            RecordFormat<T> format, Duration outOfOrderness, Duration idleness) {
        WatermarkStrategy<Decoded<T>> bounded = WatermarkStrategy.<Decoded<T>>forBoundedOutOfOrderness(outOfOrderness)
                .withIdleness(idleness);
        return WatermarkStrategy.<Decoded<T>>forGenerator(
                        context -> new TimedOnly<>(format, bounded.createWatermarkGenerator(context)))
                .withTimestampAssigner((decoded, fromSource) -> {
                    long own = timeOf(decoded, format);
                    if (own != FieldValues.MISSING || decoded.recordOrNull() == null) {
                        return own;
                    }
                    return fromSource > 0 ? fromSource : ForwardClock.SYSTEM.millis();
                });
    }

    private static <T> long timeOf(Decoded<T> decoded, RecordFormat<T> format) {
        T record = decoded.recordOrNull();
        return record == null ? FieldValues.MISSING : format.eventTime(record);
    }

    /**
     * By the clock, as records leave the source: processing time, with what event time brings. Bounded input ends all
     * its windows, no record is late, and time goes on where there are no records.
     */
    public static <T> WatermarkStrategy<Decoded<T>> ofClock() {
        return ofClock(() -> ForwardClock.SYSTEM);
    }

    /**
     * By the clock, each record of a subtask later than the one before: for batch execution, which sorts records by key and
     * time, so that those of one subtask stay in their order.
     */
    public static <T> WatermarkStrategy<Decoded<T>> ofClockInOrder() {
        return WatermarkStrategy.<Decoded<T>>forGenerator(context -> new ByClock<>(ForwardClock.SYSTEM))
                .withTimestampAssigner(context -> new Ascending<>(ForwardClock.SYSTEM));
    }

    static <T> WatermarkStrategy<Decoded<T>> ofClock(ClockOnSite clock) {
        return WatermarkStrategy.<Decoded<T>>forGenerator(context -> new ByClock<>(clock.get()))
                .withTimestampAssigner(context -> {
                    ForwardClock site = clock.get();
                    return (decoded, fromSource) -> site.millis();
                });
    }

    /** Finds the clock in the JVM that the strategy was sent to. */
    interface ClockOnSite extends Supplier<ForwardClock>, Serializable {}

    private record TimedOnly<T>(RecordFormat<T> format, WatermarkGenerator<Decoded<T>> generator)
            implements WatermarkGenerator<Decoded<T>> {
        @Override
        public void onEvent(Decoded<T> event, long timestamp, WatermarkOutput output) {
            if (timeOf(event, format) != FieldValues.MISSING) {
                generator.onEvent(event, timestamp, output);
            }
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            generator.onPeriodicEmit(output);
        }
    }

    /** Stamps that ascend strictly, ahead of the clock where records come faster than it ticks. */
    static final class Ascending<T> implements TimestampAssigner<T> {
        private final ForwardClock clock;
        private long last = Long.MIN_VALUE;

        Ascending(ForwardClock clock) {
            this.clock = clock;
        }

        @Override
        public long extractTimestamp(T element, long fromSource) {
            last = Math.max(last + 1, clock.millis());
            return last;
        }
    }

    private record ByClock<T>(ForwardClock clock) implements WatermarkGenerator<T> {
        @Override
        public void onEvent(T event, long timestamp, WatermarkOutput output) {}

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            output.emitWatermark(new Watermark(clock.millis() - 1));
        }
    }
}
