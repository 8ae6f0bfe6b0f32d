package io.millrace.common.connect;

import io.millrace.common.options.Settings;
import io.millrace.common.record.RecordFormat;

/**
 * What a sink connector needs to make a sink.
 *
 * @param settings the job's settings
 * @param prefix where this sink's options stand
 * @param jobName the job's name, unique among jobs that share a broker; part of transactional ids
 * @param outlet which output it is
 * @param format the records
 * @param <T> the record
 */
public record SinkRequest<T>(Settings settings, String prefix, String jobName, Outlet outlet, RecordFormat<T> format) {}
