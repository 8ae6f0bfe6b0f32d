package io.millrace.learners;

import java.util.function.Consumer;

/** Bodies of parts that are no learners by themselves. */
public final class Bodies {
    private Bodies() {}

    public static byte[] write(Consumer<SnapshotWriter> part) {
        SnapshotWriter out = new SnapshotWriter();
        part.accept(out);
        return java.util.Arrays.copyOf(out.array(), out.length());
    }

    public static SnapshotReader read(byte[] body) {
        return new SnapshotReader(body, 1L << 30);
    }
}
