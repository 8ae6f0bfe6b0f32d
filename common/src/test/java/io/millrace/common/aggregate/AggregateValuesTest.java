package io.millrace.common.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.common.record.FieldValues;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Results against values by hand, and against naive computations in two passes. */
class AggregateValuesTest {
    private static final double NAN = Double.NaN;
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    private static <R> R of(Aggregate<Reading, ?, R> aggregate, double... values) {
        return of(aggregate, DoubleStream.of(values).mapToObj(Reading::of).toList());
    }

    private static <A, R> R of(Aggregate<Reading, A, R> aggregate, List<Reading> readings) {
        A accumulator = aggregate.create();
        readings.forEach(reading -> aggregate.add(accumulator, reading, reading.time()));
        return aggregate.result(accumulator);
    }

    private static <A, R> R over(Aggregate<Reading, A, R> aggregate, long millis, List<Reading> readings) {
        A accumulator = aggregate.create();
        readings.forEach(reading -> aggregate.add(accumulator, reading, reading.time()));
        return aggregate.resultOver(accumulator, millis);
    }

    /** Alternately into parts of different lengths, which are merged from the last to the first. */
    private static <A, R> R inParts(Aggregate<Reading, A, R> aggregate, double... values) {
        List<A> parts = Stream.generate(aggregate::create).limit(7).toList();
        for (int i = 0; i < values.length; i++) {
            aggregate.add(parts.get(i * i % 7), Reading.of(values[i]), i);
        }
        A whole = aggregate.create();
        for (int i = 6; i >= 0; i--) {
            aggregate.merge(whole, parts.get(i));
        }
        return aggregate.result(whole);
    }

    @Test
    void ofNothing() {
        assertThat(of(Aggregates.count())).isZero();
        assertThat(of(Aggregates.sum(Reading::x))).isZero();
        assertThat(of(Aggregates.sumOfLongs(Reading::n))).isZero();
        for (Aggregate<Reading, ?, Double> aggregate : List.<Aggregate<Reading, ?, Double>>of(
                Aggregates.mean(Reading::x),
                Aggregates.min(Reading::x),
                Aggregates.max(Reading::x),
                Aggregates.range(Reading::x),
                Aggregates.populationVariance(Reading::x),
                Aggregates.sampleVariance(Reading::x),
                Aggregates.first(Reading::x),
                Aggregates.last(Reading::x),
                Aggregates.rate(),
                Aggregates.quantile(Reading::x, 0.5),
                Aggregates.populationCovariance(Reading::x, Reading::y),
                Aggregates.correlation(Reading::x, Reading::y))) {
            assertThat(of(aggregate)).isNaN();
        }
        for (Aggregate<Reading, ?, Double> aggregate : List.<Aggregate<Reading, ?, Double>>of(
                Aggregates.mean(Reading::x), Aggregates.max(Reading::x), Aggregates.quantile(Reading::x, 0.5))) {
            assertThat(of(aggregate, NAN, NAN)).as("all are NaN").isNaN();
        }
        assertThat(over(Aggregates.rate(), 500, List.of())).isZero();
        assertThat(over(Aggregates.sumRate(Reading::x), 500, List.of())).isZero();
        assertThat(of(Aggregates.linearTrend(Reading::x, Reading::y)).slope()).isNaN();
        assertThat(of(Aggregates.firstLong(Reading::n))).isEqualTo(FieldValues.MISSING);
        assertThat((String) of(Aggregates.lastText(Reading::name))).isNull();
        assertThat(of(Aggregates.distinct(Reading::name, 5))).isZero();
        assertThat(of(Aggregates.distinctSketched(Reading::name))).isZero();
        assertThat(of(Aggregates.heavyHitters(Reading::name, 5))).isEmpty();
        assertThat(of(Aggregates.histogram(Reading::x, 1, 2))).containsExactly(0, 0, 0);
    }

    @Test
    void nanIsLeftOutAndNotCounted() {
        double[] values = {NAN, 2, NAN, 4};
        assertThat(of(Aggregates.count(), values)).isEqualTo(4);
        assertThat(of(Aggregates.sum(Reading::x), values)).isEqualTo(6);
        assertThat(of(Aggregates.mean(Reading::x), values)).isEqualTo(3);
        assertThat(of(Aggregates.min(Reading::x), values)).isEqualTo(2);
        assertThat(of(Aggregates.max(Reading::x), values)).isEqualTo(4);
        assertThat(of(Aggregates.range(Reading::x), values)).isEqualTo(2);
        assertThat(of(Aggregates.populationVariance(Reading::x), values)).isEqualTo(1);
        assertThat(of(Aggregates.sampleVariance(Reading::x), values)).isEqualTo(2);
        assertThat(of(Aggregates.quantile(Reading::x, 1), values)).isEqualTo(4);
        assertThat(of(Aggregates.histogram(Reading::x, 3), values)).containsExactly(1, 1);
        assertThat(of(Aggregates.first(Reading::x), values)).isEqualTo(2);
        assertThat(of(Aggregates.sampleCovariance(Reading::x, Reading::y), values))
                .isEqualTo(2);
    }

