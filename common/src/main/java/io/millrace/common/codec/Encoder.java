package io.millrace.common.codec;

import java.io.Serializable;

/**
 * Turns a record into bytes. An instance is used by one thread; it is serialized to every subtask that encodes.
 *
 * @param <T> the record
 */
public interface Encoder<T> extends Serializable {
    /** The record's bytes, without a line end. The array is the caller's. */
    byte[] encode(T record);

    /** The line that a file of such records begins with; empty for none. */
    default byte[] header() {
        return new byte[0];
    }
}
