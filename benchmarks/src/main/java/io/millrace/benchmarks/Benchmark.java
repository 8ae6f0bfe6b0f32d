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
}
