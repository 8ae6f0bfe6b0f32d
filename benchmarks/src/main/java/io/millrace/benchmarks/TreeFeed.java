package io.millrace.benchmarks;

import io.millrace.operators.Example;
import org.jspecify.annotations.Nullable;

/** Where jobs in the benchmark's JVM find the rows that are held there. */
final class TreeFeed {
    static volatile @Nullable TreeRows rows;

    private TreeFeed() {}

    static Example example(long number) {
        TreeRows held = rows;
        if (held == null) {
            throw new IllegalStateException("no rows are held in this JVM");
        }
        return held.example(number);
    }
}
