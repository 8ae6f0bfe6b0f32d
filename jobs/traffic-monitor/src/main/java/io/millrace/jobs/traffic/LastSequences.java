package io.millrace.jobs.traffic;

import io.millrace.common.state.Compact;
import io.millrace.common.state.Sizes;
import io.millrace.common.state.ValueCodec;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** The last sequence number of a key's windows that a window to come can begin behind, by definition and window end. */
final class LastSequences {
    private final Map<String, TreeMap<Long, Long>> byDefinition = new HashMap<>();

    /** The last sequence number of the windows that ended when one began; {@code null} where none is known. */
    @Nullable
    Long before(String definition, long start) {
        TreeMap<Long, Long> ends = byDefinition.get(definition);
        Map.Entry<Long, Long> entry = ends == null ? null : ends.floorEntry(start);
        return entry == null ? null : entry.getValue();
    }

    void put(String definition, long end, long lastSequence) {
        byDefinition.computeIfAbsent(definition, d -> new TreeMap<>()).put(end, lastSequence);
    }

    /** Forgets windows that ended within another, as parts of a session do that has grown. */
    void forgetWithin(String definition, long start, long end) {
        TreeMap<Long, Long> ends = byDefinition.get(definition);
        if (ends != null) {
            ends.subMap(start, false, end, false).clear();
        }
    }

    /**
     * Forgets what no window needs that is still to come or to be corrected.
     *
     * @param start when the window began that is on time now
     * @param latenessMillis how long before the last end behind it windows can begin that are still corrected: behind
     *     that, only the last end counts
     */
    void forgetBehind(String definition, long start, long latenessMillis) {
        TreeMap<Long, Long> ends = byDefinition.get(definition);
        Long behind = ends == null ? null : ends.floorKey(start);
        if (ends != null && behind != null) {
            Long last = ends.floorKey(behind - latenessMillis);
            if (last != null) {
                ends.headMap(last).clear();
            }
        }
    }

    /** Forgets definitions that there are no more. */
    void retain(Collection<String> definitions) {
        if (byDefinition.size() > definitions.size()) {
            byDefinition.keySet().retainAll(definitions);
        }
    }

    int size() {
        return byDefinition.values().stream().mapToInt(TreeMap::size).sum();
    }

    /** Version 1: the number of definitions; of each its label, how many ends, and of each end the end and the number. */
    static final class Codec implements ValueCodec<LastSequences> {
        private static final long serialVersionUID = 1L;
        private static final int MOST = 1 << 24;

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(LastSequences sequences, DataOutputView out) throws IOException {
            Compact.writeUnsigned(out, sequences.byDefinition.size());
            for (Map.Entry<String, TreeMap<Long, Long>> definition : sequences.byDefinition.entrySet()) {
                Compact.writeText(out, definition.getKey());
                Compact.writeUnsigned(out, definition.getValue().size());
                for (Map.Entry<Long, Long> end : definition.getValue().entrySet()) {
                    Compact.writeSigned(out, end.getKey());
                    Compact.writeSigned(out, end.getValue());
                }
            }
        }

        @Override
        public LastSequences read(int version, DataInputView in) throws IOException {
            LastSequences sequences = new LastSequences();
            long definitions = Compact.readCount(in, MOST, "definitions");
            for (long i = 0; i < definitions; i++) {
                String definition = Compact.readText(in);
                long ends = Compact.readCount(in, MOST, "window ends");
                for (long j = 0; j < ends; j++) {
                    long end = Compact.readSigned(in);
                    sequences.put(definition, end, Compact.readSigned(in));
                }
            }
            return sequences;
        }

        @Override
        public LastSequences copy(LastSequences sequences) {
            LastSequences copy = new LastSequences();
            sequences.byDefinition.forEach((label, ends) -> copy.byDefinition.put(label, new TreeMap<>(ends)));
            return copy;
        }

        /** A map; for each definition a node, a tree and the label; for each end a node and two numbers. */
        @Override
        public long memoryBytes(LastSequences sequences) {
            long table = Sizes.object(4) + Sizes.object(36) + Sizes.array(16 * 4);
            long perDefinition = Sizes.object(20) + Sizes.object(36) + Sizes.text(16);
            long perEnd = Sizes.object(25) + 2 * Sizes.object(8);
            return table + perDefinition * sequences.byDefinition.size() + perEnd * sequences.size();
        }
    }
}
