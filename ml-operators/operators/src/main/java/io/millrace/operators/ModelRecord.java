package io.millrace.operators;

import io.millrace.common.record.RecordFormat;
import io.millrace.learners.CorruptSnapshotException;
import java.util.Base64;

/**
 * A model on its way out of a job or into one: one record of a topic, compacted by {@code model}, or one line of a file. A
 * model in parts, such as an ensemble whose members are spread, is as many records, all with one {@code version}; it is
 * whole when all parts of one version are there.
 *
 * @param model the model's key, {@code all} where all records have one, with {@code #} and the part's number behind it where it has several parts; so that each part
 *     has a key of its own on a compacted topic
 * @param key the model's key alone; empty where all records have one model
 * @param exportedAt when, by the clock, in milliseconds
 * @param version of the export, ascending
 * @param part from 0
 * @param parts how many there are, at least 1
 * @param learner what it is, such as {@code classifier/knn}
 * @param learned how many records it had learned
 * @param snapshot its bytes, Base64 (RFC 4648); read by {@link Models#importModel}, or of several parts by {@link ModelParts#join}
 */
public record ModelRecord(
        String model,
        String key,
        long exportedAt,
        long version,
        long part,
        long parts,
        String learner,
        long learned,
        String snapshot) {
    public static final RecordFormat<ModelRecord> FORMAT = RecordFormat.builder(ModelRecord.class)
            .key("model", ModelRecord::model)
            .text("key", ModelRecord::key)
            .optional()
            .time("exported_at", ModelRecord::exportedAt)
            .integer("version", ModelRecord::version)
            .integer("part", ModelRecord::part)
            .integer("parts", ModelRecord::parts)
            .text("learner", ModelRecord::learner)
            .integer("learned", ModelRecord::learned)
            .text("snapshot", ModelRecord::snapshot)
            .build(v -> new ModelRecord(
                    v.text(0),
                    v.textOrNull(1) == null ? "" : v.text(1),
                    v.longValue(2),
                    v.longValue(3),
                    v.longValue(4),
                    v.longValue(5),
                    v.text(6),
                    v.longValue(7),
                    v.text(8)));

    /** The key of a part's record: the model's own where it is the only one; {@code all} where all records have one model. */
    public static String name(String key, int part, int parts) {
        String name = key.isEmpty() ? "all" : key;
        return parts == 1 ? name : name + "#" + part;
    }

    /** A model in one part. */
    static ModelRecord of(Models models, Model model, String key, long exportedAt) {
        return of(models, model, key, exportedAt, exportedAt);
    }

    static ModelRecord of(Models models, Model model, String key, long exportedAt, long version) {
        return new ModelRecord(
                name(key, 0, 1),
                key,
                exportedAt,
                version,
                0,
                1,
                models.factory().type().id(),
                model.learned(),
                Base64.getEncoder().encodeToString(models.export(model)));
    }

    /**
     * The model, in one part.
     *
     * @throws IllegalArgumentException when it is of another specification, in several parts, or can't be read; it names the
     *     model and says what differs
     */
    Model read(Models models) {
        if (parts != 1) {
            throw new IllegalArgumentException(
                    "model \"" + model + "\" is one of " + parts + " parts, expected one that is whole");
        }
        try {
            return models.importModel(Base64.getDecoder().decode(snapshot));
        } catch (IllegalArgumentException | CorruptSnapshotException e) {
            throw new IllegalArgumentException("model \"" + model + "\" can't be taken over: " + e.getMessage(), e);
        }
    }
}
