package io.millrace.common.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.aggregate.Aggregate;
import io.millrace.common.state.Codecs;
import io.millrace.common.state.ValueCodec;
import io.millrace.testing.FlinkExtension;
import io.millrace.testing.MiniClusters;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.SimpleOperatorFactory;
import org.apache.flink.streaming.api.transformations.OneInputTransformation;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Running aggregates and deduplication: over time in a harness, and in a whole job. */
class RunningTest {
    @RegisterExtension
    static final FlinkExtension FLINK = MiniClusters.extension(1, 2);

    /** Adds up; the accumulator is one number in an array. */
    private record Sum(boolean typed) implements Aggregate<Long, long[], Long> {
        @Override
        public long[] create() {
            return new long[1];
        }

        @Override
        public void add(long[] accumulator, Long record, long timestamp) {
            accumulator[0] += record;
        }

        @Override
        public void merge(long[] into, long[] later) {
            into[0] += later[0];
        }

        @Override
        public Long result(long[] accumulator) {
            return accumulator[0];
        }

        @Override
        public ValueCodec<long[]> codec() {
            return Codecs.longs(1);
        }

        @Override
        public Optional<TypeInformation<Long>> resultType() {
            return typed ? Optional.of(Types.LONG) : Optional.empty();
        }
    }

    private static KeyedStream<Long, Integer> numbers(long last, int keys) {
        return StreamExecutionEnvironment.getExecutionEnvironment(MiniClusters.strict())
                .fromSource(new NumberSequenceSource(1, last), WatermarkStrategy.noWatermarks(), "numbers", Types.LONG)
                .uid("numbers")
                .setParallelism(1)
                .keyBy(number -> (int) (number % keys), Types.INT);
    }

    /** The operator behind a stream, in a harness. */
    private static <OUT> KeyedOneInputStreamOperatorTestHarness<Integer, Long, OUT> harness(
            DataStream<OUT> stream, int keys) throws Exception {
        var transformation = (OneInputTransformation<?, ?>) stream.getTransformation();
        @SuppressWarnings("unchecked")
        var operator = (OneInputStreamOperator<Long, OUT>)
                ((SimpleOperatorFactory<?>) transformation.getOperatorFactory()).getOperator();
        var harness =
                new KeyedOneInputStreamOperatorTestHarness<>(operator, number -> (int) (number % keys), Types.INT);
        harness.setProcessingTime(0);
        harness.open();
        return harness;
    }

    @Test
    void aggregatesInAJob() throws Exception {
        Set<RunningResult<Integer, Long>> results = new HashSet<>();
        try (CloseableIterator<RunningResult<Integer, Long>> all = Running.aggregate(
                        numbers(7, 2), new Sum(true), Duration.ZERO)
                .uid("sum")
                .executeAndCollect("sum")) {
            all.forEachRemaining(results::add);
        }

        assertThat(results)
                .containsExactlyInAnyOrder(
                        new RunningResult<>(1, 1L, 1),
                        new RunningResult<>(0, 2L, 1),
                        new RunningResult<>(1, 4L, 2),
                        new RunningResult<>(0, 6L, 2),
                        new RunningResult<>(1, 9L, 3),
                        new RunningResult<>(0, 12L, 3),
                        new RunningResult<>(1, 16L, 4));
    }

    @Test
    void tellsOfEachNthAndForgetsAfterTheLast() throws Exception {
        try (var harness = harness(Running.aggregate(numbers(1, 10), new Sum(true), Duration.ofMillis(100), 2), 10)) {
            for (long[] timed : new long[][] {{0, 1}, {10, 11}, {109, 21}, {208, 31}, {308, 41}, {309, 51}}) {
                harness.setProcessingTime(timed[0]);
                harness.processElement(timed[1], 5);
            }
            assertThat(harness.extractOutputValues())
                    .containsExactly(
                            new RunningResult<>(1, 12L, 2),
                            new RunningResult<>(1, 64L, 4),
                            // 100 ms after the last use it started anew.
                            new RunningResult<>(1, 92L, 2));
        }
    }

    @Test
    void deduplicatesForATimeThatRepetitionsDoNotProlong() throws Exception {
        OutputTag<Long> again = new OutputTag<>("again", Types.LONG);
        try (var harness = harness(Deduplicate.by(numbers(1, 10), Duration.ofMillis(100), Running.CACHE, again), 10)) {
            for (long[] timed : new long[][] {{0, 1}, {50, 11}, {60, 2}, {99, 21}, {100, 31}, {150, 12}, {199, 41}}) {
                harness.setProcessingTime(timed[0]);
                harness.processElement(timed[1], 5);
            }
            assertThat(harness.extractOutputValues()).containsExactly(1L, 2L, 31L);
            assertThat(harness.getSideOutput(again))
                    .extracting(record -> record.getValue())
                    .containsExactly(11L, 21L, 12L, 41L);
        }
    }

    @Test
    void deduplicatesInAJob() throws Exception {
        List<Long> results = new ArrayList<>();
        DataStream<Long> source = StreamExecutionEnvironment.getExecutionEnvironment(MiniClusters.strict())
                .fromSource(new NumberSequenceSource(1, 500), WatermarkStrategy.noWatermarks(), "numbers", Types.LONG)
                .uid("numbers")
                .setParallelism(1);
        try (CloseableIterator<Long> all = Deduplicate.by(source, number -> number % 50, Duration.ZERO)
                .uid("once")
                .executeAndCollect("once")) {
            all.forEachRemaining(results::add);
        }

        assertThat(results).hasSize(50).allMatch(number -> number <= 50).doesNotHaveDuplicates();
    }

    @Test
    void serializesItsResults() throws IOException {
        TypeSerializer<RunningResult<Integer, Long>> serializer =
                new RunningResultTypeInfo<>(Types.INT, Types.LONG).createSerializer(new SerializerConfigImpl());
        RunningResult<Integer, Long> result = new RunningResult<>(3, 4L, 5);
        DataOutputSerializer out = new DataOutputSerializer(8);
        serializer.serialize(result, out);
        DataOutputSerializer copy = new DataOutputSerializer(8);
        serializer.copy(new DataInputDeserializer(out.getCopyOfBuffer()), copy);

        assertThat(out.getCopyOfBuffer())
                .isEqualTo(new byte[] {0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 5});
        assertThat(serializer.deserialize(new DataInputDeserializer(copy.getCopyOfBuffer())))
                .isEqualTo(result);
        assertThat(serializer.snapshotConfiguration().restoreSerializer()).isEqualTo(serializer);
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> Running.aggregate(numbers(1, 1), new Sum(true), Duration.ZERO, 0))
                .hasMessage("every must be at least 1: 0");
        assertThatThrownBy(() -> Running.aggregate(numbers(1, 1), new Sum(false), Duration.ZERO))
                .hasMessageContaining("does not know the type of its results");
    }
}
