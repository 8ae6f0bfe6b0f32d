package io.millrace.suite.broken.learners;

import org.apache.flink.api.common.functions.MapFunction;

abstract class LearnerUsesFlink implements MapFunction<Long, Long> {}