    @Test
    void infiniteNumbers() {
        assertThat(of(Aggregates.sum(Reading::x), 1, INFINITY, 2)).isEqualTo(INFINITY);
        assertThat(inParts(Aggregates.sum(Reading::x), 1, INFINITY, 2)).isEqualTo(INFINITY);
        assertThat(of(Aggregates.mean(Reading::x), 1, -INFINITY)).isEqualTo(-INFINITY);
        assertThat(of(Aggregates.sum(Reading::x), INFINITY, 1, -INFINITY)).isNaN();
        assertThat(of(Aggregates.sum(Reading::x), 1.7e308, 1.7e308)).isEqualTo(INFINITY);
        assertThat(of(Aggregates.max(Reading::x), 1, INFINITY)).isEqualTo(INFINITY);
        assertThat(of(Aggregates.range(Reading::x), INFINITY)).isNaN();
        assertThat(of(Aggregates.range(Reading::x), INFINITY, 3)).isEqualTo(INFINITY);
        assertThat(of(Aggregates.populationVariance(Reading::x), INFINITY)).isNaN();
        assertThat(of(Aggregates.populationVariance(Reading::x), 1, 2, INFINITY))
                .isNaN();
        assertThat(of(Aggregates.correlation(Reading::x, Reading::y), 1, 2, INFINITY))
                .isNaN();
        assertThat(of(Aggregates.quantiles(Reading::x, 0, 0.5, 1), INFINITY, 5, -INFINITY))
                .containsExactly(-INFINITY, 5, INFINITY);
        assertThat(of(Aggregates.histogram(Reading::x, 0), INFINITY, -INFINITY)).containsExactly(1, 1);
    }

    @Test
    void zerosAreToldApartWhateverTheOrder() {
        for (double[] zeros : new double[][] {{0.0, -0.0}, {-0.0, 0.0}}) {
            assertThat((Object) of(Aggregates.min(Reading::x), zeros)).isEqualTo(-0.0);
            assertThat((Object) of(Aggregates.max(Reading::x), zeros)).isEqualTo(0.0);
        }
    }

