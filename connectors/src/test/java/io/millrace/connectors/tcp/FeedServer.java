package io.millrace.connectors.tcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A peer on loopback that serves one connection at a time. */
final class FeedServer implements AutoCloseable {
    private final ServerSocket server;
    private Socket connection;

    FeedServer() throws IOException {
        this(0);
    }

    /** A server on this port. */
    FeedServer(int port) throws IOException {
        server = new ServerSocket();
        server.setReuseAddress(true);
        server.setSoTimeout(30_000);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    int port() {
        return server.getLocalPort();
    }

    String address() {
        return "127.0.0.1:" + port();
    }

    FeedServer accept() throws IOException {
        connection = server.accept();
        return this;
    }

    FeedServer send(String text) throws IOException {
        return send(text.getBytes(UTF_8));
    }

    FeedServer send(byte[] bytes) throws IOException {
        connection.getOutputStream().write(bytes);
        connection.getOutputStream().flush();
        return this;
    }

    /** Ends the connection cleanly. */
    FeedServer hangUp() throws IOException {
        connection.close();
        return this;
    }

    /** Breaks the connection: the peer gets a reset. */
    FeedServer reset() throws IOException {
        connection.setSoLinger(true, 0);
        connection.close();
        return this;
    }

    @Override
    public void close() throws IOException {
        if (connection != null) {
            connection.close();
        }
        server.close();
    }
}
