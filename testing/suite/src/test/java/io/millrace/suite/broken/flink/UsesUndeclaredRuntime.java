package io.millrace.suite.broken.flink;

import org.apache.flink.runtime.minicluster.MiniCluster;

final class UsesUndeclaredRuntime {
    boolean runs(MiniCluster cluster) {
        return cluster.isRunning();
    }
}
