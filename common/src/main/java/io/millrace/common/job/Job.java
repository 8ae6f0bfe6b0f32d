package io.millrace.common.job;

import io.millrace.common.options.Option;
import io.millrace.common.options.Settings;
import java.util.List;
import java.util.Locale;

/**
 * A Flink job: its options, and how its streams are wired. A job has a {@code main} of one line:
 *
 * <pre>{@code
 * public static void main(String[] args) throws Exception {
 *     Jobs.main(new SlowRouteJob(), args);
 * }
 * }</pre>
 */
public interface Job {
    /** The job's name, from the class by default: {@code SlowRouteJob} is {@code slow-route}. */
    default String name() {
        String name = getClass().getSimpleName().replaceFirst("Job$", "");
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    /** One sentence about what the job does, for {@code --help}. */
    default String description() {
        return "";
    }

    /** The job's own options, besides those of sources, sinks and execution that every job has. */
    default List<Option<?>> options() {
        return List.of();
    }

    /**
     * Checks what single options can't, before anything starts.
     *
     * @throws io.millrace.common.options.OptionException naming key, value and what is allowed
     */
    default void validate(Settings settings) {}

    /** Whether records without a time of their own are stamped by the clock as they leave the source. */
    default boolean usesClock(Settings settings) {
        return false;
    }

    /**
     * The inputs that this job may read besides its {@code source}: each has options below its name as that has below
     * {@code source}, none of them required.
     */
    default List<String> inputs() {
        return List.of();
    }

    /**
     * Whether these settings make the job read one of its {@link #inputs()}: by default where they give its type. One that it does
     * not read is neither checked nor looked at.
     */
    default boolean reads(String input, Settings settings) {
        return settings.isSet(JobOptions.inputType(input));
    }

    /**
     * Whether an input is read whole where the job begins, by {@link JobContext#readerOfAll}, and not as a stream by
     * {@link JobContext#read(String, io.millrace.common.record.RecordFormat)}.
     */
    default boolean readsAllAtOnce(String input) {
        return false;
    }

    /** The side outputs that this job writes, besides {@code dead-letters}; their options stand below their names. */
    default List<String> sideOutputs() {
        return List.of();
    }

    /**
     * Whether these settings make the job write one of its {@link #sideOutputs()}. One that it does not write needs no sink: nothing is
     * checked or created for it.
     */
    default boolean writes(String sideOutput, Settings settings) {
        return true;
    }

    /**
     * Whether a side output holds the state of something by key, so that of records with the same key only the last matters: its
     * Kafka topic, where the job creates it, is compacted.
     */
    default boolean onlyLatestMatters(String sideOutput) {
        return false;
    }

    /** Reads, transforms and writes streams. */
    void wire(JobContext job);
}
