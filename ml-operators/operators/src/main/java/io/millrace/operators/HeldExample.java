package io.millrace.operators;

import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * An example that waits until its time has passed. By time, then id, then key, then what is to be done, so that a record is
 * predicted before it is learned; and then by all that is in it: two that are equal in this order are one as good as the
 * other.
 */
record HeldExample(long time, Example example) implements Comparable<HeldExample> {
    private static final Comparator<@Nullable String> TEXTS = Comparator.nullsFirst(Comparator.naturalOrder());
    private static final Comparator<Example> EXAMPLES = Comparator.<Example, @Nullable String>comparing(
                    Example::id, TEXTS)
            .thenComparing(Example::key)
            .thenComparingInt(example -> rank(example.action()))
            .thenComparing(Example::label, TEXTS)
            .thenComparingDouble(Example::target)
            .thenComparing(Example::numbers, Arrays::compare)
            .thenComparing(Example::names, (a, b) -> Arrays.compare(a, b, TEXTS))
            .thenComparingLong(Example::time);

    private static int rank(Example.Action action) {
        return switch (action) {
            case PREDICT -> 0;
            case BOTH -> 1;
            case LEARN -> 2;
        };
    }

    @Override
    public int compareTo(HeldExample other) {
        int byTime = Long.compare(time, other.time);
        return byTime != 0 ? byTime : EXAMPLES.compare(example, other.example);
    }
}
