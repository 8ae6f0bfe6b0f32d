package io.millrace.operators;

import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;

/**
 * Keeps in checkpoints how far event time has passed, which Flink does not for watermarks. After a failure it is where the
 * subtask was; after rescaling where the slowest was, which with aligned checkpoints is where all were.
 */
final class EventTimePassed {
    private static final ListStateDescriptor<long[]> STATE =
            new ListStateDescriptor<>("event-time-passed", PrimitiveArrayTypeInfo.LONG_PRIMITIVE_ARRAY_TYPE_INFO);

    private final int subtask;
    private final int parallelism;
    private final ListState<long[]> state;
    private long passed;

    EventTimePassed(int subtask, int parallelism, OperatorStateStore store) throws Exception {
        this.subtask = subtask;
        this.parallelism = parallelism;
        this.state = store.getUnionListState(STATE);
        long slowest = Long.MAX_VALUE;
        long own = Long.MAX_VALUE;
        for (long[] kept : state.get()) {
            slowest = Math.min(slowest, kept[2]);
            if (kept[0] == subtask && kept[1] == parallelism) {
                own = kept[2];
            }
        }
        long restored = own == Long.MAX_VALUE ? slowest : own;
        this.passed = restored == Long.MAX_VALUE ? Long.MIN_VALUE : restored;
    }

    /** The time up to which all has come; {@link Long#MIN_VALUE} at the beginning. */
    long passed() {
        return passed;
    }

    void advance(long time) {
        passed = Math.max(passed, time);
    }

    /** The end of time is not kept: a drained job that is started anew begins anew. */
    void snapshot() throws Exception {
        state.update(
                passed == Long.MAX_VALUE || passed == Long.MIN_VALUE
                        ? List.of()
                        : List.of(new long[] {subtask, parallelism, passed}));
    }
}
