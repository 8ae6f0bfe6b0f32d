package io.millrace.operators;

import io.millrace.common.record.FieldValues;

/** A key's model, and what its operator has to know of it. */
final class KeyedModel {
    /** Stands for no time: the model came from elsewhere, or there is no such timer. */
    static final long NONE = FieldValues.MISSING;

    final Model model;
    /** Event time of the newest record of the key, of any kind, in milliseconds; or {@link #NONE}. */
    long newest = NONE;
    /** Event time at which it is looked at whether the model is idle; or {@link #NONE}. */
    long expiryTimer = NONE;
    /** When, by the clock, what it has learned is exported; or {@link #NONE} if it has learned nothing since. */
    long exportTimer = NONE;
    /** What it was last counted with among the models of its key group. */
    long bytes;

    KeyedModel(Model model) {
        this.model = model;
    }
}
