package io.millrace.connectors.files;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.assigners.FileSplitAssigner;
import org.jspecify.annotations.Nullable;

/**
 * Hands files out in the order of their paths. Files that are named by time are read in that order, and event time moves
 * on with them; Flink's own assigners give them out in any order, which makes the records of earlier ones late.
 */
final class PathOrderAssigner implements FileSplitAssigner {
    private final TreeSet<FileSourceSplit> waiting = new TreeSet<>(
            Comparator.comparing((FileSourceSplit split) -> split.path().toString())
                    .thenComparing(FileSourceSplit::splitId));

    PathOrderAssigner(Collection<FileSourceSplit> splits) {
        addSplits(splits);
    }

    @Override
    public Optional<FileSourceSplit> getNext(@Nullable String hostname) {
        return Optional.ofNullable(waiting.pollFirst());
    }

    @Override
    public void addSplits(Collection<FileSourceSplit> splits) {
        waiting.addAll(splits);
    }

    @Override
    public Collection<FileSourceSplit> remainingSplits() {
        return List.copyOf(waiting);
    }
}
