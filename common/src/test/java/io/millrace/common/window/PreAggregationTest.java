package io.millrace.common.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.transformations.OneInputTransformation;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** Windows over what was aggregated before the shuffle equal windows over the records. */
class PreAggregationTest {
    private static final PreAggregation LARGE =
            new PreAggregation(1_000_000, MemorySize.ofMebiBytes(100), Duration.ofHours(1));

    /** Both operators, one behind the other, as the shuffle would put them. */
    private static final class Chain implements AutoCloseable {
        final OneInputStreamOperatorTestHarness<Tuple2<String, Long>, Partial<Tuple2<String, Long>, String, long[]>>
                before;
        final KeyedOneInputStreamOperatorTestHarness<
                        String, Partial<Tuple2<String, Long>, String, long[]>, WindowResult<String, Long>>
                windows;
        int partials;
        long records;

        @SuppressWarnings("unchecked")
        Chain(
                Function<WindowBuilder<Tuple2<String, Long>, String>, WindowBuilder<Tuple2<String, Long>, String>> spec,
                PreAggregation bounds)
                throws Exception {
            SingleOutputStreamOperator<WindowResult<String, Long>> stream = spec.apply(WindowsTest.windows())
                    .preAggregate("before", bounds)
                    .aggregate(new WindowsTest.Total());
            var last =
                    (OneInputTransformation<Partial<Tuple2<String, Long>, String, long[]>, WindowResult<String, Long>>)
                            stream.getTransformation();
            Transformation<?> first = last.getInputs().get(0).getInputs().get(0);
            var factory =
                    (OneInputTransformation<Tuple2<String, Long>, Partial<Tuple2<String, Long>, String, long[]>>) first;
            before = new OneInputStreamOperatorTestHarness<>(factory.getOperator());
            before.open();
            windows = new KeyedOneInputStreamOperatorTestHarness<>(
                    last.getOperatorFactory(), Partial::key, Types.STRING, 4, 1, 0);
            windows.open();
        }

        @SuppressWarnings("unchecked")
        void pass() throws Exception {
            for (Object element : before.getOutput()) {
                if (element instanceof Watermark mark) {
                    windows.processWatermark(mark);
                } else if (element instanceof StreamRecord<?> record) {
                    var partial = (StreamRecord<Partial<Tuple2<String, Long>, String, long[]>>) record;
                    partials++;
                    records += Math.max(1, partial.getValue().count());
                    windows.processElement(partial);
                }
            }
            before.getOutput().clear();
        }

        @Override
        public void close() throws Exception {
            before.close();
            windows.close();
        }
    }

    private static WindowBuilder<Tuple2<String, Long>, String> several(WindowBuilder<Tuple2<String, Long>, String> w) {
        return w.sliding(Duration.ofMillis(60), Duration.ofMillis(7))
                .tumbling(Duration.ofMillis(25))
                .allowedLateness(Duration.ofMillis(30))
                .sideOutputLateData(WindowsTest.LATE);
    }

    private static WindowBuilder<Tuple2<String, Long>, String> one(WindowBuilder<Tuple2<String, Long>, String> w) {
        return w.sliding(Duration.ofMillis(60), Duration.ofMillis(10)).sideOutputLateData(WindowsTest.LATE);
    }

    @Test
    void resultsAndLateRecordsAreThoseOfTheRecordsThemselves() throws Exception {
        for (long seed = 0; seed < 40; seed++) {
            PreAggregation bounds = seed % 4 == 0
                    ? LARGE.withEntries(3)
                    : seed % 4 == 1 ? LARGE.withMemory(new MemorySize(500)) : LARGE;
            compare(seed, seed % 2 == 0 ? PreAggregationTest::several : PreAggregationTest::one, bounds);
        }
    }

