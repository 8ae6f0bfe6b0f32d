package io.millrace.common.aggregate;

import io.millrace.common.state.Compact;
import io.millrace.common.state.Sizes;
import io.millrace.common.state.ValueCodec;
import java.io.IOException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** How many different texts, exactly up to a limit. */
record DistinctTexts<T>(TextField<? super T> field, int most) implements Aggregate<T, DistinctTexts.Seen, Long> {
    private static final int MOST = 100_000_000;

    DistinctTexts {
        requireMost(most);
    }

    static void requireMost(int most) {
        if (most < 1 || most > MOST) {
            throw new IllegalArgumentException("most must be within 1 to " + MOST + ": " + most);
        }
    }

    /** What was seen; nothing is kept of more than the limit. */
    static final class Seen {
        private Set<String> values = new HashSet<>();
        private long chars;
        private boolean full;

        private boolean add(String value) {
            boolean added = values.add(value);
            chars += added ? value.length() : 0;
            return added;
        }

        private void close() {
            full = true;
            values = new HashSet<>();
            chars = 0;
        }
    }

    @Override
    public Seen create() {
        return new Seen();
    }

    @Override
    public void add(Seen seen, T record, long timestamp) {
        String value = field.of(record);
        if (value != null) {
            add(seen, value);
        }
    }

    private void add(Seen seen, String value) {
        if (!seen.full && seen.add(value) && seen.values.size() > most) {
            seen.close();
        }
    }

    @Override
    public void merge(Seen into, Seen later) {
        if (later.full) {
            into.close();
        }
        Iterator<String> values = later.values.iterator();
        while (!into.full && values.hasNext()) {
            add(into, values.next());
        }
    }

    @Override
    public Long result(Seen seen) {
        return seen.full ? most + 1L : seen.values.size();
    }

    @Override
    public ValueCodec<Seen> codec() {
        return new Codec(most);
    }

    @Override
    public String signature() {
        return "distinct-texts(" + most + ")";
    }

    @Override
    public Optional<TypeInformation<Long>> resultType() {
        return Optional.of(Types.LONG);
    }

    /** Version 1: 0 for full, else one more than the size; the texts, in no order. */
    record Codec(int most) implements ValueCodec<Seen> {
        private static final long EMPTY_SET = Sizes.object(4) + Sizes.object(36);
        /** A node of a hash map, and on average one and a half references to it in a table of 3/8 to 3/4. */
        private static final long ENTRY = Sizes.object(16) + 7;

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(Seen seen, DataOutputView out) throws IOException {
            Compact.writeUnsigned(out, seen.full ? 0 : seen.values.size() + 1L);
            for (String value : seen.values) {
                Compact.writeText(out, value);
            }
        }

        @Override
        public Seen read(int version, DataInputView in) throws IOException {
            Seen seen = new Seen();
            long head = Compact.readCount(in, most + 1L, "different texts and one");
            seen.full = head == 0;
            for (long i = 1; i < head; i++) {
                if (!seen.add(Compact.readText(in))) {
                    throw new IOException("a text stands twice among different texts");
                }
            }
            return seen;
        }

        @Override
        public Seen copy(Seen seen) {
            Seen copy = new Seen();
            copy.values.addAll(seen.values);
            copy.chars = seen.chars;
            copy.full = seen.full;
            return copy;
        }

        @Override
        public long memoryBytes(Seen seen) {
            long size = seen.values.size();
            // A text's array is rounded up to 8 bytes: 4 on average.
            long texts = size * (Sizes.text(0) + 4) + seen.chars;
            return Sizes.object(13) + EMPTY_SET + size * ENTRY + texts;
        }
    }
}
