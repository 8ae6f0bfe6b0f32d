package io.millrace.connectors.support;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.jspecify.annotations.Nullable;

/**
 * Gives split {@code i} to subtask {@code i} modulo the parallelism as soon as that subtask is there, and tells it that
 * there will be no more. After a restore, splits that readers already have stay with them; those that were added to the
 * configuration since are given out like new ones.
 *
 * @param <S> the split
 */
public final class FixedSplitEnumerator<S extends FixedSplit> implements SplitEnumerator<S, SplitAssignment<S>> {
    private final SplitEnumeratorContext<S> context;
    private final Map<String, S> pending = new LinkedHashMap<>();
    private final Set<String> assigned = new LinkedHashSet<>();

    /** @param restored what was given out before, or {@code null} when nothing was */
    public FixedSplitEnumerator(
            SplitEnumeratorContext<S> context, List<S> splits, @Nullable SplitAssignment<S> restored) {
        this.context = context;
        Set<String> configured = new HashSet<>();
        splits.forEach(split -> configured.add(split.splitId()));
        if (restored != null) {
            restored.assigned().stream().filter(configured::contains).forEach(assigned::add);
            restored.pending().stream()
                    .filter(split -> configured.contains(split.splitId()))
                    .forEach(split -> pending.put(split.splitId(), split));
        }
        splits.stream()
                .filter(split -> !assigned.contains(split.splitId()))
                .forEach(split -> pending.putIfAbsent(split.splitId(), split));
    }

    @Override
    public void start() {}

    @Override
    public void handleSplitRequest(int subtaskId, @Nullable String requesterHostname) {
        // Splits are given out when a reader registers; none asks.
    }

    @Override
    public void addSplitsBack(List<S> splits, int subtaskId) {
        for (S split : splits) {
            assigned.remove(split.splitId());
            pending.put(split.splitId(), split);
        }
    }

    @Override
    public void addReader(int subtaskId) {
        List<S> own = new ArrayList<>();
        pending.values().stream()
                .filter(split -> split.index() % context.currentParallelism() == subtaskId)
                .forEach(own::add);
        if (!own.isEmpty()) {
            context.assignSplits(new SplitsAssignment<>(Map.of(subtaskId, own)));
            for (S split : own) {
                pending.remove(split.splitId());
                assigned.add(split.splitId());
            }
        }
        context.signalNoMoreSplits(subtaskId);
    }

    @Override
    public SplitAssignment<S> snapshotState(long checkpointId) {
        return new SplitAssignment<>(new ArrayList<>(pending.values()), new ArrayList<>(assigned));
    }

    @Override
    public void close() {}
}
