package io.millrace.operators;

import java.io.IOException;
import java.io.Serializable;
import java.util.function.Consumer;

/** Reads models that were exported, all that are there, at the start of a job that has no state yet. Every subtask reads all. */
@FunctionalInterface
public interface ModelReader extends Serializable {
    /**
     * Hands out every model, in the order in which they were written: of those with one name the last counts.
     *
     * @throws IOException when they can't be read
     */
    void read(Consumer<ModelRecord> models) throws IOException;
}
