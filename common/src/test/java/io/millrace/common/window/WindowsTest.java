package io.millrace.common.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.aggregate.Aggregate;
import io.millrace.common.state.Codecs;
import io.millrace.common.state.ValueCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.transformations.OneInputTransformation;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.Test;

/** Small streams whose results are worked out by hand. */
class WindowsTest {
    static final OutputTag<Tuple2<String, Long>> LATE = new OutputTag<>("late", Types.TUPLE(Types.STRING, Types.LONG));
    private final List<String> results = new ArrayList<>();
    private KeyedOneInputStreamOperatorTestHarness<String, Tuple2<String, Long>, WindowResult<String, Long>> harness;

    static WindowBuilder<Tuple2<String, Long>, String> windows() {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        KeyedStream<Tuple2<String, Long>, String> keyed = environment
                .fromData(Types.TUPLE(Types.STRING, Types.LONG), Tuple2.of("a", 1L))
                .keyBy(t -> t.f0, Types.STRING);
        return Windows.of(keyed);
    }

    private void use(WindowBuilder<Tuple2<String, Long>, String> windows) throws Exception {
        harness = open(windows);
    }

    static KeyedOneInputStreamOperatorTestHarness<String, Tuple2<String, Long>, WindowResult<String, Long>> open(
            WindowBuilder<Tuple2<String, Long>, String> windows) throws Exception {
        KeyedOneInputStreamOperatorTestHarness<String, Tuple2<String, Long>, WindowResult<String, Long>> harness =
                harness(windows);
        harness.open();
        return harness;
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, Tuple2<String, Long>, WindowResult<String, Long>>
            harness(WindowBuilder<Tuple2<String, Long>, String> windows) throws Exception {
        SingleOutputStreamOperator<WindowResult<String, Long>> stream = windows.aggregate(new Total());
        OneInputTransformation<Tuple2<String, Long>, WindowResult<String, Long>> operator =
                (OneInputTransformation<Tuple2<String, Long>, WindowResult<String, Long>>) stream.getTransformation();
        return new KeyedOneInputStreamOperatorTestHarness<>(
                operator.getOperatorFactory(), t -> t.f0, Types.STRING, 4, 1, 0);
    }

    private void record(String key, long value, long time) throws Exception {
        harness.processElement(Tuple2.of(key, value), time);
        collect();
    }

    private void watermark(long time) throws Exception {
        harness.processWatermark(time);
        collect();
    }

    private void collect() {
        for (WindowResult<String, Long> r : harness.extractOutputValues()) {
            results.add(r.key() + " [" + r.start() + "," + r.end() + ") = " + r.value() + " " + r.timing() + " "
                    + r.pane());
        }
        harness.getOutput().clear();
    }

    @Test
    void slidingWindowsAreOverEveryRecordOfTheirSpan() throws Exception {
        use(windows().sliding(Duration.ofMillis(10), Duration.ofMillis(5)));
        record("a", 1, 3);
        record("a", 10, 7);
        record("b", 100, 7);
        watermark(3);
        assertThat(results).isEmpty();
        watermark(4);
        assertThat(results).containsExactly("a [-5,5) = 1 ON_TIME 0");
        record("a", 1000, 12);
        watermark(Long.MAX_VALUE);
        assertThat(results)
                .containsExactlyInAnyOrder(
                        "a [-5,5) = 1 ON_TIME 0",
                        "a [0,10) = 11 ON_TIME 0",
                        "b [0,10) = 100 ON_TIME 0",
                        "a [5,15) = 1010 ON_TIME 0",
                        "b [5,15) = 100 ON_TIME 0",
                        "a [10,20) = 1000 ON_TIME 0");
        assertThat(harness.numKeyedStateEntries()).isZero();
    }

    @Test
    void lateRecordsCorrectResultsAndThenGoAside() throws Exception {
        use(windows()
                .tumbling(Duration.ofMillis(10))
                .allowedLateness(Duration.ofMillis(5))
                .sideOutputLateData(LATE));
        record("a", 1, 3);
        watermark(9);
        record("a", 2, 4);
        record("b", 5, 4);
        record("a", 4, 5);
        watermark(14);
        record("a", 8, 6);
        assertThat(results)
                .containsExactly(
                        "a [0,10) = 1 ON_TIME 0", "a [0,10) = 3 LATE 1", "b [0,10) = 5 LATE 0", "a [0,10) = 7 LATE 2");
        assertThat(harness.getSideOutput(LATE)).hasSize(1);
    }

    @Test
    void sessionsAreJoinedByWhatComesBetween() throws Exception {
        use(windows().session(Duration.ofMillis(10)));
        record("a", 1, 0);
        record("a", 2, 20);
        record("a", 4, 10);
        record("a", 8, 41);
        watermark(29);
        watermark(60);
        assertThat(results).containsExactly("a [0,30) = 7 ON_TIME 0", "a [41,51) = 8 ON_TIME 0");
    }

    @Test
    void countWindowsAreOverTheLastRecords() throws Exception {
        use(windows().count(4, 2));
        for (int i = 0; i < 7; i++) {
            record("a", 1L << i, 0);
        }
        assertThat(results)
                .containsExactly("a [0,2) = 3 ON_TIME 0", "a [0,4) = 15 ON_TIME 0", "a [2,6) = 60 ON_TIME 0");
    }

    @Test
    void severalDefinitionsShareOnePass() throws Exception {
        use(windows()
                .cache(new MemorySize(1))
                .tumbling(Duration.ofMillis(4))
                .sliding(Duration.ofMillis(6), Duration.ofMillis(3)));
        record("a", 1, 1);
        record("a", 2, 4);
        record("a", 4, 3);
        watermark(Long.MAX_VALUE);
        assertThat(results)
                .containsExactlyInAnyOrder(
                        "a [0,4) = 5 ON_TIME 0",
                        "a [4,8) = 2 ON_TIME 0",
                        "a [-3,3) = 1 ON_TIME 0",
                        "a [0,6) = 7 ON_TIME 0",
                        "a [3,9) = 6 ON_TIME 0");
    }

    @Test
    void earlyResultsComeWhereRecordsCame() throws Exception {
        use(windows().tumbling(Duration.ofMillis(100)).earlyResults(Duration.ofMillis(10)));
        watermark(0);
        record("a", 1, 5);
        watermark(9);
        watermark(12);
        watermark(25);
        record("a", 2, 26);
        watermark(31);
        watermark(99);
        assertThat(results)
                .containsExactly("a [0,100) = 1 EARLY 0", "a [0,100) = 3 EARLY 1", "a [0,100) = 3 ON_TIME 2");
    }

    /** Flink's own operator forgets the watermark, and takes the record as on time. */
    @Test
    void whatWasOverBeforeAFailureIsOverAfterIt() throws Exception {
        use(windows().tumbling(Duration.ofMillis(10)).sideOutputLateData(LATE));
        record("a", 1, 3);
        watermark(19);
        harness.prepareSnapshotPreBarrier(1);
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        harness.close();
        harness = harness(windows().tumbling(Duration.ofMillis(10)).sideOutputLateData(LATE));
        harness.initializeState(snapshot);
        harness.open();
        record("a", 2, 4);
        record("b", 4, 5);
        record("b", 8, 21);
        watermark(29);
        assertThat(results).containsExactly("a [0,10) = 1 ON_TIME 0", "b [20,30) = 8 ON_TIME 0");
        assertThat(harness.getSideOutput(LATE)).hasSize(2);
    }

    /** A job that was drained and is started from its savepoint takes new records as new. */
    @Test
    void theEndOfTimeIsNotKept() throws Exception {
        use(windows().tumbling(Duration.ofMillis(10)));
        record("a", 1, 3);
        watermark(Long.MAX_VALUE);
        harness.prepareSnapshotPreBarrier(1);
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        harness.close();
        harness = harness(windows().tumbling(Duration.ofMillis(10)));
        harness.initializeState(snapshot);
        harness.open();
        record("a", 2, 14);
        watermark(19);
        assertThat(results).containsExactly("a [0,10) = 1 ON_TIME 0", "a [10,20) = 2 ON_TIME 0");
    }

    @Test
    void stateOfAnotherAggregateOrOfOtherWindowsIsRefused() throws Exception {
        use(windows().tumbling(Duration.ofMillis(10)));
        record("a", 1, 3);
        harness.prepareSnapshotPreBarrier(1);
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        harness.close();
        harness = harness(windows().tumbling(Duration.ofMillis(20)));
        harness.initializeState(snapshot);
        assertThatThrownBy(() -> harness.open())
                .rootCause()
                .hasMessageContaining("slide=PT0.01S")
                .hasMessageContaining("slide=PT0.02S");
    }

    @Test
    void definitionsThatDoNotGoTogetherAreRefused() {
        assertThatThrownBy(() -> windows().aggregate(new Total()))
                .hasMessage("windows need at least one definition, such as tumbling(size)");
        assertThatThrownBy(
                        () -> windows().count(3).tumbling(Duration.ofSeconds(1)).aggregate(new Total()))
                .hasMessageStartingWith("a count window must be the only definition");
        assertThatThrownBy(() -> windows().sliding(Duration.ofSeconds(1), Duration.ZERO))
                .hasMessage("window.slide must be at least 1 ms: PT0S");
    }

    /** The sum of the second field, invertible. */
    static final class Total implements Aggregate<Tuple2<String, Long>, long[], Long> {
        private static final long serialVersionUID = 1L;

        @Override
        public long[] create() {
            return new long[1];
        }

        @Override
        public void add(long[] total, Tuple2<String, Long> record, long timestamp) {
            total[0] += record.f1;
        }

        @Override
        public void merge(long[] into, long[] later) {
            into[0] += later[0];
        }

        @Override
        public boolean invertible() {
            return true;
        }

        @Override
        public void subtract(long[] from, long[] what) {
            from[0] -= what[0];
        }

        @Override
        public Long result(long[] total) {
            return total[0];
        }

        @Override
        public ValueCodec<long[]> codec() {
            return Codecs.longs(1);
        }

        @Override
        public Optional<TypeInformation<Long>> resultType() {
            return Optional.of(Types.LONG);
        }
    }
}
