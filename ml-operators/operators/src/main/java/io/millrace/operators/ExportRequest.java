package io.millrace.operators;

import io.millrace.common.record.RecordFormat;

/**
 * Asks a job for a model.
 *
 * @param key of the model; {@value #ALL} for all there are
 */
public record ExportRequest(String key) {
    /** Stands for all models. */
    public static final String ALL = "*";

    public static final RecordFormat<ExportRequest> FORMAT = RecordFormat.builder(ExportRequest.class)
            .key("model", ExportRequest::key)
            .build(v -> new ExportRequest(v.text(0)));
}
