package io.millrace.common.edge;

import io.millrace.common.record.FieldValues;
import io.millrace.common.record.RecordFormat;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/** Timestamps and watermarks of what a source emits, per partition of the source. */
public final class EventTime {
    private EventTime() {}

    /**
     * By the time that records carry. Dead letters neither move time on nor keep a partition from being idle.
     *
     * @param outOfOrderness how far records may be out of order
     * @param idleness after how long without records a partition no longer holds time back
     */
    public static <T> WatermarkStrategy<Decoded<T>> ofRecords(
            RecordFormat<T> format, Duration outOfOrderness, Duration idleness) {
        WatermarkStrategy<Decoded<T>> bounded = WatermarkStrategy.<Decoded<T>>forBoundedOutOfOrderness(outOfOrderness)
                .withIdleness(idleness);
        return WatermarkStrategy.<Decoded<T>>forGenerator(
                        context -> new RecordsOnly<>(bounded.createWatermarkGenerator(context)))
                .withTimestampAssigner((decoded, fromSource) -> {
                    T record = decoded.recordOrNull();
                    return record == null ? FieldValues.MISSING : format.eventTime(record);
                });
    }

    /**
     * By the clock, as records leave the source: processing time, with what event time brings. Bounded input ends all
     * its windows, no record is late, and time goes on where there are no records.
     */
    public static <T> WatermarkStrategy<Decoded<T>> ofClock() {
        return WatermarkStrategy.<Decoded<T>>forGenerator(context -> new ByClock<>())
                .withTimestampAssigner((decoded, fromSource) -> ForwardClock.millis());
    }

    private record RecordsOnly<T>(WatermarkGenerator<Decoded<T>> generator) implements WatermarkGenerator<Decoded<T>> {
        @Override
        public void onEvent(Decoded<T> event, long timestamp, WatermarkOutput output) {
            if (event.recordOrNull() != null) {
                generator.onEvent(event, timestamp, output);
            }
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            generator.onPeriodicEmit(output);
        }
    }

    private static final class ByClock<T> implements WatermarkGenerator<T> {
        @Override
        public void onEvent(T event, long timestamp, WatermarkOutput output) {}

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            output.emitWatermark(new Watermark(ForwardClock.millis() - 1));
        }
    }
}
