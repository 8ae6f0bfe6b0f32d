package io.millrace.suite.broken.flink;

import org.apache.flink.streaming.api.functions.sink.legacy.SinkFunction;

@SuppressWarnings("deprecation")
abstract class UsesDeprecatedClass implements SinkFunction<Long> {}
