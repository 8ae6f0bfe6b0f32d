package io.millrace.connectors.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.common.codec.CodecSettings;
import io.millrace.common.codec.WireFormat;
import io.millrace.common.edge.Decoded;
import io.millrace.common.edge.RecordEdge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.core.io.InputStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** By hand and with a clock of its own: what the source operator would do, without waiting. */
class FlowReaderTest {
    private static final long START = System.currentTimeMillis();
    private static final FlowSpec SPEC = FlowSpec.builder()
            .devices(24)
            .rate(1000)
            .records(20_000)
            .disorder(0.05, Duration.ofMillis(300))
            .late(0.01, Duration.ofSeconds(1))
            .outage(Duration.ofSeconds(2), Duration.ofSeconds(2), 3)
            .build();

    private final FakePace pace = new FakePace();
    private final Output output = new Output();

    private FlowReader<Flow> reader(FlowSpec spec, double stretch) {
        RecordEdge<Flow> edge = new RecordEdge<>(
                Flow.FORMAT, WireFormat.JSON.decoder(Flow.FORMAT, CodecSettings.DEFAULT), Duration.ofDays(1));
        return new FlowReader<>(spec, edge, stretch, pace);
    }

    private static List<FlowSplit> splits(int splits) {
        List<FlowSplit> all = new ArrayList<>();
        for (int i = 0; i < splits; i++) {
            all.add(FlowSplit.fresh(i, splits, START));
        }
        return all;
    }

    /** Polls until nothing is due at the current time. @return the last status */
    private InputStatus drain(FlowReader<Flow> reader) {
        InputStatus status;
        do {
            status = reader.pollNext(output);
        } while (status == InputStatus.MORE_AVAILABLE);
        return status;
    }

