package io.millrace.common.state;

import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * How a mutable object is written and read, in versions. A codec may have parameters, holds nothing that changes, and is
 * used by several threads at once.
 *
 * @param <T> the object
 */
public interface ValueCodec<T> extends Serializable {
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

    /** About how many bytes the object takes on the heap. Takes constant time, or close to it. */
    long memoryBytes(T value);
}
