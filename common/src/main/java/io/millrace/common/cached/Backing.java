package io.millrace.common.cached;

import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.runtime.state.heap.HeapKeyedStateBackend;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.KeyContext;

/** What a state backend does with an object it is given. */
enum Backing {
    /** Writes it to bytes at once: RocksDB, with or without a changelog. */
    SERIALIZED,

    /**
     * Keeps the object itself, and writes it to bytes when a checkpoint needs it, on another thread and only of what was
     * there at the barrier: the heap. Asked for the object again while a checkpoint still needs it, it makes a copy, hands
     * that out and keeps it.
     */
    SHARED,

    /** May keep the object itself and write it to bytes at any time: the heap with a changelog, and whatever is not known. */
    COPIED,

    /** Holds one key's state, and drops it when the next key comes: batch execution. */
    ONE_KEY;

    static Backing of(KeyedStateStore store, KeyContext keys) {
        String type = store.getBackendTypeIdentifier();
        if (type.equals("batch")) {
            return ONE_KEY;
        }
        if (type.equals("rocksdb")) {
            return SERIALIZED;
        }
        // A changelog calls itself by the name of the backend behind it.
        boolean heap = keys instanceof AbstractStreamOperator<?> operator
                && operator.getKeyedStateBackend() instanceof HeapKeyedStateBackend<?>;
        return heap ? SHARED : COPIED;
    }
}
