package io.millrace.common.connect;

import io.millrace.common.codec.WireFormat;
import io.millrace.common.edge.Decoded;
import io.millrace.common.edge.RecordEdge;
import io.millrace.common.options.Option;
import io.millrace.common.options.Settings;
import java.util.List;
import org.apache.flink.api.connector.source.Source;

/**
 * A kind of source, found by its name through {@link java.util.ServiceLoader}. Options stand below a prefix such as
 * {@code source}: a connector of type {@code kafka} has {@code source.kafka.topics}.
 */
public interface SourceConnector {
    /** The name in {@code source.type}, such as {@code kafka}. */
    String type();

    /** How records are encoded where the settings do not say. */
    default WireFormat defaultFormat() {
        return WireFormat.JSON;
    }

    /** Whether records come in files, which can begin with a CSV header. */
    default boolean readsFiles() {
        return false;
    }

    /** The options below this prefix. None is required: they are checked in {@link #validate} when this type is used. */
    List<Option<?>> options(String prefix);

    /**
     * Checks what single options can't: what is missing, what contradicts. Touches nothing outside.
     *
     * @throws io.millrace.common.options.OptionException naming key, value and what is allowed
     */
    void validate(Settings settings, String prefix);

    /**
     * Looks at the world before the job starts: is the broker there, the topic, the file.
     *
     * @throws io.millrace.common.options.OptionException when the job could only fail
     */
    void preflight(Settings settings, String prefix);

    /** Whether it can read all that is there at a moment: {@link #validateReader} and {@link #reader} are for those that can. */
    default boolean readsAll() {
        return false;
    }

    /**
     * As {@link #validate}, for a {@link #reader}: also refuses options that say when reading begins or ends.
     *
     * @throws io.millrace.common.options.OptionException naming key, value and what is allowed
     */
    default void validateReader(Settings settings, String prefix) {
        validate(settings, prefix);
    }

    /** Reads all that is there when it is asked; every record goes through the edge. */
    default <T> RecordReader<T> reader(Settings settings, String prefix, RecordEdge<T> edge) {
        throw new UnsupportedOperationException(type() + " can't be read all at once");
    }

    /** The source; every record goes through the edge. */
    <T> Source<Decoded<T>, ?, ?> create(Settings settings, String prefix, RecordEdge<T> edge);
}
