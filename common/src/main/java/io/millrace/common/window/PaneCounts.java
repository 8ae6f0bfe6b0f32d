package io.millrace.common.window;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** How many results windows had, where that is not what goes without saying: none before their end, one after it. */
final class PaneCounts {
    private final TreeMap<Long, Long> counts = new TreeMap<>();

    /** How many results a window had; {@code usual} where nothing is noted. */
    long of(long window, long usual) {
        return counts.getOrDefault(window, usual);
    }

    void set(long window, long count) {
        counts.put(window, count);
    }

    void forget(long window) {
        counts.remove(window);
    }

    void dropBefore(long window) {
        if (!counts.isEmpty()) {
            counts.headMap(window).clear();
        }
    }

    int size() {
        return counts.size();
    }

    PaneCounts copy() {
        PaneCounts copy = new PaneCounts();
        copy.counts.putAll(counts);
        return copy;
    }

    void write(DataOutputView out) throws IOException {
        VarInts.writeUnsigned(out, counts.size());
        for (Map.Entry<Long, Long> entry : counts.entrySet()) {
            VarInts.writeSigned(out, entry.getKey());
            VarInts.writeUnsigned(out, entry.getValue());
        }
    }

    static PaneCounts read(DataInputView in) throws IOException {
        PaneCounts panes = new PaneCounts();
        long size = VarInts.readUnsigned(in);
        for (long i = 0; i < size; i++) {
            panes.counts.put(VarInts.readSigned(in), VarInts.readUnsigned(in));
        }
        return panes;
    }
}
