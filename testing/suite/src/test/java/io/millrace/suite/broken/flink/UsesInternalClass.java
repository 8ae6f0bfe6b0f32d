package io.millrace.suite.broken.flink;

import org.apache.flink.streaming.api.operators.StreamMap;

final class UsesInternalClass {
    Class<?> operator() {
        return StreamMap.class;
    }

    Object made(StreamMap<Long, Long> operator) {
        return operator;
    }
}
