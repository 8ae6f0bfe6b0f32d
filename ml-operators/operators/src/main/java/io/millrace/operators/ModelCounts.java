package io.millrace.operators;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.jspecify.annotations.Nullable;

/**
 * How many models a subtask has and how many bytes they take, live or in state: kept for each key group, so that they are
 * still right after rescaling; and the newest event time of the subtask's records.
 */
final class ModelCounts {
    private static final ListStateDescriptor<long[]> STATE =
            new ListStateDescriptor<>("model-counts", PrimitiveArrayTypeInfo.LONG_PRIMITIVE_ARRAY_TYPE_INFO);
    private static final long NEWEST = -1;

    private final int groups;
    private final int first;
    private final long[] models;
    private final long[] bytes;
    private final @Nullable ListState<long[]> state;
    private long allModels;
    private long allBytes;
    private long newest = KeyedModel.NONE;

    /** Those of a subtask. */
    static ModelCounts of(TaskInfo task, OperatorStateStore store) throws Exception {
        return new ModelCounts(
                task.getMaxNumberOfParallelSubtasks(),
                task.getIndexOfThisSubtask(),
                task.getNumberOfParallelSubtasks(),
                store);
    }

    /**
     * @param groups how many key groups there are in all
     * @param subtask whose these are
     * @param parallelism how many subtasks there are
     * @param store where they are kept; what is there is taken over
     */
    ModelCounts(int groups, int subtask, int parallelism, OperatorStateStore store) throws Exception {
        var own = KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(groups, parallelism, subtask);
        this.groups = groups;
        this.first = own.getStartKeyGroup();
        this.models = new long[own.getNumberOfKeyGroups()];
        this.bytes = new long[models.length];
        this.state = store.getUnionListState(STATE);
        for (long[] kept : Objects.requireNonNull(state).get()) {
            if (kept[0] == NEWEST) {
                newest = Math.max(newest, kept[1]);
            } else if (own.contains((int) kept[0])) {
                add((int) kept[0] - first, kept[1], kept[2]);
            }
        }
    }

    void snapshot() throws Exception {
        List<long[]> kept = new ArrayList<>();
        if (newest != KeyedModel.NONE) {
            kept.add(new long[] {NEWEST, newest, 0});
        }
        for (int i = 0; i < models.length; i++) {
            if (models[i] > 0) {
                kept.add(new long[] {first + i, models[i], bytes[i]});
            }
        }
        Objects.requireNonNull(state).update(kept);
    }

    /** Whether the key's models are this subtask's. */
    boolean owns(String key) {
        int index = index(key);
        return index >= 0 && index < models.length;
    }

    private int index(String key) {
        return KeyGroupRangeAssignment.assignToKeyGroup(key, groups) - first;
    }

    private void add(int index, long moreModels, long moreBytes) {
        models[index] += moreModels;
        bytes[index] += moreBytes;
        allModels += moreModels;
        allBytes += moreBytes;
    }

    /** Counts a new model. */
    void add(String key, KeyedModel model, long itsBytes) {
        model.bytes = itsBytes;
        add(index(key), 1, itsBytes);
    }

    /** Counts a model with what it takes now. */
    void resize(String key, KeyedModel model, long itsBytes) {
        add(index(key), 0, itsBytes - model.bytes);
        model.bytes = itsBytes;
    }

    void remove(String key, KeyedModel model) {
        add(index(key), -1, -model.bytes);
    }

    long models() {
        return allModels;
    }

    long bytes() {
        return allBytes;
    }

    void sawTime(long time) {
        newest = Math.max(newest, time);
    }

    /** The newest event time of the subtask's records; {@link KeyedModel#NONE} before the first. */
    long newest() {
        return newest;
    }
}
