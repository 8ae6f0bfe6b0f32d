package io.millrace.local.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Ports on loopback. */
public final class Ports {
    private static final int LOWEST = 15_000;
    private static final int HIGHEST = 32_000;
    private static final int ATTEMPTS = 1_000;

    private Ports() {}

    /**
     * As many different ports as asked for, all free a moment ago. Another process may take one before the caller does; the
     * ports are below those that systems give to outgoing connections, so that a connection does not.
     */
    public static List<Integer> free(int count) {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int attempt = 0; sockets.size() < count; attempt++) {
                int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST + 1);
                try {
                    sockets.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
                } catch (BindException e) {
                    if (attempt == ATTEMPTS) {
                        throw e;
                    }
                }
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on loopback", e);
        } finally {
            sockets.forEach(Ports::close);
        }
    }

    /**
     * Whether a server listens on the port of loopback. Unlike {@link #isFree} it does not hold the port for an instant, in
     * which a server that starts could not have it.
     */
    public static boolean isServed(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            // A port that nobody listens on may be given to this connection itself.
            return socket.getLocalPort() != port;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether a server could listen on the port of loopback now; tried, so not to be asked while one is about to. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot release port " + socket.getLocalPort(), e);
        }
    }
}
