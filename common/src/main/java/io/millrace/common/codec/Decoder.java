package io.millrace.common.codec;

import java.io.Serializable;

/**
 * Turns the bytes of one record into the record. An instance is used by one thread; it is serialized to every subtask
 * that decodes.
 *
 * @param <T> the record
 */
public interface Decoder<T> extends Serializable {
    /**
     * Decodes one record.
     *
     * @param bytes holds the record; not kept and not changed
     * @param offset where the record begins
     * @param length how many bytes it has
     * @param arrivalMillis when it arrived, milliseconds since the epoch; used where the payload has no such field
     * @throws DecodeException when the bytes are not such a record; its message says what is wrong, and where
     */
    T decode(byte[] bytes, int offset, int length, long arrivalMillis) throws DecodeException;

    /** Whether each file begins with a header to be handed to {@link #withHeader} and not decoded. */
    default boolean expectsHeader() {
        return false;
    }

    /**
     * The decoder for records below this header.
     *
     * @throws DecodeException when the header lacks a column that a required field needs
     */
    default Decoder<T> withHeader(byte[] bytes, int offset, int length) throws DecodeException {
        return this;
    }
}
