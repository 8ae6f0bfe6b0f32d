package io.millrace.operators;

import io.millrace.common.record.FieldValues;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What there is of one key's model: the one that serves, and parts of a newer one that is not whole yet. Never changed but for
 * what predicting changes.
 *
 * @param version of the model that serves; {@link Long#MIN_VALUE} where there is none
 * @param exportedAt when it was exported, in milliseconds; {@link FieldValues#MISSING} where there is none
 * @param current the model that serves; {@code null} where there is none
 * @param parts of one newer version, in the order in which they came
 */
record ServedModel(long version, long exportedAt, @Nullable KeyedModel current, List<ModelRecord> parts) {
    static final ServedModel NONE = new ServedModel(Long.MIN_VALUE, FieldValues.MISSING, null, List.of());

    /** A model has at most so many parts. */
    static final int MOST_PARTS = 10_000;

    /** What becomes of a model that comes. */
    enum Fate {
        /** It serves from now on. */
        TAKEN,
        /** Further parts of it are to come. */
        WAITS,
        /** There is the same or a newer one. */
        OLDER,
        /** It is none that could serve here. */
        REJECTED
    }

    /**
     * What comes of a record.
     *
     * @param model what there is now
     * @param reason why it is rejected; empty where it is not
     */
    record Taken(ServedModel model, Fate fate, String reason) {}

    boolean isEmpty() {
        return current == null && parts.isEmpty();
    }

    /** Takes one record of a model into account. */
    Taken take(ModelRecord record, Models models) {
        if (record.parts() < 1 || record.parts() > MOST_PARTS) {
            return rejected("parts of a model are 1 to " + MOST_PARTS + ", not " + record.parts());
        }
        if (record.part() < 0 || record.part() >= record.parts()) {
            return rejected("part is 0 to " + (record.parts() - 1) + ", not " + record.part());
        }
        long newest = parts.isEmpty() ? version : parts.get(0).version();
        if (record.version() <= version || record.version() < newest) {
            return new Taken(this, Fate.OLDER, "");
        }
        List<ModelRecord> together = new ArrayList<>(record.version() == newest ? parts : List.of());
        for (ModelRecord other : together) {
            if (other.part() == record.part()) {
                return new Taken(this, Fate.OLDER, "");
            }
            if (other.parts() != record.parts()) {
                return rejected("the version has " + other.parts() + " parts, not " + record.parts());
            }
        }
        together.add(record);
        if (together.size() < record.parts()) {
            return new Taken(new ServedModel(version, exportedAt, current, List.copyOf(together)), Fate.WAITS, "");
        }
        try {
            KeyedModel whole = new KeyedModel(join(together, models));
            return new Taken(new ServedModel(record.version(), record.exportedAt(), whole, List.of()), Fate.TAKEN, "");
        } catch (IllegalArgumentException e) {
            ServedModel left = parts.isEmpty() ? this : new ServedModel(version, exportedAt, current, List.of());
            return new Taken(left, Fate.REJECTED, String.valueOf(e.getMessage()));
        }
    }

    private Taken rejected(String reason) {
        return new Taken(this, Fate.REJECTED, reason);
    }

    /** @throws IllegalArgumentException when they do not make a model of this specification */
    private static Model join(List<ModelRecord> parts, Models models) {
        parts.sort(Comparator.comparingLong(ModelRecord::part));
        return ModelParts.join(models, parts);
    }
}
