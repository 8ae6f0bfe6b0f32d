package io.millrace.common.aggregate;

import static io.millrace.common.aggregate.Same.assertSame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link Aggregate} promises, of every aggregate. */
class AggregateLawsTest {
    private static final int SEEDS = 20;

    static Stream<AggregateCase> all() {
        return AggregateCase.all();
    }

    static Stream<AggregateCase> determined() {
        return all().filter(each -> !each.random());
    }

    static Stream<AggregateCase> invertible() {
        return all().filter(each -> each.aggregate().invertible());
    }

    static Stream<AggregateCase> notInvertible() {
        return all().filter(each -> !each.aggregate().invertible());
    }

    private static List<Reading> some(int seed) {
        return Reading.random(seed, new SplittableRandom(seed).nextInt(40));
    }

    private static Object result(AggregateCase of, Object accumulator) {
        return of.aggregate().result(accumulator);
    }

    @ParameterizedTest
    @MethodSource("determined")
    void mergingIsAssociativeAndEqualsAdding(AggregateCase of) {
        for (int seed = 0; seed < SEEDS; seed++) {
            List<Reading> a = some(seed);
            List<Reading> b = some(seed + 100);
            List<Reading> c = some(seed + 200);
            Object left = of.merged(of.merged(of.accumulate(a), of.accumulate(b)), of.accumulate(c));
            Object right = of.accumulate(a);
            Object end = of.accumulate(b);
            of.aggregate().merge(end, of.accumulate(c));
            of.aggregate().merge(right, end);
            List<Reading> whole = new ArrayList<>(a);
            whole.addAll(b);
            whole.addAll(c);

            assertSame(result(of, left), result(of, right), of.tolerance());
            assertSame(result(of, left), result(of, of.accumulate(whole)), of.tolerance());
        }
    }

    @ParameterizedTest
    @MethodSource("determined")
    void addingEqualsMergingOneByOne(AggregateCase of) {
        for (int seed = 0; seed < SEEDS; seed++) {
            List<Reading> readings = some(seed);
            Object singles = of.merged(
                    readings.stream().map(each -> of.accumulate(List.of(each))).toArray());
            assertSame(result(of, singles), result(of, of.accumulate(readings)), of.tolerance());
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void theEmptyOneIsNeutralToTheBit(AggregateCase of) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Object some = of.accumulate(some(seed));
            Object expected = result(of, some);
            assertSame(result(of, of.merged(some)), expected, 0);
            of.aggregate().merge(some, of.aggregate().create());
            assertSame(result(of, some), expected, 0);
        }
    }

    @ParameterizedTest
    @MethodSource("determined")
    void orderDoesNotMatter(AggregateCase of) {
        assertThat(of.aggregate().orderFree()).isTrue();
        for (int seed = 0; seed < SEEDS; seed++) {
            List<Reading> a = some(seed);
            List<Reading> b = some(seed + 100);
            List<Reading> shuffled = new ArrayList<>(a);
            Collections.shuffle(shuffled, new Random(seed));
            assertSame(
                    result(of, of.merged(of.accumulate(a), of.accumulate(b))),
                    result(of, of.merged(of.accumulate(b), of.accumulate(shuffled))),
                    of.tolerance());
        }
    }

