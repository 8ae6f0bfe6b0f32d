package io.millrace.common.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.Collector;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records in keyed state, restored by a release that declares them otherwise, on both state backends. */
class RecordStateTest {
    /** Keeps the last reading of each device, and hands out the one before. */
    private static final class Last extends KeyedProcessFunction<String, Reading, Reading> {
        private static final long serialVersionUID = 1L;
        private final TypeSerializer<Reading> serializer;
        private transient ValueState<Reading> last;

        Last(TypeSerializer<Reading> serializer) {
            this.serializer = serializer;
        }

        @Override
        public void open(OpenContext context) {
            last = getRuntimeContext().getState(new ValueStateDescriptor<>("last", serializer));
        }

        @Override
        public void processElement(Reading reading, Context context, Collector<Reading> out) throws Exception {
            Reading before = last.value();
            if (before != null) {
                out.collect(before);
            }
            last.update(reading);
        }
    }

    private static StateBackend backend(String name) {
        return name.equals("heap") ? new HashMapStateBackend() : new EmbeddedRocksDBStateBackend();
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, Reading, Reading> harness(
            String backend, TypeSerializer<Reading> serializer) throws Exception {
        var harness = new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new Last(serializer)), Reading::device, Types.STRING);
        harness.setStateBackend(backend(backend));
        return harness;
    }

    private static TypeSerializer<Reading> current() {
        return Reading.FORMAT.typeInformation().createSerializer(new SerializerConfigImpl());
    }

    private static Reading reading(int i) {
        return new Reading("d" + i, i + 0.5, i, i % 2 == 0, 1000 + i, i, "n" + i);
    }

    private static OperatorSubtaskState written(String backend, TypeSerializer<Reading> serializer) throws Exception {
        try (var harness = harness(backend, serializer)) {
            harness.open();
            for (int i = 0; i < 100; i++) {
                harness.processElement(reading(i), i);
            }
            return harness.snapshot(1, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "rocksdb"})
    void stateOfTheSameReleaseComesBackWhole(String backend) throws Exception {
        OperatorSubtaskState state = written(backend, current());
        try (var harness = harness(backend, current())) {
            harness.initializeState(state);
            harness.open();
            for (int i = 0; i < 100; i++) {
                harness.processElement(reading(i), i);
            }
            assertThat(harness.extractOutputValues()).hasSize(100).contains(reading(0), reading(57), reading(99));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "rocksdb"})
    void stateOfAnOlderReleaseIsMigratedByName(String backend) throws Exception {
        OperatorSubtaskState old = written(backend, new OldReadings());
        OperatorSubtaskState migrated;
        try (var harness = harness(backend, current())) {
            harness.initializeState(old);
            harness.open();
            harness.processElement(reading(7), 7);
            harness.processElement(reading(7), 7);
            assertThat(harness.extractOutputValues())
                    .containsExactly(new Reading("d7", Double.NaN, 7, false, 1007, 7, null), reading(7));
            migrated = harness.snapshot(2, 2);
        }
        try (var harness = harness(backend, current())) {
            harness.initializeState(migrated);
            harness.open();
            harness.processElement(reading(8), 8);
            assertThat(harness.extractOutputValues())
                    .containsExactly(new Reading("d8", Double.NaN, 8, true, 1008, 8, null));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "rocksdb"})
    void stateOfAFieldThatChangedItsTypeIsRefused(String backend) throws Exception {
        OperatorSubtaskState state = written(backend, current());
        RecordFormat<Reading> retyped = RecordFormat.builder(Reading.class)
                .number("count", reading -> reading.count())
                .build(v -> reading(1));
        try (var harness = harness(backend, new RecordSerializer<>(Reading.class, RecordLayout.of(retyped)))) {
            harness.initializeState(state);
            assertThatThrownBy(harness::open).rootCause().hasMessageContaining("incompatible");
        }
    }
}
