package io.millrace.common.window;

import java.time.Duration;
import java.util.List;

/**
 * A stream with the windows it gets, the same for whoever computes them.
 *
 * @param kind what {@link WindowCases} made it of
 * @param seed what it was made from
 * @param sharedTag whether late records of all definitions go to one side output, and not to one for each
 * @param parallelism at the start
 */
record WindowCase(
        Kind kind,
        long seed,
        List<WindowDefinition> definitions,
        Behaviour behaviour,
        boolean sharedTag,
        int maxParallelism,
        int parallelism,
        List<Step> steps) {
    /** What cases there are. */
    enum Kind {
        TUMBLING,
        SLIDING,
        SESSION,
        COUNT,
        SEVERAL,
        CALENDAR_UTC,
        CALENDAR_ZONES,
        EARLY,
        EARLY_DISORDERED,
        PROCESSING_TIME,
        PROCESSING_TIME_EARLY;

        /** Whether Flink's own operator has such windows and such results. */
        boolean inFlink() {
            return this != CALENDAR_ZONES && this != EARLY_DISORDERED;
        }

        boolean processingTime() {
            return this == PROCESSING_TIME || this == PROCESSING_TIME_EARLY;
        }
    }

    /** How windows behave. */
    record Behaviour(Duration lateness, Duration early, boolean processingTime, Evidence.Algebra algebra) {}

    /** Something that happens. */
    sealed interface Step {}

    /** A record comes. */
    record Arrival(WindowEvent event) implements Step {}

    /** Event time goes on to this. */
    record Watermark(long time) implements Step {}

    /** The clock goes on to this. */
    record Clock(long time) implements Step {}

    /** A snapshot is taken, and restored at a parallelism. */
    record Restore(int parallelism) implements Step {}

    @Override
    public String toString() {
        return kind + " seed " + seed + " " + definitions + " " + behaviour + (sharedTag ? " one tag" : "")
                + ", max parallelism " + maxParallelism + ", " + steps.size() + " steps";
    }
}
