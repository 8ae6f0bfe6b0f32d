package io.millrace.common.partition;

import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * A key, and which part of its records: what {@link HotKeys} keys a stream by. The parts of a key are usually on different
 * subtasks; their numbers have no meaning but to differ, and a key that is not split has part 0.
 *
 * @param part at least 0
 */
public record SplitKey<K>(K key, int part) {
    /** How Flink keeps it, for keys of this type. */
    public static <K> TypeInformation<SplitKey<K>> typeInformation(TypeInformation<K> key) {
        return new SplitKeyTypeInfo<>(key);
    }

    // Key groups of saved state depend on it; a record's own hash is not specified.
    @Override
    public int hashCode() {
        return 31 * key.hashCode() + part;
    }
}
