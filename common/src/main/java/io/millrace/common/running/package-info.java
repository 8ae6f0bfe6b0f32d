/** Aggregates without windows, and deduplication, per key with a time to live. */
package io.millrace.common.running;
