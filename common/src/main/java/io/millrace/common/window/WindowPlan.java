package io.millrace.common.window;

import io.millrace.common.aggregate.Aggregate;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What an operator computes: its definitions by kind, and how they behave.
 *
 * @param aggregate what is computed of each window
 * @param definitions all definitions, in their order
 * @param latenessMillis how long after their end windows are corrected
 * @param earlyMillis the interval of early results; 0 for none
 */
record WindowPlan<T, A, R>(
        Aggregate<T, A, R> aggregate, List<WindowDefinition> definitions, long latenessMillis, long earlyMillis)
        implements Serializable {

    /** A definition of sessions. */
    record Gap(int index, long millis) implements Serializable {}

    static <T, A, R> WindowPlan<T, A, R> of(
            Aggregate<T, A, R> aggregate, List<WindowDefinition> definitions, Duration lateness, Duration early) {
        if (definitions.isEmpty()) {
            throw new IllegalArgumentException("windows need at least one definition, such as tumbling(size)");
        }
        boolean counts = definitions.stream().anyMatch(d -> d instanceof WindowDefinition.Count);
        if (counts && definitions.size() > 1) {
            throw new IllegalArgumentException("a count window must be the only definition: " + definitions);
        }
        if (counts && !(lateness.isZero() && early.isZero())) {
            throw new IllegalArgumentException(
                    "count windows have no time: neither allowed lateness nor early results go with them");
        }
        return new WindowPlan<>(aggregate, List.copyOf(definitions), lateness.toMillis(), early.toMillis());
    }

    List<SlicedDefinition> sliced() {
        List<SlicedDefinition> sliced = new ArrayList<>();
        for (int i = 0; i < definitions.size(); i++) {
            if (definitions.get(i) instanceof WindowDefinition.Sliding windows) {
                sliced.add(SlicedDefinition.of(i, windows));
            } else if (definitions.get(i) instanceof WindowDefinition.Calendar windows) {
                sliced.add(SlicedDefinition.of(i, windows));
            }
        }
        return sliced;
    }

    List<Gap> sessions() {
        List<Gap> gaps = new ArrayList<>();
        for (int i = 0; i < definitions.size(); i++) {
            if (definitions.get(i) instanceof WindowDefinition.Session windows) {
                gaps.add(new Gap(i, windows.gap().toMillis()));
            }
        }
        return gaps;
    }

    /** The definition of count windows, of which there is at most one; an empty list where there is none. */
    List<WindowDefinition.Count> counts() {
        return definitions.stream()
                .filter(d -> d instanceof WindowDefinition.Count)
                .map(WindowDefinition.Count.class::cast)
                .toList();
    }

    /** What tells this plan's state from another's. */
    String signature() {
        return aggregate.signature() + " over " + definitions;
    }
}
