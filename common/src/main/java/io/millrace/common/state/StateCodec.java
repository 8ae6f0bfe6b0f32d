package io.millrace.common.state;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * How a mutable object is kept in state, in versions. The class is public with a public constructor without parameters:
 * state remembers the class and the version, and a restored job makes the codec anew.
 *
 * @param <T> the object
 */
public interface StateCodec<T> {
    /** The class of the objects. */
    Class<T> type();

    /** The version that {@link #write} writes, from 1. */
    int version();

    /** Writes the object in the current version. */
    void write(T value, DataOutputView out) throws IOException;

    /**
     * Reads an object of any version from 1 to the current one.
     *
     * @throws IOException when the bytes are not such an object
     */
    T read(int version, DataInputView in) throws IOException;

    /** An independent copy. */
    T copy(T value);
}
