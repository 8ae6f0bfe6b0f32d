package io.millrace.common.connect;

import io.millrace.common.options.Option;
import io.millrace.common.options.Settings;
import java.util.List;
import org.apache.flink.api.connector.sink2.Sink;

/**
 * A kind of sink, found by its name through {@link java.util.ServiceLoader}. Options stand below a prefix such as
 * {@code sink}: a connector of type {@code kafka} has {@code sink.kafka.topic}.
 */
public interface SinkConnector {
    /** The name in {@code sink.type}, such as {@code kafka}. */
    String type();

    /** The options below this prefix. None is required: they are checked in {@link #validate} when this type is used. */
    List<Option<?>> options(String prefix);

    /**
     * Checks what single options can't: what is missing, what contradicts. Touches nothing outside.
     *
     * @throws io.millrace.common.options.OptionException naming key, value and what is allowed
     */
    void validate(Settings settings, String prefix);

    /**
     * Looks at the world before the job starts: is the broker there, does it allow the transaction timeout, can the
     * folder be written.
     *
     * @param outlets the outlets that will be written through this prefix
     * @throws io.millrace.common.options.OptionException when the job could only fail
     */
    void preflight(Settings settings, String prefix, List<Outlet> outlets);

    /** The sink of one outlet. */
    <T> Sink<T> create(SinkRequest<T> request);
}