    private static void compare(
            long seed,
            Function<WindowBuilder<Tuple2<String, Long>, String>, WindowBuilder<Tuple2<String, Long>, String>> spec,
            PreAggregation bounds)
            throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        try (Chain chain = new Chain(spec, bounds);
                var direct = WindowsTest.open(spec.apply(WindowsTest.windows()))) {
            long time = 0;
            for (int i = 0; i < 2_000; i++) {
                time += random.nextInt(3) == 0 ? 1 : 0;
                Tuple2<String, Long> record = Tuple2.of("k" + random.nextInt(5), 1L << random.nextInt(40));
                long at = time - random.nextInt(random.nextInt(20) == 0 ? 150 : 20);
                chain.before.processElement(record, at);
                direct.processElement(record, at);
                if (random.nextInt(10) == 0) {
                    chain.before.processWatermark(time - 15);
                    direct.processWatermark(time - 15);
                }
                if (random.nextInt(100) == 0) {
                    chain.before.prepareSnapshotPreBarrier(i);
                }
                chain.pass();
            }
            chain.before.processWatermark(Long.MAX_VALUE);
            direct.processWatermark(Long.MAX_VALUE);
            chain.pass();
            assertThat(sorted(chain.windows.extractOutputStreamRecords()))
                    .as("seed %d", seed)
                    .isEqualTo(sorted(direct.extractOutputStreamRecords()));
            assertThat(sorted(chain.windows.getSideOutput(WindowsTest.LATE)))
                    .as("seed %d", seed)
                    .isNotEmpty()
                    .isEqualTo(sorted(direct.getSideOutput(WindowsTest.LATE)));
            assertThat(chain.records).isEqualTo(2_000);
            if (bounds == LARGE) {
                assertThat(chain.partials).as("sent instead of 2,000 records").isLessThan(1_500);
            }
            assertThat(chain.windows.numKeyedStateEntries()).isZero();
        }
    }

    private static List<String> sorted(Iterable<?> all) {
        List<String> sorted = new ArrayList<>();
        all.forEach(each -> sorted.add(each.toString()));
        Collections.sort(sorted);
        return sorted;
    }

    @Test
    void nothingWaitsThroughABarrierALongTimeOrIdleness() throws Exception {
        try (Chain chain = new Chain(PreAggregationTest::one, LARGE.withDelay(Duration.ofMillis(50)))) {
            chain.before.setProcessingTime(1_000);
            chain.before.processElement(Tuple2.of("a", 1L), 5);
            chain.before.processElement(Tuple2.of("a", 2L), 6);
            assertThat(chain.before.extractOutputValues()).isEmpty();
            chain.before.prepareSnapshotPreBarrier(1);
            assertThat(sent(chain)).containsExactly("a 3 of 2");
            chain.before.processElement(Tuple2.of("a", 4L), 7);
            chain.before.processWatermarkStatus(WatermarkStatus.IDLE);
            assertThat(sent(chain)).containsExactly("a 4 of 1");
            chain.before.processElement(Tuple2.of("a", 8L), 7);
            chain.before.setProcessingTime(1_050);
            assertThat(sent(chain)).containsExactly("a 8 of 1");
            chain.before.processElement(Tuple2.of("a", 16L), 7);
            chain.before.setProcessingTime(1_099);
            assertThat(sent(chain)).isEmpty();
            chain.before.endInput();
            assertThat(sent(chain)).containsExactly("a 16 of 1");
        }
    }

    private static List<String> sent(Chain chain) {
        List<String> sent = chain.before.extractOutputValues().stream()
                .map(p -> p.key() + " " + p.accumulator()[0] + " of " + p.count())
                .toList();
        chain.before.getOutput().clear();
        return sent;
    }

    @Test
    void whatCannotBeAggregatedBeforeIsRefused() {
        assertThatThrownBy(() -> WindowsTest.windows()
                        .session(Duration.ofSeconds(1))
                        .preAggregate("before", PreAggregation.defaults())
                        .aggregate(new WindowsTest.Total()))
                .hasMessageStartingWith("window.pre-aggregation is for tumbling, sliding and calendar windows");
    }
}
