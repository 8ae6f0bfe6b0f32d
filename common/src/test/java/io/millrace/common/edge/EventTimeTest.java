package io.millrace.common.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.common.record.FieldValues;
import io.millrace.common.record.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.clock.ManualClock;
import org.apache.flink.util.clock.RelativeClock;
import org.junit.jupiter.api.Test;

class EventTimeTest {
    private static final long DAY = 1_732_147_200_000L;
    private static final AtomicLong WALL = new AtomicLong();
    private static final ForwardClock CLOCK = new ForwardClock(WALL::get);

    private final ManualClock activity = new ManualClock();
    private final Recorded output = new Recorded();

    private static final class Recorded implements WatermarkOutput {
        private final List<Long> watermarks = new ArrayList<>();
        private boolean idle;

        @Override
        public void emitWatermark(Watermark watermark) {
            watermarks.add(watermark.getTimestamp());
            idle = false;
        }

        @Override
        public void markIdle() {
            idle = true;
        }

        @Override
        public void markActive() {
            idle = false;
        }

        long last() {
            return watermarks.get(watermarks.size() - 1);
        }
    }

    private final class Site implements WatermarkGeneratorSupplier.Context, TimestampAssignerSupplier.Context {
        @Override
        public MetricGroup getMetricGroup() {
            return new UnregisteredMetricsGroup();
        }

        @Override
        public RelativeClock getInputActivityClock() {
            return activity;
        }
    }

    private static Decoded<Reading> at(long millis) {
        return Decoded.record(new Reading("d", 1, 1, true, millis, 0, null));
    }

    private static Decoded<Reading> dead() {
        return Decoded.deadLetter(new DeadLetter(new byte[0], "s", 0, 0, "r", DAY + 999_999_999));
    }

    private static WatermarkStrategy<Decoded<Reading>> byRecords() {
        return EventTime.ofRecords(Reading.FORMAT, Duration.ofMillis(100), Duration.ofSeconds(10));
    }

    @Test
    void recordsMoveTimeAndDeadLettersDoNot() {
        WatermarkGenerator<Decoded<Reading>> generator = byRecords().createWatermarkGenerator(new Site());
        TimestampAssigner<Decoded<Reading>> assigner = byRecords().createTimestampAssigner(new Site());
        generator.onEvent(at(DAY), assigner.extractTimestamp(at(DAY), 5), output);
        generator.onPeriodicEmit(output);
        assertThat(output.last()).isEqualTo(DAY - 101);
        generator.onEvent(dead(), DAY + 999_999, output);
        generator.onPeriodicEmit(output);
        assertThat(output.last()).isEqualTo(DAY - 101);
        generator.onEvent(at(DAY - 50), assigner.extractTimestamp(at(DAY - 50), 5), output);
        generator.onPeriodicEmit(output);
        assertThat(output.last()).isEqualTo(DAY - 101);
    }

    @Test
    void deadLettersDoNotKeepAPartitionActive() {
        WatermarkGenerator<Decoded<Reading>> generator = byRecords().createWatermarkGenerator(new Site());
        generator.onEvent(at(DAY), DAY, output);
        generator.onPeriodicEmit(output);
        assertThat(output.idle).isFalse();
        for (int second = 0; second < 12; second++) {
            activity.advanceTime(Duration.ofSeconds(1));
            generator.onEvent(dead(), DAY, output);
            generator.onPeriodicEmit(output);
        }
        assertThat(output.idle).isTrue();
        generator.onEvent(at(DAY + 1), DAY + 1, output);
        generator.onPeriodicEmit(output);
        assertThat(output.idle).isFalse();
    }

    @Test
    void everyRecordGetsATimestampThatWindowsTake() {
        TimestampAssigner<Decoded<Reading>> assigner = byRecords().createTimestampAssigner(new Site());
        assertThat(assigner.extractTimestamp(at(DAY), 5)).isEqualTo(DAY);
        assertThat(assigner.extractTimestamp(at(FieldValues.MISSING), 5)).isEqualTo(5);
        long before = System.currentTimeMillis();
        assertThat(assigner.extractTimestamp(at(FieldValues.MISSING), Long.MIN_VALUE))
                .isGreaterThanOrEqualTo(before);
        assertThat(assigner.extractTimestamp(dead(), 5)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void aRecordWithoutTimeDoesNotMoveIt() {
        WatermarkGenerator<Decoded<Reading>> generator = byRecords().createWatermarkGenerator(new Site());
        generator.onEvent(at(DAY), DAY, output);
        generator.onEvent(at(FieldValues.MISSING), DAY + 1_000_000, output);
        generator.onPeriodicEmit(output);
        assertThat(output.last()).isEqualTo(DAY - 101);
    }

    @Test
    void byTheClockNothingIsLateThoughTheWallClockStepsBack() {
        WALL.set(DAY);
        WatermarkStrategy<Decoded<Reading>> strategy = EventTime.ofClock(() -> CLOCK);
        WatermarkGenerator<Decoded<Reading>> generator = strategy.createWatermarkGenerator(new Site());
        TimestampAssigner<Decoded<Reading>> assigner = strategy.createTimestampAssigner(new Site());
        for (long step : new long[] {0, 1, 500, -3_600_000, 10, 3_600_000, -1}) {
            WALL.addAndGet(step);
            generator.onPeriodicEmit(output);
            long timestamp = assigner.extractTimestamp(at(0), 0);
            generator.onEvent(at(0), timestamp, output);
            assertThat(timestamp).isGreaterThan(output.last());
        }
        assertThat(output.watermarks)
                .isSorted()
                .startsWith(DAY - 1, DAY, DAY + 500)
                .last()
                .isEqualTo(DAY + 511 - 1);
    }

    @Test
    void inOrderEachStampIsLaterThanTheOneBefore() {
        WALL.set(2 * DAY);
        EventTime.Ascending<String> stamps = new EventTime.Ascending<>(new ForwardClock(WALL::get));
        List<Long> given = new ArrayList<>();
        for (long step : new long[] {0, 0, 0, -500, 0, 10, 0}) {
            WALL.addAndGet(step);
            given.add(stamps.extractTimestamp("any", 5) - 2 * DAY);
        }
        assertThat(given).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
        WALL.set(2 * DAY + 1_000);
        assertThat(stamps.extractTimestamp("any", 5)).isEqualTo(2 * DAY + 1_000);
    }

    @Test
    void theClockGoesForwardForAllThreads() throws Exception {
        AtomicLong jumping = new AtomicLong();
        ForwardClock clock = new ForwardClock(() -> (jumping.incrementAndGet() * 7919) % 1000);
        AtomicLong latest = new AtomicLong(Long.MIN_VALUE);
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(threads.submit(() -> {
                    start.await();
                    boolean forward = true;
                    for (int k = 0; k < 50_000; k++) {
                        long seen = latest.get();
                        long now = clock.millis();
                        forward &= now >= seen;
                        latest.accumulateAndGet(now, Math::max);
                    }
                    return forward;
                }));
            }
            start.countDown();
            for (Future<Boolean> one : all) {
                assertThat(one.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
