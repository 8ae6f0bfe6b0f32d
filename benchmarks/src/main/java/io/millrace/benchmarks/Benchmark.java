package io.millrace.benchmarks;

import java.util.List;

/** Something that is measured against a baseline in the same run. */
interface Benchmark {
    /** Its name on the command line. */
    String name();

    /** What it measures, in one sentence. */
    String description();

    /**
     * Measures.
     *
     * @param quick whether to take much smaller amounts, to see that it works; its figures mean little
     */
    List<Figure> run(boolean quick) throws Exception;

    /** Whether it prints a table of its own, so that its figures need only be printed for programs. */
    default boolean hasOwnTable() {
        return false;
    }

    /** What may follow its name, such as {@code --only ROW}; empty where nothing may. */
    default String options() {
        return "";
    }

    /**
     * Measures what the options ask for.
     *
     * @throws IllegalArgumentException when it has no such options; nothing was measured then
     */
    default List<Figure> run(boolean quick, List<String> options) throws Exception {
        if (!options.isEmpty()) {
            throw new IllegalArgumentException(name() + " takes no options, found " + options);
        }
        return run(quick);
    }
}
