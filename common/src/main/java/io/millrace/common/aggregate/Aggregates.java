package io.millrace.common.aggregate;

import io.millrace.common.record.FieldValues;
import io.millrace.common.state.Codecs;
import io.millrace.common.state.ValueCodec;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The aggregates that are there. All are order-free: records may come in any order, and parts merge in any order.
 * Count, sum of integers and histogram can also subtract; compositions can where all their parts can.
 *
 * <p>A field's NaN, {@code null} or, for integers, {@link FieldValues#MISSING} means that the record has no value: it
 * is left out and not counted, except by {@link #count} and {@link #sumOfLongs}. Infinite numbers are numbers. What
 * comes of nothing, and of infinite numbers, is said of each. Adding takes constant time and allocates nothing unless
 * it is said. Sizes, errors and edge cases in one table: {@code docs/aggregates.md}.
 */
public final class Aggregates {
    /** What {@link #quantiles(DoubleField, double...)} takes for {@code k}. */
    public static final int QUANTILE_K = 400;

    /** What {@link #distinctSketched(TextField)} takes for {@code logSize}. */
    public static final int DISTINCT_LOG_SIZE = 12;

    /** What {@link #heavyHitters(TextField, int)} takes for {@code mapSize}. */
    public static final int HEAVY_HITTER_MAP_SIZE = 1_024;

    private Aggregates() {}

    /** How many records; 0 of none. */
    public static <T> Aggregate<T, ?, Long> count() {
        return new Totals.Count<>();
    }

    /**
     * The sum of numbers; 0 of none. Rounding is compensated (A. Neumaier, Rundungsfehleranalyse einiger Verfahren
     * zur Summation endlicher Summen, ZAMM 54, 1974, DOI 10.1002/zamm.19740540106), so that it is off by
     * 2<sup>-52</sup> of itself and n<sup>2</sup> 2<sup>-105</sup> of the sum of absolute values at most, however
     * parts are merged. An infinite number makes it infinite, infinite numbers of both signs NaN; so does a sum on
     * the way beyond 1.8e308.
     */
    public static <T> Aggregate<T, ?, Double> sum(DoubleField<? super T> field) {
        return new Sums<>(field, false);
    }

    /** The sum of integers, exact; 0 of none. Beyond 64 bits it wraps, as {@code +} does. Subtracts. */
    public static <T> Aggregate<T, ?, Long> sumOfLongs(LongField<? super T> field) {
        return new Totals.Sum<>(field);
    }

    /** The mean: {@link #sum} by the number of values. NaN of none. */
    public static <T> Aggregate<T, ?, Double> mean(DoubleField<? super T> field) {
        return new Sums<>(field, true);
    }

    /** The least; NaN of none. -0 is less than 0. */
    public static <T> Aggregate<T, ?, Double> min(DoubleField<? super T> field) {
        return new Extremes.Min<>(field);
    }

    /** The greatest; NaN of none. 0 is greater than -0. */
    public static <T> Aggregate<T, ?, Double> max(DoubleField<? super T> field) {
        return new Extremes.Max<>(field);
    }

    /** The greatest less the least; 0 of one, NaN of none and where all are the same infinity. */
    public static <T> Aggregate<T, ?, Double> range(DoubleField<? super T> field) {
        return new Range<>(field);
    }

    /**
     * The mean squared difference from the mean; 0 of one, NaN of none, and with an infinite number. Added as by B.
     * P. Welford, Note on a Method for Calculating Corrected Sums of Squares and Products, Technometrics 4, 1962, DOI
     * 10.1080/00401706.1962.10490022; merged as by T. F. Chan, G. H. Golub, R. J. LeVeque, Algorithms for Computing
     * the Sample Variance, The American Statistician 37, 1983, DOI 10.1080/00031305.1983.10483115: does not suffer
     * where the mean is large.
     */
    public static <T> Aggregate<T, ?, Double> populationVariance(DoubleField<? super T> field) {
        return new Variance<>(field, false, false);
    }

    /**
     * The variance of what the values are a sample of: by n - 1. NaN of fewer than two; otherwise as the
     * population's.
     */
    public static <T> Aggregate<T, ?, Double> sampleVariance(DoubleField<? super T> field) {
        return new Variance<>(field, true, false);
    }

    /** The square root of {@link #populationVariance}. */
    public static <T> Aggregate<T, ?, Double> populationStandardDeviation(DoubleField<? super T> field) {
        return new Variance<>(field, false, true);
    }

    /** The square root of {@link #sampleVariance}. */
    public static <T> Aggregate<T, ?, Double> sampleStandardDeviation(DoubleField<? super T> field) {
        return new Variance<>(field, true, true);
    }

    /** The number of the earliest record that has one; of several at that time the least. NaN of none. */
    public static <T> Aggregate<T, ?, Double> first(DoubleField<? super T> field) {
        return new Ends.OfDouble<>(field, false);
    }

    /** The number of the latest record that has one; of several at that time the greatest. NaN of none. */
    public static <T> Aggregate<T, ?, Double> last(DoubleField<? super T> field) {
        return new Ends.OfDouble<>(field, true);
    }

    /** As {@link #first}, of integers. {@link FieldValues#MISSING} of none. */
    public static <T> Aggregate<T, ?, Long> firstLong(LongField<? super T> field) {
        return new Ends.OfLong<>(field, false);
    }

    /** As {@link #last}, of integers. {@link FieldValues#MISSING} of none. */
    public static <T> Aggregate<T, ?, Long> lastLong(LongField<? super T> field) {
        return new Ends.OfLong<>(field, true);
    }

    /** As {@link #first}, of texts in the order of {@link String#compareTo}. {@code null} of none. */
    public static <T> Aggregate<T, ?, String> firstText(TextField<? super T> field) {
        return new Ends.OfValue<T, String>(field::of, Codecs.text(), Types.STRING, false);
    }

    /** As {@link #last}, of texts in the order of {@link String#compareTo}. {@code null} of none. */
    public static <T> Aggregate<T, ?, String> lastText(TextField<? super T> field) {
        return new Ends.OfValue<T, String>(field::of, Codecs.text(), Types.STRING, true);
    }

    /** As {@link #first}, of values that do not change and have an order. {@code null} of none. */
    public static <T, V extends Comparable<? super V>> Aggregate<T, ?, V> firstOf(
            ValueField<? super T, V> field, ValueCodec<V> codec, TypeInformation<V> type) {
        return new Ends.OfValue<>(field, codec, type, false);
    }

    /** As {@link #last}, of values that do not change and have an order. {@code null} of none. */
    public static <T, V extends Comparable<? super V>> Aggregate<T, ?, V> lastOf(
            ValueField<? super T, V> field, ValueCodec<V> codec, TypeInformation<V> type) {
        return new Ends.OfValue<>(field, codec, type, true);
    }

    /**
     * Records per second of the window; 0 of none. Without a window, from the first time to the last: of n records (n
     * - 1) by that; NaN where there are not two different times.
     */
    public static <T> Aggregate<T, ?, Double> rate() {
        return new Rate<>(record -> 1);
    }

    /**
     * The sum per second of the window; 0 of none. Without a window, from the first time to the last: of n values (n
     * - 1) times their mean by that; NaN where there are not two different times. Infinite numbers as in {@link
     * #sum}.
     */
    public static <T> Aggregate<T, ?, Double> sumRate(DoubleField<? super T> field) {
        return new Rate<>(field);
    }

    /**
     * How many different texts, exactly, up to {@code most}; {@code most + 1} stands for any number beyond it. Keeps
     * all texts that differ, and none beyond {@code most}. The empty text is a text. A new text allocates.
     *
     * @param most within 1 to 100,000,000
     */
    public static <T> Aggregate<T, ?, Long> distinct(TextField<? super T> field, int most) {
        return new DistinctTexts<>(field, most);
    }

    /** As {@link #distinct}, of integers; 11 to 22 bytes of memory each, in state the fewer the closer they lie. */
    public static <T> Aggregate<T, ?, Long> distinctLongs(LongField<? super T> field, int most) {
        return new DistinctLongs<>(field, most);
    }

    /** As {@link #distinctSketched(TextField, int)} with {@code logSize} {@value #DISTINCT_LOG_SIZE}. */
    public static <T> Aggregate<T, ?, Long> distinctSketched(TextField<? super T> field) {
        return distinctSketched(field, DISTINCT_LOG_SIZE);
    }

    /**
     * About how many different texts, rounded to an integer; 0 of none. A HyperLogLog sketch of Apache DataSketches
     * (P. Flajolet, E. Fusy, O. Gandouet, F. Meunier, HyperLogLog: the analysis of a near-optimal cardinality
     * estimation algorithm, AofA 2007, DOI 10.46298/dmtcs.3545). The relative standard error is 1.04 by the square
     * root of 2<sup>logSize</sup>: 1.6 % for 12, so within 4.9 % in 99.7 of 100 cases; 0.83 in place of 1.04 where
     * nothing was merged. Below about 400 texts (for 12) it is all but exact. Adding allocates the text's bytes.
     *
     * @param logSize within 4 to 21; at most 2<sup>logSize</sup> bytes of memory, half as many in state
     */
    public static <T> Aggregate<T, ?, Long> distinctSketched(TextField<? super T> field, int logSize) {
        return new SketchedDistinct.OfText<>(field, logSize);
    }

    /** As {@link #distinctSketched(TextField, int)}, of integers. */
    public static <T> Aggregate<T, ?, Long> distinctLongsSketched(LongField<? super T> field, int logSize) {
        return new SketchedDistinct.OfLong<>(field, logSize);
    }

    /** One quantile, as by {@link #quantiles(DoubleField, double...)}. */
    public static <T> Aggregate<T, ?, Double> quantile(DoubleField<? super T> field, double share) {
        return mapped(quantiles(field, share), found -> found[0], Types.DOUBLE);
    }

    /** As {@link #quantiles(int, DoubleField, double...)} with {@code k} {@value #QUANTILE_K}. */
    public static <T> Aggregate<T, ?, double[]> quantiles(DoubleField<? super T> field, double... shares) {
        return quantiles(QUANTILE_K, field, shares);
    }

    /**
     * Several quantiles from one summary: for each share the least value that this share of the values, or more, does
     * not exceed. NaN of none; infinite numbers have their place in the order.
     *
     * <p>Exact for up to {@code k} values; beyond, a KLL sketch of Apache DataSketches (Z. Karnin, K. Lang, E.
     * Liberty, Optimal Quantile Approximation in Streams, FOCS 2016, DOI 10.1109/FOCS.2016.17). What is found is then
     * the quantile of another share, which is off by 2.296 / k<sup>0.9723</sup> at most in 99 of 100 cases: 1.33 %
     * for 200, 0.68 % for 400, 0.35 % for 800; never for the shares 0 and 1. The library draws lots from a generator
     * without a seed, so that beyond {@code k} values two runs over the same records may differ, within that error.
     *
     * @param k within 8 to 65,535; about 3 {@code k} numbers of 8 bytes at most for a million values, in memory and
     *     in state
     * @param shares within 0 to 1, such as 0.99; in any order, which is that of the results
     */
    public static <T> Aggregate<T, ?, double[]> quantiles(int k, DoubleField<? super T> field, double... shares) {
        return new Quantiles<>(field, k, shares);
    }

    /**
     * As {@link #heavyHitters(TextField, LongField, int, int)}, where all records weigh 1 and the map size is {@value
     * #HEAVY_HITTER_MAP_SIZE}.
     */
    public static <T> Aggregate<T, ?, List<HeavyHitter>> heavyHitters(TextField<? super T> field, int most) {
        return heavyHitters(field, record -> 1, most, HEAVY_HITTER_MAP_SIZE);
    }

    /**
     * The texts of greatest weight, the heaviest first, those of equal estimate in the order of {@link
     * String#compareTo}; none of none. A frequent-items sketch of Apache DataSketches (D. Anderson, P. Bevan, K.
     * Lang, E. Liberty, L. Rhodes, J. Thaler, A High-Performance Algorithm for Identifying Frequent Items in Data
     * Streams, IMC 2017, DOI 10.1145/3131365.3131407).
     *
     * <p>Exact for up to three quarters of {@code mapSize} different texts. Beyond, a text's estimate is too high by
     * at most 3.5 / mapSize of the weight of all: 0.34 % for 1,024; and a text that weighs more than that is never
     * missing. Which of those below the error are kept may depend on order, and on a restart. New texts allocate, and
     * so does making room, once for half a map of new texts.
     *
     * @param weight a record's weight; none that is not above 0 counts. The weight of all must fit into 63 bits
     * @param most how many to tell, from 1 to three quarters of {@code mapSize}
     * @param mapSize a power of 2 within 8 to 67,108,864; so many times 0.75 texts are kept at most. Texts as such
     *     are not bounded: cut them in {@code field} if they can be long. In state a half of a pair of surrogates
     *     becomes a question mark
     */
    public static <T> Aggregate<T, ?, List<HeavyHitter>> heavyHitters(
            TextField<? super T> field, LongField<? super T> weight, int most, int mapSize) {
        return new HeavyHitters<>(field, weight, most, mapSize);
    }

    /**
     * How many values lie below the first bound, from each bound to the next (the lower included, the upper not), and
     * from the last on: one count more than bounds, all 0 of none. Infinite numbers count in the first and the last.
     * Costs a binary search. Subtracts.
     *
     * @param bounds at least one, increasing
     */
    public static <T> Aggregate<T, ?, long[]> histogram(DoubleField<? super T> field, double... bounds) {
        return new Histogram<>(field, bounds);
    }

    /**
     * The mean product of differences from the means; 0 of one pair, NaN of none, and with an infinite number. Papers
     * as for {@link #populationVariance}. A record counts where both fields have a value; so in the others of two
     * fields.
     */
    public static <T> Aggregate<T, ?, Double> populationCovariance(DoubleField<? super T> x, DoubleField<? super T> y) {
        return new Association<>(x, y, moments -> moments.covariance(0), Types.DOUBLE);
    }

    /** The covariance of what the pairs are a sample of: by n - 1. NaN of fewer than two. */
    public static <T> Aggregate<T, ?, Double> sampleCovariance(DoubleField<? super T> x, DoubleField<? super T> y) {
        return new Association<>(x, y, moments -> moments.covariance(1), Types.DOUBLE);
    }

    /**
     * Pearson's correlation, within -1 to 1; NaN of fewer than two, where a field is constant, and with an infinite
     * number.
     */
    public static <T> Aggregate<T, ?, Double> correlation(DoubleField<? super T> x, DoubleField<? super T> y) {
        return new Association<>(x, y, PairMoments::correlation, Types.DOUBLE);
    }

    /**
     * The line through the pairs by least squares in {@code y}; NaN of fewer than two, where {@code x} is constant,
     * and with an infinite number.
     */
    public static <T> Aggregate<T, ?, Trend> linearTrend(DoubleField<? super T> x, DoubleField<? super T> y) {
        return new Association<>(x, y, PairMoments::trend, Trend.FORMAT.typeInformation());
    }

    /** Two aggregates in one pass, and one result of theirs. Its type is to be said by {@link #typed}. */
    @SuppressWarnings("unchecked")
    public static <T, A, B, R> Aggregate<T, ?, R> both(
            Aggregate<T, ?, A> first, Aggregate<T, ?, B> second, Functions.Of2<A, B, R> function) {
        return mapped(new Composite<T, Object>(List.of(first, second)), r -> function.of((A) r.get(0), (B) r.get(1)));
    }

    /** Three aggregates in one pass, and one result of theirs. Its type is to be said by {@link #typed}. */
    @SuppressWarnings("unchecked")
    public static <T, A, B, C, R> Aggregate<T, ?, R> three(
            Aggregate<T, ?, A> first,
            Aggregate<T, ?, B> second,
            Aggregate<T, ?, C> third,
            Functions.Of3<A, B, C, R> function) {
        return mapped(
                new Composite<T, Object>(List.of(first, second, third)),
                r -> function.of((A) r.get(0), (B) r.get(1), (C) r.get(2)));
    }

    /** Four aggregates in one pass, and one result of theirs. Its type is to be said by {@link #typed}. */
    @SuppressWarnings("unchecked")
    public static <T, A, B, C, D, R> Aggregate<T, ?, R> four(
            Aggregate<T, ?, A> first,
            Aggregate<T, ?, B> second,
            Aggregate<T, ?, C> third,
            Aggregate<T, ?, D> fourth,
            Functions.Of4<A, B, C, D, R> function) {
        return mapped(
                new Composite<T, Object>(List.of(first, second, third, fourth)),
                r -> function.of((A) r.get(0), (B) r.get(1), (C) r.get(2), (D) r.get(3)));
    }

    /**
     * Any number of aggregates in one pass, and their results in that order. The type is known where all have the same.
     *
     * @throws IllegalArgumentException when there are none
     */
    public static <T, R> Aggregate<T, ?, List<R>> all(List<? extends Aggregate<? super T, ?, ? extends R>> parts) {
        return new Composite<>(parts);
    }

    /** Other results of the same aggregate. Their type is to be said by {@link #typed}. */
    public static <T, A, R, S> Aggregate<T, A, S> mapped(Aggregate<T, A, R> aggregate, Functions.Of1<R, S> function) {
        return new Wrapped.Mapped<>(aggregate, function, null);
    }

    /** Other results of the same aggregate, of a known type. */
    public static <T, A, R, S> Aggregate<T, A, S> mapped(
            Aggregate<T, A, R> aggregate, Functions.Of1<R, S> function, TypeInformation<S> type) {
        return new Wrapped.Mapped<>(aggregate, function, type);
    }

    /** The same aggregate with the type of its results. */
    public static <T, A, R> Aggregate<T, A, R> typed(Aggregate<T, A, R> aggregate, TypeInformation<R> type) {
        return new Wrapped.Mapped<>(aggregate, result -> result, type);
    }

    /**
     * The same aggregate of those records alone for which the condition holds; state written under another condition
     * is taken on.
     */
    public static <T, A, R> Aggregate<T, A, R> filtered(
            Aggregate<T, A, R> aggregate, Functions.Condition<? super T> condition) {
        return new Wrapped.Filtered<>(aggregate, condition);
    }
}
