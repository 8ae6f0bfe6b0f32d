package io.millrace.common.window;

import io.millrace.common.state.Compact;
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
        Compact.writeUnsigned(out, counts.size());
        for (Map.Entry<Long, Long> entry : counts.entrySet()) {
            Compact.writeSigned(out, entry.getKey());
            Compact.writeUnsigned(out, entry.getValue());
        }
    }

    static PaneCounts read(DataInputView in) throws IOException {
        PaneCounts panes = new PaneCounts();
        long size = Compact.readUnsigned(in);
        for (long i = 0; i < size; i++) {
            panes.counts.put(Compact.readSigned(in), Compact.readUnsigned(in));
        }
        return panes;
    }
}
