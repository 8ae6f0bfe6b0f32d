package io.millrace.connectors.tcp;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** What is known of one feed: {@code connected} (1 or 0), {@code reconnects}, {@code lines}. Written by one thread. */
final class TcpMetrics {
    private final Counter reconnects;
    private final Counter lines;
    private volatile int connected;

    TcpMetrics(MetricGroup source, TcpAddress address) {
        MetricGroup group = source.addGroup("tcp").addGroup("address", address.toString());
        group.gauge("connected", () -> connected);
        reconnects = group.counter("reconnects");
        lines = group.counter("lines");
    }

    void connected(boolean now) {
        connected = now ? 1 : 0;
    }

    void reconnecting() {
        reconnects.inc();
    }

    void lines(long received) {
        lines.inc(received);
    }
}
