package io.millrace.connectors.support;

import java.util.List;

/**
 * How far a source's splits have been given out; what an enumerator checkpoints.
 *
 * @param pending splits that no reader has
 * @param assigned ids of splits that readers have or have finished
 * @param <S> the split
 */
public record SplitAssignment<S extends FixedSplit>(List<S> pending, List<String> assigned) {
    public SplitAssignment {
        pending = List.copyOf(pending);
        assigned = List.copyOf(assigned);
    }
}
