package io.millrace.common.running;

import io.millrace.common.cached.CachedFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** Lets the first of each id pass. */
final class DeduplicateFunction<K, T> extends CachedFunction<K, T, Seen, T> {
    private static final long serialVersionUID = 1L;

    private final @Nullable OutputTag<T> duplicates;

    DeduplicateFunction(@Nullable OutputTag<T> duplicates) {
        this.duplicates = duplicates;
    }

    @Override
    public Seen create() {
        return Seen.SEEN;
    }

    @Override
    public void process(T record, Context<K, Seen> context, Collector<T> out) throws Exception {
        if (context.peek() == null) {
            context.update(create());
            out.collect(record);
        } else if (duplicates != null) {
            context.output(duplicates, record);
        }
    }
}
