package io.millrace.common.partition;

import org.apache.flink.api.common.functions.Partitioner;

/** The key's hash, mixed, as a share of all hashes. */
final class HashPartitioner<K> implements Partitioner<K> {
    private static final long serialVersionUID = 1L;

    @Override
    public int partition(K key, int subtasks) {
        return Hashing.spread(Hashing.ofKey(key), subtasks);
    }
}
