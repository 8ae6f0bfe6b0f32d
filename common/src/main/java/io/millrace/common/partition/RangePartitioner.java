package io.millrace.common.partition;

import java.io.Serializable;
import org.apache.flink.api.common.functions.Partitioner;
import org.jspecify.annotations.Nullable;

/** The value's range; where ranges and subtasks are not as many, ranges are spread over the subtasks in order. */
final class RangePartitioner<C extends Comparable<? super C> & Serializable> implements Partitioner<C> {
    private static final long serialVersionUID = 1L;

    private final RangeBoundaries<C> boundaries;

    RangePartitioner(RangeBoundaries<C> boundaries) {
        this.boundaries = boundaries;
    }

    @Override
    public int partition(@Nullable C value, int subtasks) {
        if (value == null) {
            throw new IllegalArgumentException(
                    "a field to partition by must not be null: the field selector gave null");
        }
        return (int) ((long) boundaries.rangeOf(value) * subtasks / boundaries.ranges());
    }
}
