package io.millrace.suite.broken.flink;

import org.apache.flink.streaming.api.datastream.DataStream;

final class UsesInternalMethod {
    Object transformation(DataStream<Long> numbers) {
        return numbers.getTransformation();
    }
}
