package io.millrace.common.cached;

import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;

/** State backends by name. */
final class Backends {
    private Backends() {}

    static StateBackend named(String name) {
        if (name.equals("heap")) {
            return new HashMapStateBackend();
        }
        EmbeddedRocksDBStateBackend rocks = new EmbeddedRocksDBStateBackend();
        rocks.setPriorityQueueStateType(
                name.equals("rocksdb")
                        ? EmbeddedRocksDBStateBackend.PriorityQueueStateType.ROCKSDB
                        : EmbeddedRocksDBStateBackend.PriorityQueueStateType.HEAP);
        return rocks;
    }
}
