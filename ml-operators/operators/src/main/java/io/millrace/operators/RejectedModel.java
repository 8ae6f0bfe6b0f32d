package io.millrace.operators;

import io.millrace.common.record.RecordFormat;

/**
 * A model that was not taken into service: the one before goes on serving.
 *
 * @param model as {@link ModelRecord#model}
 * @param key the model's key; empty where all records have one model
 * @param exportedAt when it was exported, by the clock, in milliseconds
 * @param version of the export
 * @param part of the model
 * @param learner what it said it was
 * @param reason why it was not taken
 */
public record RejectedModel(
        String model, String key, long exportedAt, long version, long part, String learner, String reason) {
    public static final RecordFormat<RejectedModel> FORMAT = RecordFormat.builder(RejectedModel.class)
            .key("model", RejectedModel::model)
            .text("key", RejectedModel::key)
            .time("exported_at", RejectedModel::exportedAt)
            .integer("version", RejectedModel::version)
            .integer("part", RejectedModel::part)
            .text("learner", RejectedModel::learner)
            .text("reason", RejectedModel::reason)
            .build(v -> new RejectedModel(
                    v.text(0),
                    v.textOrNull(1) == null ? "" : v.text(1),
                    v.longValue(2),
                    v.longValue(3),
                    v.longValue(4),
                    v.text(5),
                    v.text(6)));

    static RejectedModel of(ModelRecord record, String reason) {
        return new RejectedModel(
                record.model(),
                record.key(),
                record.exportedAt(),
                record.version(),
                record.part(),
                record.learner(),
                reason);
    }
}
