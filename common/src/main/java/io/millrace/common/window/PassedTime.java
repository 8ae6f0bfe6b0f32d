package io.millrace.common.window;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.jspecify.annotations.Nullable;

/**
 * Keeps in checkpoints how far time has passed, which Flink does not for watermarks. After a restore it is where the slowest
 * subtask was; with aligned checkpoints that is where all were.
 */
final class PassedTime implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final ListStateDescriptor<Long> STATE = new ListStateDescriptor<>("time-passed", Types.LONG);

    private transient @Nullable ListState<Long> state;

    /** The time that had passed at the checkpoint; {@link KeyWindows#LONG_AGO} where there is none. */
    long restore(StateInitializationContext context) throws Exception {
        ListState<Long> times = context.getOperatorStateStore().getUnionListState(STATE);
        long slowest = Long.MAX_VALUE;
        for (Long time : times.get()) {
            slowest = Math.min(slowest, time);
        }
        state = times;
        return slowest == Long.MAX_VALUE ? KeyWindows.LONG_AGO : slowest;
    }

    /** Keeps the time for a checkpoint. The end of time is not kept: a drained job that is started anew begins anew. */
    void keep(long passed) throws Exception {
        boolean known = passed != Long.MAX_VALUE && passed != KeyWindows.LONG_AGO;
        Objects.requireNonNull(state, "not restored").update(known ? List.of(passed) : List.of());
    }
}
