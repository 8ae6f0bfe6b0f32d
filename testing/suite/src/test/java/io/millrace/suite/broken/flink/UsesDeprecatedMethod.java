package io.millrace.suite.broken.flink;

import java.util.List;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

final class UsesDeprecatedMethod {
    @SuppressWarnings("deprecation")
    DataStream<Long> numbers(StreamExecutionEnvironment environment) {
        return environment.fromCollection(List.of(1L, 2L));
    }
}