    @Test
    void sumsHardlyDependOnTheOrderOfMerging() {
        double[] values = new SplittableRandom(1).doubles(10_000, -1e15, 1e15).toArray();
        values[3] = 1e-3;
        BigDecimal exact = Arrays.stream(values).mapToObj(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
        double ulp = Math.ulp(exact.doubleValue());
        assertThat(of(Aggregates.sum(Reading::x), values)).isCloseTo(exact.doubleValue(), within(ulp));
        assertThat(inParts(Aggregates.sum(Reading::x), values)).isCloseTo(exact.doubleValue(), within(ulp));
        assertThat(of(Aggregates.sum(Reading::x), 1, 1e100, 1, -1e100)).isEqualTo(2);
        assertThat(of(Aggregates.mean(Reading::x), 1e16, 1, 1, -1e16)).isEqualTo(0.5);
    }

    @Test
    void sumsOfIntegersWrap() {
        List<Reading> readings = List.of(new Reading(0, 0, 0, Long.MAX_VALUE, null), new Reading(0, 0, 0, 2, null));
        assertThat(of(Aggregates.sumOfLongs(Reading::n), readings)).isEqualTo(Long.MIN_VALUE + 1);
    }

    /** Where the mean is 10^9 times the deviation, the sum of squares less the square of the sum has no digit right. */
    @Test
    void varianceDoesNotSufferFromALargeMean() {
        double[] values = {1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16};
        assertThat(of(Aggregates.sampleVariance(Reading::x), values)).isEqualTo(30);
        assertThat(inParts(Aggregates.sampleVariance(Reading::x), values)).isEqualTo(30);
        assertThat(of(Aggregates.populationVariance(Reading::x), values)).isEqualTo(22.5);
        double[] many = new SplittableRandom(2).doubles(5_000, 1e9, 1e9 + 1).toArray();
        double expected = exactSquares(many) / many.length;
        assertThat(of(Aggregates.populationVariance(Reading::x), many)).isCloseTo(expected, within(1e-6 * expected));
        assertThat(inParts(Aggregates.populationVariance(Reading::x), many))
                .isCloseTo(expected, within(1e-6 * expected));
        assertThat(inParts(Aggregates.populationStandardDeviation(Reading::x), many))
                .isCloseTo(Math.sqrt(expected), within(1e-6));
    }

    private static double exactSquares(double[] values) {
        BigDecimal sum = Arrays.stream(values).mapToObj(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal mean = sum.divide(BigDecimal.valueOf(values.length), MathContext.DECIMAL128);
        return Arrays.stream(values)
                .mapToObj(value -> new BigDecimal(value).subtract(mean).pow(2))
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .doubleValue();
    }

    @Test
    void oneAndTwoValues() {
        assertThat(of(Aggregates.populationVariance(Reading::x), 7)).isZero();
        assertThat(of(Aggregates.sampleVariance(Reading::x), 7)).isNaN();
        assertThat(of(Aggregates.sampleStandardDeviation(Reading::x), 1, 7)).isCloseTo(Math.sqrt(18), within(1e-15));
        assertThat(of(Aggregates.range(Reading::x), 7)).isZero();
        assertThat(of(Aggregates.correlation(Reading::x, Reading::y), 7)).isNaN();
        assertThat(of(Aggregates.correlation(Reading::x, Reading::y), 7, 7))
                .as("constant")
                .isNaN();
        assertThat(of(Aggregates.sampleCovariance(Reading::x, Reading::y), 7)).isNaN();
        assertThat(of(Aggregates.populationCovariance(Reading::x, Reading::y), 7))
                .isZero();
    }

    /** F. J. Anscombe, Graphs in Statistical Analysis, The American Statistician 27, 1973: the first of the four. */
    @Test
    void anscombesFirstQuartet() {
        double[] x = {10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5};
        double[] y = {8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68};
        List<Reading> readings = new ArrayList<>();
        for (int i = 0; i < x.length; i++) {
            readings.add(new Reading(0, 1e6 + x[i], y[i], 0, null));
        }
        Trend trend = of(Aggregates.linearTrend(Reading::x, Reading::y), readings);
        assertThat(trend.slope()).isCloseTo(5.501 / 11, within(1e-4));
        assertThat(trend.at(1e6)).isCloseTo(3.0001, within(1e-3));
        assertThat(of(Aggregates.correlation(Reading::x, Reading::y), readings)).isCloseTo(0.81642, within(1e-5));
        assertThat(of(Aggregates.sampleCovariance(Reading::x, Reading::y), readings))
                .isCloseTo(5.501, within(1e-8));
    }

    @Test
    void firstAndLastGoByTimeAndThenByValue() {
        List<Reading> readings = List.of(
                new Reading(5, 3, 0, 30, "b"),
                new Reading(2, 9, 0, 90, "z"),
                new Reading(2, 8, 0, 80, "y"),
                new Reading(1, NAN, 0, FieldValues.MISSING, null),
                new Reading(7, 1, 0, 10, "c"),
                new Reading(7, 2, 0, 20, "d"),
                new Reading(9, NAN, 0, FieldValues.MISSING, null));
        assertThat(of(Aggregates.first(Reading::x), readings)).isEqualTo(8);
        assertThat(of(Aggregates.last(Reading::x), readings)).isEqualTo(2);
        assertThat(of(Aggregates.firstLong(Reading::n), readings)).isEqualTo(80);
        assertThat(of(Aggregates.lastLong(Reading::n), readings)).isEqualTo(20);
        assertThat((String) of(Aggregates.firstText(Reading::name), readings)).isEqualTo("y");
        assertThat((String) of(Aggregates.lastText(Reading::name), readings)).isEqualTo("d");
    }

    @Test
    void rates() {
        List<Reading> readings = List.of(
                new Reading(1_000, 4, 0, 0, null),
                new Reading(3_000, 2, 0, 0, null),
                new Reading(1_500, 6, 0, 0, null));
        assertThat(over(Aggregates.rate(), 500, readings)).isEqualTo(6);
        assertThat(over(Aggregates.sumRate(Reading::x), 500, readings)).isEqualTo(24);
        assertThat(of(Aggregates.rate(), readings))
                .as("two gaps in two seconds")
                .isEqualTo(1);
        assertThat(of(Aggregates.sumRate(Reading::x), readings)).isEqualTo(4);
        assertThat(of(Aggregates.rate(), readings.subList(0, 1))).isNaN();
        assertThat(of(Aggregates.rate(), List.of(readings.get(0), readings.get(0))))
                .isNaN();
        assertThat((String) over(
                        Aggregates.both(Aggregates.count(), Aggregates.rate(), (count, rate) -> count + " " + rate),
                        1_000,
                        readings))
                .isEqualTo("3 3.0");
        List<Reading> ages =
                List.of(new Reading(Long.MIN_VALUE, 1, 0, 0, null), new Reading(Long.MAX_VALUE, 1, 0, 0, null));
        assertThat(of(Aggregates.rate(), ages)).isCloseTo(1_000 / 0x1p64, within(1e-30));
    }

    @Test
    void histogramsIncludeTheLowerBound() {
        assertThat(of(Aggregates.histogram(Reading::x, 0, 1, 5), -1, 0, 0.9, 1, 4.9, 5, 5, 99))
                .containsExactly(1, 2, 2, 3);
        for (double[] wrong : new double[][] {{}, {1, 1}, {2, 1}, {NAN}, {1, NAN}}) {
            assertThatThrownBy(() -> Aggregates.histogram(Reading::x, wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("bounds must");
        }
    }

    @Test
    void quantilesOfFewAreExact() {
        double[] tens = DoubleStream.iterate(100, x -> x - 1).limit(100).toArray();
        assertThat(of(Aggregates.quantiles(Reading::x, 0.55, 0, 0.5, 0.501, 0.99, 1, 0.07), tens))
                .containsExactly(55, 1, 50, 51, 99, 100, 7);
        assertThat(of(Aggregates.quantile(Reading::x, 0.5), 3, 1)).isEqualTo(1);
    }

    @Test
    void distinctIsExactUpToItsLimit() {
        List<Reading> readings =
                Stream.of("a", "", "b", "a", null, "c", "").map(Reading::named).toList();
        assertThat(of(Aggregates.distinct(Reading::name, 4), readings)).isEqualTo(4);
        assertThat(of(Aggregates.distinct(Reading::name, 3), readings))
                .as("more than 3")
                .isEqualTo(4);
        assertThat(of(Aggregates.distinct(Reading::name, 2), readings))
                .as("more than 2")
                .isEqualTo(3);
        assertThat(of(Aggregates.distinctSketched(Reading::name), readings)).isEqualTo(4);
        long[] values = {0, 5, -5, 0, Long.MAX_VALUE, 5, FieldValues.MISSING, Long.MIN_VALUE + 1};
        List<Reading> integers = Arrays.stream(values)
                .mapToObj(n -> new Reading(0, 0, 0, n, null))
                .toList();
        assertThat(of(Aggregates.distinctLongs(Reading::n, 9), integers)).isEqualTo(5);
        assertThat(of(Aggregates.distinctLongs(Reading::n, 4), integers))
                .as("more than 4")
                .isEqualTo(5);
        assertThat(of(Aggregates.distinctLongsSketched(Reading::n, 12), integers))
                .isEqualTo(5);
    }

    @Test
    void compositionsCanWhatAllPartsCan() {
        Aggregate<Reading, ?, Long> count = Aggregates.count();
        Aggregate<Reading, ?, List<Object>> some = Aggregates.all(List.of(count, Aggregates.max(Reading::x)));
        Aggregate<Reading, ?, List<Long>> integers =
                Aggregates.all(List.of(count, Aggregates.filtered(count, r -> r.x() > 1)));
        assertThat(some.invertible()).isFalse();
        assertThat(integers.invertible()).isTrue();
        assertThat(some.signature()).isEqualTo("all(count, max)");
        assertThat(of(integers, 0, 1, 2, 3)).containsExactly(4L, 2L);
        assertThat(of(some, 0, 1, 2, 3)).containsExactly(4L, 3.0);
        assertThatThrownBy(() -> Aggregates.all(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("parts must be at least 1, found 0");
    }

    @Test
    void wrongParametersAreRefused() {
        assertThatThrownBy(() -> Aggregates.quantiles(7, Reading::x, 0.5)).hasMessage("k must be within 8 to 65535: 7");
        assertThatThrownBy(() -> Aggregates.quantile(Reading::x, 1.5)).hasMessage("a share must be within 0 to 1: 1.5");
        assertThatThrownBy(() -> Aggregates.distinct(Reading::name, 0))
                .hasMessage("most must be within 1 to 100000000: 0");
        assertThatThrownBy(() -> Aggregates.distinctSketched(Reading::name, 3))
                .hasMessage("logSize must be within 4 to 21: 3");
        assertThatThrownBy(() -> Aggregates.heavyHitters(Reading::name, r -> 1, 5, 100))
                .hasMessage("mapSize must be a power of 2 within 8 to 67108864: 100");
        assertThatThrownBy(() -> Aggregates.heavyHitters(Reading::name, r -> 1, 7, 8))
                .hasMessage("most must be within 1 to three quarters of mapSize 8: 7");
    }
}
