package io.millrace.learners;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers for names, from 0 in the order in which they come: categories of a nominal feature, or classes. Bounded: when it
 * is full, further names share the last number. A name costs a look-up in a hash map.
 */
public final class Vocabulary {
    private static final int BYTES_PER_NAME = 120;

    private final int most;
    private final Map<String, Integer> codes = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private long chars;

    /**
     * Empty.
     *
     * @param most how many names there can be, at least 1
     */
    public Vocabulary(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("names are at least 1, not " + most);
        }
        this.most = most;
    }

    /** As it was written. */
    public Vocabulary(int most, SnapshotReader in) {
        this(most);
        int count = in.readCountOf("names", most, 1);
        for (int i = 0; i < count; i++) {
            String name = in.readText("name");
            if (codes.containsKey(name)) {
                throw new CorruptSnapshotException("a name stands once, found \"" + name + "\" twice");
            }
            code(name);
        }
    }

    /** Writes what the constructor reads. */
    public void write(SnapshotWriter out) {
        out.writeCount(names.size());
        names.forEach(out::writeText);
    }

    /** The name's number; a new name gets the next one. */
    public int code(String name) {
        Integer known = codes.get(name);
        if (known != null) {
            return known;
        }
        if (names.size() == most) {
            return most - 1;
        }
        codes.put(name, names.size());
        names.add(name);
        chars += name.length();
        return names.size() - 1;
    }

    /** The name's number; -1 where it is not known. */
    public int find(String name) {
        Integer known = codes.get(name);
        return known == null ? -1 : known;
    }

    /** The name of a number below {@link #size()}. */
    public String name(int code) {
        return names.get(code);
    }

    public int size() {
        return names.size();
    }

    /** All names by their number. */
    public List<String> names() {
        return List.copyOf(names);
    }

    /** About how many bytes it takes on the heap. */
    public long memoryBytes() {
        return HeapSize.object(32) + 120 + (long) BYTES_PER_NAME * names.size() + chars;
    }
}
