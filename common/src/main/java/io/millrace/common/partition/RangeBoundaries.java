package io.millrace.common.partition;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where one range of values ends and the next begins: {@code b} boundaries make {@code b + 1} ranges, and a boundary is the
 * first value of the range above it. Values are in their natural order: numbers by size, where NaN is above all, text by
 * its UTF-16 units.
 *
 * @param <C> values: {@code Double}, {@code Long}, {@code String}, {@code Instant} or others that have an order
 */
public final class RangeBoundaries<C extends Comparable<? super C> & Serializable> implements Serializable {
    private static final long serialVersionUID = 1L;

    // An ArrayList, because that is serializable.
    @SuppressWarnings("NonApiType")
    private final ArrayList<C> boundaries;

    private RangeBoundaries(List<C> boundaries) {
        this.boundaries = new ArrayList<>(boundaries);
    }

    /**
     * Boundaries that are known.
     *
     * @param boundaries ascending, none twice, no NaN; with none all values are in one range
     */
    public static <C extends Comparable<? super C> & Serializable> RangeBoundaries<C> of(List<C> boundaries) {
        for (int i = 0; i < boundaries.size(); i++) {
            refuseNaN("boundaries", boundaries.get(i));
            if (i > 0 && boundaries.get(i - 1).compareTo(boundaries.get(i)) >= 0) {
                throw new IllegalArgumentException(
                        "boundaries must ascend: " + boundaries.get(i) + " comes after " + boundaries.get(i - 1));
            }
        }
        return new RangeBoundaries<>(boundaries);
    }

    /**
     * Boundaries that cut a sample into ranges of about the same number of values. The fullest range is as small as
     * contiguous ranges allow; equal values are in one range, so it has at least as many values as there are equal ones. A
     * sample of fewer different values than parts gives each a range of its own, and fewer ranges.
     *
     * <p>With a sample of {@code m} values, a range's share of the stream is off by about {@code sqrt(parts / m)} of itself:
     * 1,000 values for each part are 3 %. Takes {@code O(m log m)} time.
     *
     * @param sample at least one value, in any order, no NaN
     * @param parts at least 1, usually the parallelism of what receives
     */
    public static <C extends Comparable<? super C> & Serializable> RangeBoundaries<C> learn(
            Collection<C> sample, int parts) {
        if (parts < 1) {
            throw new IllegalArgumentException("parts must be at least 1: " + parts);
        }
        if (sample.isEmpty()) {
            throw new IllegalArgumentException("sample must have at least one value: it has none");
        }
        sample.forEach(value -> refuseNaN("sample", value));
        List<C> sorted = sample.stream().sorted().toList();
        List<C> distinct = new ArrayList<>();
        List<Integer> firsts = new ArrayList<>();
        for (int i = 0; i < sorted.size(); i++) {
            if (i == 0 || sorted.get(i - 1).compareTo(sorted.get(i)) != 0) {
                distinct.add(sorted.get(i));
                firsts.add(i);
            }
        }
        firsts.add(sorted.size());
        int[] cuts = new EquiDepth(firsts.stream().mapToInt(Integer::intValue).toArray()).cuts(parts);
        List<C> boundaries = new ArrayList<>();
        for (int cut : cuts) {
            boundaries.add(distinct.get(cut));
        }
        return of(boundaries);
    }

    private static void refuseNaN(String where, @Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException(where + " must hold no null");
        }
        if (value instanceof Double number && number.isNaN() || value instanceof Float narrow && narrow.isNaN()) {
            throw new IllegalArgumentException(where + " must hold no NaN");
        }
    }

    /** The boundaries, ascending. */
    public List<C> boundaries() {
        return List.copyOf(boundaries);
    }

    /** How many ranges there are, at least 1. */
    public int ranges() {
        return boundaries.size() + 1;
    }

    /** The range of a value, from 0; takes time logarithmic in the number of ranges. */
    public int rangeOf(C value) {
        int low = 0;
        int high = boundaries.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (boundaries.get(middle).compareTo(value) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RangeBoundaries<?> that && that.boundaries.equals(boundaries);
    }

    @Override
    public int hashCode() {
        return boundaries.hashCode();
    }

    @Override
    public String toString() {
        return "RangeBoundaries" + boundaries;
    }
}