    @ParameterizedTest
    @ValueSource(doubles = {100, 50_000, 1_000_000})
    void keepsItsRateByTheClock(double rate) {
        FlowSpec spec = FlowSpec.builder().rate(rate).build();
        FlowReader<Flow> reader = reader(spec, 1);
        output.keeps = false;
        reader.addSplits(splits(4));
        reader.notifyNoMoreSplits();
        while (pace.now < 1_000_000_000L) {
            assertThat(drain(reader)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
            assertThat(reader.isAvailable()).isNotDone();
            pace.advanceToAlarm();
            assertThat(reader.isAvailable()).isDone();
        }
        drain(reader);
        // The clock begins with the first record; splits are apart by less than a spacing, alarms by a millisecond.
        assertThat(output.count).isBetween((int) rate - 4, (int) (rate * (pace.now / 1e9)) + 4);
        assertThat(pace.now).isLessThan(1_010_000_000L);
    }

    /** A reader that was held up sends what fell due meanwhile, and so keeps the mean. */
    @Test
    void catchesUp() {
        FlowReader<Flow> reader = reader(FlowSpec.builder().rate(1000).build(), 1);
        reader.addSplits(splits(1));
        drain(reader);
        pace.now += 2_000_000_000L;
        drain(reader);
        assertThat(output.records.size()).isBetween(2000, 2002);
    }

    /** Ten times the pace of event time. */
    @Test
    void sendsFasterThanItHappened() {
        FlowReader<Flow> reader = reader(FlowSpec.builder().rate(1000).build(), 0.1);
        reader.addSplits(splits(1));
        drain(reader);
        pace.now += 1_000_000_000L;
        drain(reader);
        assertThat(output.records.size()).isBetween(10_000, 10_002);
        assertThat(output.records.get(10_000 - 1).sentAt()
                        - output.records.get(0).sentAt())
                .isBetween(9_990L, 10_000L);
    }

    @Test
    void endsWhenAllIsSent() {
        FlowReader<Flow> reader = reader(SPEC, 0);
        assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
        CompletableFuture<Void> waiting = reader.isAvailable();
        assertThat(waiting).isNotDone();
        reader.addSplits(splits(12));
        assertThat(waiting).isDone();
        assertThat(drain(reader)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
        reader.notifyNoMoreSplits();
        assertThat(drain(reader)).isEqualTo(InputStatus.END_OF_INPUT);
        assertThat(output.records).hasSize(20_000);
        assertThat(output.released).hasSize(12);
        assertThat(reader.snapshotState(1)).isEmpty();
    }

    @Test
    void isIdleOnlyWhereThereIsNoSplitAndNoEnd() {
        FlowReader<Flow> endless = reader(FlowSpec.builder().build(), 1);
        endless.pollNext(output);
        assertThat(output.idle).isFalse(); // a split may still come
        endless.notifyNoMoreSplits();
        assertThat(endless.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
        assertThat(output.idle).isTrue();
    }

    /** Stopped anywhere, restored on other subtasks through the serializer: the same records, each once. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4711, 19_999})
    void goesOnExactlyOnOtherSubtasks(int polls) throws Exception {
        FlowReader<Flow> whole = reader(SPEC, 0);
        whole.addSplits(splits(5));
        drain(whole);
        List<Flow> expected = List.copyOf(output.records);
        output.records.clear();

        FlowReader<Flow> first = reader(SPEC, 0);
        first.addSplits(splits(5));
        while (output.records.size() < polls) {
            first.pollNext(output);
        }
        List<FlowReader<Flow>> others = List.of(reader(SPEC, 0), reader(SPEC, 0));
        for (FlowSplit split : first.snapshotState(1)) {
            FlowSplit restored = FlowSplit.SERIALIZER.deserialize(
                    FlowSplit.SERIALIZER.getVersion(), FlowSplit.SERIALIZER.serialize(split));
            others.get(split.index() % 2).addSplits(List.of(restored));
        }
        others.forEach(this::drain);
        assertThat(output.records).hasSize(20_000).containsExactlyInAnyOrderElementsOf(expected);
    }

    /** After a restore the pace goes on from there: what would have been sent meanwhile is not sent at once. */
    @Test
    void doesNotRushAfterARestore() throws Exception {
        FlowReader<Flow> first = reader(SPEC, 1);
        first.addSplits(splits(1));
        drain(first);
        pace.now += 5_000_000_000L;
        drain(first);
        int before = output.records.size();
        FlowReader<Flow> second = reader(SPEC, 1);
        second.addSplits(first.snapshotState(1));
        pace.now += 100_000_000_000L;
        drain(second);
        assertThat(output.records.size() - before).isBetween(1, 2);
    }

    @Test
    void leavesOutPausedSplits() {
        FlowReader<Flow> reader = reader(SPEC, 0);
        reader.addSplits(splits(2));
        reader.pauseOrResumeSplits(List.of("flows-0", "flows-1"), List.of());
        assertThat(drain(reader)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
        assertThat(output.records).isEmpty();
        reader.pauseOrResumeSplits(List.of(), List.of("flows-0"));
        assertThat(reader.isAvailable()).isDone();
        drain(reader);
        assertThat(output.records).hasSizeBetween(9_000, 11_000);
    }

    private static final class FakePace implements Pace {
        private long now;
        private long alarmAt;
        private CompletableFuture<Void> alarm = new CompletableFuture<>();

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public CompletableFuture<Void> after(long nanos) {
            alarmAt = now + nanos;
            alarm = new CompletableFuture<>();
            return alarm;
        }

        void advanceToAlarm() {
            now = alarmAt;
            alarm.complete(null);
        }

        @Override
        public void close() {}
    }

    private static final class Output implements ReaderOutput<Decoded<Flow>> {
        private final List<Flow> records = new ArrayList<>();
        private final List<String> released = new ArrayList<>();
        private boolean idle;
        private boolean keeps = true;
        private int count;

        @Override
        public void collect(Decoded<Flow> decoded) {
            count++;
            if (keeps) {
                records.add(decoded.recordOrNull());
            }
        }

        @Override
        public void collect(Decoded<Flow> decoded, long timestamp) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SourceOutput<Decoded<Flow>> createOutputForSplit(String splitId) {
            return this;
        }

        @Override
        public void releaseOutputForSplit(String splitId) {
            released.add(splitId);
        }

        @Override
        public void emitWatermark(Watermark watermark) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void markIdle() {
            idle = true;
        }

        @Override
        public void markActive() {
            idle = false;
        }
    }
}
