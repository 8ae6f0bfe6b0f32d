package io.millrace.common.running;

/**
 * What is known of a key after a record.
 *
 * @param key the key
 * @param value what the aggregate made of the key's records
 * @param count how many records that were, from 1
 */
public record RunningResult<K, R>(K key, R value, long count) {}
