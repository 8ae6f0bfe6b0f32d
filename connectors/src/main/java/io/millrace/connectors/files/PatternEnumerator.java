package io.millrace.connectors.files;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.PathMatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.enumerate.FileEnumerator;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;

/**
 * Finds the files of several patterns, each once. A split has its path for an id: Flink's enumerators count theirs from one
 * again after a failure, and would give a new file the id of one that is still being read.
 */
final class PatternEnumerator implements FileEnumerator {
    private final List<FilePattern> patterns;
    private final PathMatcher include;
    private final long settleMillis;

    PatternEnumerator(Selection selection) {
        this.patterns = selection.patterns;
        this.include = FilePattern.nameMatcher(selection.include);
        this.settleMillis = selection.settle.toMillis();
    }

    /**
     * Which files.
     *
     * @param patterns where
     * @param include a glob for their names
     * @param settle how long a file must have been left unchanged; zero for any
     */
    record Selection(ArrayList<FilePattern> patterns, String include, Duration settle)
            implements FileEnumerator.Provider, Serializable {
        @Override
        public FileEnumerator create() {
            return new PatternEnumerator(this);
        }
    }

    @Override
    public Collection<FileSourceSplit> enumerateSplits(Path[] ignored, int minDesiredSplits) throws IOException {
        Map<String, FileSourceSplit> splits = new LinkedHashMap<>();
        long now = System.currentTimeMillis();
        for (FilePattern pattern : patterns) {
            for (FileStatus file : pattern.files()) {
                boolean settled = settleMillis == 0 || now - file.getModificationTime() >= settleMillis;
                if (settled
                        && include.matches(java.nio.file.Path.of(file.getPath().getName()))) {
                    splits.putIfAbsent(file.getPath().toString(), split(file));
                }
            }
        }
        return splits.values();
    }

    private static FileSourceSplit split(FileStatus file) {
        Path path = file.getPath();
        return new FileSourceSplit(path.toString(), path, 0, file.getLen(), file.getModificationTime(), file.getLen());
    }
}
