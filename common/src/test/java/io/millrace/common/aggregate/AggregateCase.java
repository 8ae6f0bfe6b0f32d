package io.millrace.common.aggregate;

import io.millrace.common.state.Codecs;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * An aggregate to test.
 *
 * @param name of its golden file too
 * @param tolerance how far results may be apart that should be equal but for rounding or a sketch's error, relatively; 1 for
 *     those that are random
 */
record AggregateCase(String name, Aggregate<Reading, Object, Object> aggregate, double tolerance) {
    private static final double ROUNDING = 1e-12;

    static Stream<AggregateCase> all() {
        return Stream.concat(Stream.concat(plain(), sketched()), composed());
    }

    private static Stream<AggregateCase> plain() {
        return Stream.of(
                of("count", Aggregates.count(), 0),
                of("sum-of-longs", Aggregates.sumOfLongs(Reading::n), 0),
                of("sum", Aggregates.sum(Reading::x), ROUNDING),
                of("mean", Aggregates.mean(Reading::x), ROUNDING),
                of("min", Aggregates.min(Reading::x), 0),
                of("max", Aggregates.max(Reading::x), 0),
                of("range", Aggregates.range(Reading::x), 0),
                of("population-variance", Aggregates.populationVariance(Reading::x), ROUNDING),
                of("sample-variance", Aggregates.sampleVariance(Reading::x), ROUNDING),
                of("population-deviation", Aggregates.populationStandardDeviation(Reading::x), ROUNDING),
                of("sample-deviation", Aggregates.sampleStandardDeviation(Reading::x), ROUNDING),
                of("first", Aggregates.first(Reading::x), 0),
                of("last", Aggregates.last(Reading::x), 0),
                of("first-long", Aggregates.firstLong(Reading::n), 0),
                of("last-long", Aggregates.lastLong(Reading::n), 0),
                of("first-text", Aggregates.firstText(Reading::name), 0),
                of("last-of", Aggregates.lastOf(Reading::name, Codecs.text(), Types.STRING), 0),
                of("rate", Aggregates.rate(), ROUNDING),
                of("sum-rate", Aggregates.sumRate(Reading::x), ROUNDING),
                of("histogram", Aggregates.histogram(Reading::x, -10, 0, 2.5, 60), 0),
                of("covariance", Aggregates.sampleCovariance(Reading::x, Reading::y), ROUNDING),
                of("correlation", Aggregates.correlation(Reading::x, Reading::y), ROUNDING),
                of("trend", Aggregates.linearTrend(Reading::x, Reading::y), ROUNDING));
    }

    private static Stream<AggregateCase> sketched() {
        return Stream.of(
                of("distinct-texts", Aggregates.distinct(Reading::name, 1_000), 0),
                of("distinct-texts-full", Aggregates.distinct(Reading::name, 10), 0),
                of("distinct-longs", Aggregates.distinctLongs(Reading::n, 1_000), 0),
                of("distinct-longs-full", Aggregates.distinctLongs(Reading::n, 10), 0),
                of("distinct-sketched", Aggregates.distinctSketched(Reading::name), 0),
                of("distinct-longs-sketched", Aggregates.distinctLongsSketched(Reading::n, 4), 0.5),
                of("quantiles", Aggregates.quantiles(1_000, Reading::x, 0, 0.25, 0.5, 0.99, 1), 0),
                of("quantiles-random", Aggregates.quantiles(8, Reading::x, 0, 0.5, 1), 1),
                of("quantile", Aggregates.quantile(Reading::x, 0.9), 0),
                of("heavy-hitters", Aggregates.heavyHitters(Reading::name, 5), 0),
                of("heavy-hitters-random", Aggregates.heavyHitters(Reading::name, r -> 2, 3, 8), 1));
    }

    private static Stream<AggregateCase> composed() {
        Aggregate<Reading, ?, Long> positive = Aggregates.filtered(Aggregates.count(), r -> r.n() > 0);
        Aggregate<Reading, ?, Double> mean = Aggregates.mean(Reading::x);
        return Stream.of(
                of("filtered", positive, 0),
                of("mapped", Aggregates.mapped(mean, value -> 2 * value, Types.DOUBLE), ROUNDING),
                of("both", Aggregates.both(positive, mean, (count, each) -> List.of(count, each)), ROUNDING),
                of(
                        "both-subtracting",
                        Aggregates.typed(
                                Aggregates.both(
                                        positive,
                                        Aggregates.histogram(Reading::x, 0),
                                        (count, counts) -> count + "/" + counts[0]),
                                Types.STRING),
                        0),
                of(
                        "three",
                        Aggregates.three(
                                positive,
                                mean,
                                Aggregates.firstText(Reading::name),
                                (count, each, text) -> List.of(count, each, String.valueOf(text))),
                        ROUNDING),
                of(
                        "four",
                        Aggregates.four(
                                positive,
                                Aggregates.rate(),
                                Aggregates.max(Reading::y),
                                Aggregates.distinct(Reading::name, 100),
                                (count, rate, max, distinct) -> List.of(count, rate, max, distinct)),
                        ROUNDING),
                of("all", Aggregates.all(List.of(mean, Aggregates.max(Reading::x), Aggregates.rate())), ROUNDING));
    }

    @SuppressWarnings("unchecked")
    static AggregateCase of(String name, Aggregate<Reading, ?, ?> aggregate, double tolerance) {
        return new AggregateCase(name, (Aggregate<Reading, Object, Object>) aggregate, tolerance);
    }

    boolean random() {
        return tolerance == 1;
    }

    Object accumulate(List<Reading> readings) {
        Object accumulator = aggregate.create();
        readings.forEach(reading -> aggregate.add(accumulator, reading, reading.time()));
        return accumulator;
    }

    Object merged(Object... accumulators) {
        Object into = aggregate.create();
        for (Object accumulator : accumulators) {
            aggregate.merge(into, accumulator);
        }
        return into;
    }

    byte[] bytes(Object accumulator) {
        try {
            DataOutputSerializer out = new DataOutputSerializer(64);
            aggregate.codec().write(accumulator, out);
            return out.getCopyOfBuffer();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Reads all of the bytes. */
    Object read(byte[] bytes) throws IOException {
        DataInputDeserializer in = new DataInputDeserializer(bytes);
        Object accumulator = aggregate.codec().read(1, in);
        if (in.available() > 0) {
            throw new IOException(in.available() + " bytes too many");
        }
        return accumulator;
    }

    @Override
    public String toString() {
        return name;
    }
}
