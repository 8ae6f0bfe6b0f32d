package io.millrace.common.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.common.record.FieldValues;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jol.info.GraphLayout;

/** The bytes that an accumulator says it takes, against a walk over its objects; and the bytes it takes in state. */
class AggregateMemoryTest {
    private static final double SHARE = 0.25;

    static Stream<AggregateCase> all() {
        return AggregateCase.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void memoryIsWithinAQuarter(AggregateCase of) {
        List<Reading> readings = new ArrayList<>(Reading.random(3, 500));
        for (int count : new int[] {60, 500}) {
            check(of, of.accumulate(readings.subList(0, count)), count);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 300, 5_000, 100_000})
    void memoryOfSketchesIsWithinAQuarter(int count) {
        List<Reading> readings = readings(count);
        for (AggregateCase of : List.of(
                AggregateCase.of("distinct", Aggregates.distinct(Reading::name, 1_000_000), 0),
                AggregateCase.of("distinct longs", Aggregates.distinctLongs(Reading::n, 1_000_000), 0),
                AggregateCase.of("sketched", Aggregates.distinctSketched(Reading::name), 0),
                AggregateCase.of("quantiles", Aggregates.quantiles(Reading::x, 0.5), 0),
                AggregateCase.of("hitters", Aggregates.heavyHitters(Reading::name, 10), 0))) {
            Object accumulator = of.accumulate(readings);
            check(of, accumulator, count);
            of.aggregate().result(accumulator);
            check(of, accumulator, count);
            check(of, of.aggregate().codec().copy(accumulator), count);
            Object merged = of.merged(of.accumulate(readings.subList(0, count / 2)), accumulator);
            check(of, merged, count);
        }
    }

    private static void check(AggregateCase of, Object accumulator, int count) {
        double walked = ownBytes(accumulator, of.accumulate(readings(count)));
        assertThat((double) of.aggregate().codec().memoryBytes(accumulator))
                .as("%s of %s", of.name(), count)
                .isCloseTo(walked, within(walked * SHARE));
    }

    /** What only the object takes: enums and the like are shared with another of the same kind. */
    private static double ownBytes(Object accumulator, Object other) {
        return GraphLayout.parseInstance(accumulator, other).totalSize()
                - GraphLayout.parseInstance(other).totalSize();
    }

    private static List<Reading> readings(int count) {
        List<Reading> readings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            readings.add(new Reading(i, Math.sin(i), 0, i * 77L, "name-" + i));
        }
        return readings;
    }

    /** By hand: a count below 64 and integers that sum exactly. */
    @Test
    void stateIsCompact() {
        List<Reading> readings = new ArrayList<>();
        for (int i = 1; i <= 60; i++) {
            readings.add(new Reading(1_000 + i, i, 2 * i, FieldValues.MISSING, "n" + i % 10));
        }
        assertThat(size("count", readings)).isEqualTo(1);
        assertThat(size("mean", readings)).isEqualTo(9);
        assertThat(size("sum", readings)).isEqualTo(9);
        assertThat(size("min", readings)).isEqualTo(8);
        assertThat(size("range", readings)).isEqualTo(16);
        assertThat(size("sample-variance", readings)).isEqualTo(17);
        assertThat(size("trend", readings)).isEqualTo(41);
        assertThat(size("rate", readings)).isEqualTo(13);
        assertThat(size("histogram", readings)).isEqualTo(6);
        assertThat(size("distinct-texts", readings)).isEqualTo(31);
        assertThat(size("quantiles", readings)).isEqualTo(481);
        for (AggregateCase each : all().toList()) {
            int most = each.name().startsWith("heavy") || each.name().equals("distinct-sketched") ? 24 : 17;
            assertThat(each.bytes(each.aggregate().create())).as(each.name()).hasSizeLessThanOrEqualTo(most);
        }
    }

    private static int size(String name, List<Reading> readings) {
        AggregateCase of =
                all().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
        return of.bytes(of.accumulate(readings)).length;
    }
}
