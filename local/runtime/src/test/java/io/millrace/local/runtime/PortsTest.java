package io.millrace.local.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class PortsTest {
    @Test
    void portsAreDifferentFreeAndNotThoseOfOutgoingConnections() {
        List<Integer> ports = Ports.free(50);
        assertThat(ports).hasSize(50).doesNotHaveDuplicates().allMatch(Ports::isFree);
        // Linux hands out 32768 and above, others 49152 and above.
        assertThat(ports).allMatch(port -> port > 1023 && port < 32_768);
    }

    @Test
    void portIsServedWhileSomebodyListens() throws Exception {
        int port = Ports.free(1).get(0);
        assertThat(Ports.isServed(port)).isFalse();
        try (ServerSocket server = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Ports.isServed(server.getLocalPort())).isTrue();
            assertThat(Ports.isFree(port)).isFalse();
        }
        assertThat(Ports.isServed(port)).isFalse();
        assertThat(Ports.isFree(port)).isTrue();
    }

    @Test
    void askingWhetherAPortIsServedDoesNotKeepAServerFromIt() throws Exception {
        int port = Ports.free(1).get(0);
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService asking = Executors.newSingleThreadExecutor();
        try {
            Future<Integer> asked = asking.submit(() -> {
                int times = 0;
                while (!done.get()) {
                    Ports.isServed(port);
                    times++;
                }
                return times;
            });
            for (int i = 0; i < 5_000; i++) {
                listenFor(port);
            }
            done.set(true);
            assertThat(asked.get()).isPositive();
        } finally {
            done.set(true);
            asking.shutdown();
        }
    }

    private static void listenFor(int port) throws IOException {
        try (ServerSocket server = new ServerSocket()) {
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }
    }
}
