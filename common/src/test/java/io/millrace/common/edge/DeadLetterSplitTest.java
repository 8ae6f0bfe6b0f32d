package io.millrace.common.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.record.Reading;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.metrics.groups.InternalOperatorMetricGroup;
import org.apache.flink.runtime.metrics.util.InterceptingOperatorMetricGroup;
import org.apache.flink.runtime.metrics.util.InterceptingTaskMetricGroup;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadLetterSplitTest {
    /** Static, since the operator reaches the harness serialized. */
    private static final AtomicLong NANOS = new AtomicLong();

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private final InterceptingOperatorMetricGroup metrics = new InterceptingOperatorMetricGroup();
    private final InterceptingTaskMetricGroup task = new InterceptingTaskMetricGroup() {
        @Override
        public InternalOperatorMetricGroup getOrAddOperator(
                OperatorID id, String name, Map<String, String> additionalVariables) {
            return metrics;
        }
    };
    private OneInputStreamOperatorTestHarness<Decoded<Reading>, Reading> harness;

    private void open(double maxShare, long minRecords) throws Exception {
        NANOS.set(Long.MAX_VALUE - 5);
        harness = new OneInputStreamOperatorTestHarness<>(
                new DeadLetterSplit<>(new BadRecordLimit(maxShare, MINUTE, minRecords), NANOS::get),
                new MockEnvironmentBuilder().setMetricGroup(task).build());
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        if (harness != null) {
            harness.close();
        }
    }

    private void good(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            harness.processElement(Decoded.record(new Reading("d", 1, i, true, i, i, null)), i);
        }
    }

    private void bad(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            harness.processElement(Decoded.deadLetter(new DeadLetter(new byte[1], "flows", 2, i, "broken", 0)), i);
        }
    }

    @Test
    void recordsGoOnAndDeadLettersAside() throws Exception {
        open(1, 1);
        good(3);
        bad(2);
        good(1);
        assertThat(harness.extractOutputValues()).extracting(Reading::count).containsExactly(0L, 1L, 2L, 0L);
        assertThat(harness.getSideOutput(DeadLetterSplit.DEAD_LETTERS))
                .extracting(element -> element.getValue().offset())
                .containsExactly(0L, 1L);
        assertThat(((Counter) metrics.get("recordsDecoded")).getCount()).isEqualTo(4);
        assertThat(((Counter) metrics.get("deadLetters")).getCount()).isEqualTo(2);
    }

    @Test
    void endsTimeAtTheEndOfInputThoughTheSourceIsIdle() throws Exception {
        open(1, 1);
        good(1);
        harness.processWatermark(7);
        harness.processWatermarkStatus(WatermarkStatus.IDLE);
        harness.endInput();
        assertThat(harness.getOutput())
                .endsWith(new Watermark(7), WatermarkStatus.IDLE, WatermarkStatus.ACTIVE, Watermark.MAX_WATERMARK);
    }

    @Test
    void failsAboveTheShareWithTheReason() throws Exception {
        open(0.5, 4);
        good(2);
        bad(2);
        assertThatThrownBy(() -> bad(1))
                .isInstanceOf(TooManyBadRecordsException.class)
                .hasMessage(
                        "stopped on purpose: 3 of 5 records could not be decoded within PT1M, more than the share of"
                                + " 0.5 that dead-letters.max-share allows; the last one: broken (flows, partition 2, offset 0)");
        assertThat(harness.getSideOutput(DeadLetterSplit.DEAD_LETTERS)).hasSize(3);
    }

    @Test
    void doesNotJudgeBeforeEnoughRecordsButThenAtOnce() throws Exception {
        open(0.1, 100);
        bad(99);
        assertThatThrownBy(() -> good(1))
                .isInstanceOf(TooManyBadRecordsException.class)
                .hasMessageContaining("99 of 100 records");
    }

    @Test
    void aShareOfNothingBearsNoDeadLetter() throws Exception {
        open(0, 10);
        good(9);
        assertThatThrownBy(() -> bad(1)).isInstanceOf(TooManyBadRecordsException.class);
    }

    @Test
    void aShareOfOneBearsAll() throws Exception {
        open(1, 1);
        assertThatCode(() -> bad(1000)).doesNotThrowAnyException();
    }

    @Test
    void timeForgets() throws Exception {
        open(0.5, 10);
        bad(9);
        NANOS.addAndGet(MINUTE.toNanos() + 1);
        bad(9);
        NANOS.addAndGet(MINUTE.toNanos());
        assertThatThrownBy(() -> bad(1))
                .as("the window's last nanosecond is part of it")
                .isInstanceOf(TooManyBadRecordsException.class)
                .hasMessageContaining("10 of 10");
    }

    @Test
    void goodRecordsOfLongAgoDoNotHideAnOutage() throws Exception {
        open(0.5, 10);
        good(1_000_000);
        NANOS.addAndGet(MINUTE.toNanos() + 1);
        assertThatThrownBy(() -> bad(10)).hasMessageContaining("10 of 10");
    }

    @Test
    void limitsAreChecked() {
        assertThatThrownBy(() -> new BadRecordLimit(Double.NaN, MINUTE, 1))
                .hasMessage("maxShare must be from 0 to 1: NaN");
        assertThatThrownBy(() -> new BadRecordLimit(1.01, MINUTE, 1)).hasMessageContaining("1.01");
        assertThatThrownBy(() -> new BadRecordLimit(1, Duration.ZERO, 1)).hasMessageContaining("window");
        assertThatThrownBy(() -> new BadRecordLimit(1, MINUTE, 0)).hasMessageContaining("minRecords");
        assertThatCode(() -> new DeadLetterSplit<>(new BadRecordLimit(1, Duration.ofDays(1_000_000), 1)))
                .doesNotThrowAnyException();
    }
}
