package io.millrace.connectors.files;

import java.io.IOException;
import java.time.Duration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.streaming.api.functions.sink.filesystem.PartFileInfo;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.CheckpointRollingPolicy;

/** Ends a file with every checkpoint, and before that by its size, its age, or when nothing more comes. */
final class RollOften<T> extends CheckpointRollingPolicy<T, String> {
    private static final long serialVersionUID = 1L;

    private final long bytes;
    private final long ageMillis;
    private final long inactivityMillis;

    RollOften(MemorySize size, Duration age, Duration inactivity) {
        this.bytes = size.getBytes();
        this.ageMillis = age.toMillis();
        this.inactivityMillis = inactivity.toMillis();
    }

    @Override
    public boolean shouldRollOnEvent(PartFileInfo<String> file, T record) throws IOException {
        return file.getSize() >= bytes;
    }

    @Override
    public boolean shouldRollOnProcessingTime(PartFileInfo<String> file, long nowMillis) {
        return nowMillis - file.getCreationTime() >= ageMillis
                || nowMillis - file.getLastUpdateTime() >= inactivityMillis;
    }
}
