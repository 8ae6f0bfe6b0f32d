package io.millrace.common.connect;

import io.millrace.common.edge.Decoded;
import java.io.IOException;
import java.io.Serializable;
import java.util.function.Consumer;

/**
 * Reads all records that are there at the moment, outside the stream: what a job begins with. It is sent to where it reads, and
 * may be asked again.
 *
 * @param <T> the record
 */
@FunctionalInterface
public interface RecordReader<T> extends Serializable {
    /**
     * Hands out all records, those of one partition or file in their order.
     *
     * @throws IOException when they can't be read
     */
    void read(Consumer<Decoded<T>> records) throws IOException;
}