    @ParameterizedTest
    @MethodSource("invertible")
    void subtractingGivesBackWhatWasThere(AggregateCase of) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Object before = of.accumulate(some(seed));
            Object after = of.aggregate().codec().copy(before);
            Object other = of.accumulate(some(seed + 100));
            of.aggregate().merge(after, other);
            of.aggregate().subtract(after, other);
            assertThat(of.bytes(after)).isEqualTo(of.bytes(before));
        }
    }

    @ParameterizedTest
    @MethodSource("notInvertible")
    void othersRefuseToSubtract(AggregateCase of) {
        Object empty = of.aggregate().create();
        assertThatThrownBy(() -> of.aggregate().subtract(empty, empty))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("does not subtract");
    }

    @ParameterizedTest
    @MethodSource("all")
    void mergingAndAskingLeaveWhatTheyAskAsItIs(AggregateCase of) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Object later = of.accumulate(some(seed));
            // A KLL sketch sorts its newest values when it is asked: other bytes, the same values.
            Object expected = result(of, later);
            byte[] before = of.bytes(later);
            Object into = of.accumulate(some(seed + 100));
            of.aggregate().merge(into, later);
            some(seed + 200).forEach(each -> of.aggregate().add(into, each, each.time()));
            result(of, later);
            of.aggregate().resultOver(later, 1_000);
            assertThat(of.bytes(later)).isEqualTo(before);
            assertSame(result(of, later), expected, 0);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void copiesAreIndependent(AggregateCase of) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Object original = of.accumulate(some(seed));
            Object copy = of.aggregate().codec().copy(original);
            assertSame(result(of, copy), result(of, original), 0);
            byte[] copied = of.bytes(copy);
            some(seed + 1).forEach(each -> of.aggregate().add(original, each, each.time()));
            assertThat(of.bytes(copy)).isEqualTo(copied);
            byte[] more = of.bytes(original);
            some(seed + 2).forEach(each -> of.aggregate().add(copy, each, each.time()));
            assertThat(of.bytes(original)).isEqualTo(more);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void writtenReadAndContinuedIsNeverStopped(AggregateCase of) throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            Object stays = of.accumulate(some(seed));
            byte[] bytes = of.bytes(stays);
            Object restored = of.read(bytes);
            assertThat(of.bytes(restored)).hasSameSizeAs(bytes);
            assertSame(result(of, restored), result(of, stays), 0);
            if (!of.random()) {
                for (Reading each : some(seed + 100)) {
                    of.aggregate().add(stays, each, each.time());
                    of.aggregate().add(restored, each, each.time());
                }
                assertSame(result(of, restored), result(of, stays), 0);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void damagedBytesAreIoErrorsOrAnAccumulator(AggregateCase of) {
        byte[] whole = of.bytes(of.accumulate(Reading.random(5, 60)));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> of.read(cut)).as("cut to %s", length).isInstanceOf(IOException.class);
        }
        SplittableRandom random = new SplittableRandom(6);
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = whole.clone();
            for (int hits = random.nextInt(3); hits >= 0; hits--) {
                damaged[random.nextInt(whole.length)] = (byte) random.nextInt();
            }
            Object found;
            try {
                found = of.read(damaged);
            } catch (IOException expected) {
                continue;
            }
            result(of, found);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void travelsWithTheJob(AggregateCase of) throws IOException, ClassNotFoundException {
        Aggregate<Reading, Object, Object> clone = InstantiationUtil.clone(of.aggregate());
        AggregateCase cloned = new AggregateCase(of.name(), clone, of.tolerance());
        assertThat(clone.signature()).isEqualTo(of.aggregate().signature());
        List<Reading> readings = Reading.random(7, 30);
        Object accumulator = cloned.accumulate(readings);
        DataOutputSerializer out = new DataOutputSerializer(64);
        InstantiationUtil.clone(clone.codec()).write(accumulator, out);
        if (!of.random()) {
            assertSame(clone.result(accumulator), result(of, of.accumulate(readings)), 0);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void resultsAreSerializedWithoutGenericTypes(AggregateCase of) throws IOException {
        SerializerConfigImpl config = new SerializerConfigImpl();
        config.setGenericTypes(false);
        if (of.aggregate().resultType().isEmpty()) {
            assertThat(of.name()).isIn("both", "three", "four");
            return;
        }
        TypeInformation<Object> type = of.aggregate().resultType().get();
        TypeSerializer<Object> serializer = type.createSerializer(config);
        for (Object result : List.of(
                of.aggregate().result(of.accumulate(Reading.random(8, 30))),
                of.aggregate().resultOver(of.accumulate(Reading.random(9, 30)), 5))) {
            DataOutputSerializer out = new DataOutputSerializer(64);
            serializer.serialize(result, out);
            assertSame(serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer())), result, 0);
        }
    }
}
