package io.millrace.common.window;

import java.util.List;

/** Something that computes windows over one stream. */
interface WindowEngine extends AutoCloseable {
    /**
     * A result or a late record, with its timestamp.
     *
     * @param row the result; for a late record one without any value but the definition that dropped it, or -1 where that
     *     is not told, and the record's id as hash
     */
    record Emitted(WindowRow row, long timestamp) {
        static Emitted late(long definition, WindowEvent event, long timestamp) {
            return new Emitted(
                    new WindowRow(definition, event.key(), 0, 0, 0, 0, 0, event.id(), 0, "DROPPED", 0), timestamp);
        }
    }

    void record(WindowEvent event) throws Exception;

    void watermark(long time) throws Exception;

    void clock(long time) throws Exception;

    /** Takes a snapshot, throws everything else away, and goes on from it. */
    void restore(int parallelism) throws Exception;

    /** What came out since the last call. */
    List<Emitted> drain() throws Exception;

    @Override
    void close() throws Exception;
}
