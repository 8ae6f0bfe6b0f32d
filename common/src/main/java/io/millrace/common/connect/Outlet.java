package io.millrace.common.connect;

/**
 * One of a job's outputs.
 *
 * @param name {@code results}, or what a side output is called: {@code late}, {@code dead-letters}
 * @param derived whether it shares its options with the main output and takes its place beside it: topic
 *     {@code traffic.late} beside {@code traffic}, folder {@code out/late} beside {@code out/results}
 * @param latestOnly whether of records with the same key only the last matters, so that a sink need not keep the others
 */
public record Outlet(String name, boolean derived, boolean latestOnly) {
    /** An output all of whose records matter. */
    public Outlet(String name, boolean derived) {
        this(name, derived, false);
    }

    /** The main output. */
    public static final Outlet RESULTS = new Outlet("results", false);

    /** The Kafka topic of this outlet, given the one in the options. */
    public String topic(String configured) {
        return derived ? configured + "." + name : configured;
    }

    /** The folder of this outlet, given the one in the options. */
    public String folder(String configured) {
        return configured.endsWith("/") ? configured + name : configured + "/" + name;
    }
}
