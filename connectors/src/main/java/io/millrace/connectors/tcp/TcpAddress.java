package io.millrace.connectors.tcp;

import java.io.Serializable;

/** Where a feed is served; an IPv6 address stands in brackets when written. */
record TcpAddress(String host, int port) implements Serializable {
    static final String FORM = "host:port, with an IPv6 address in brackets and the port from 1 to 65535";

    TcpAddress {
        if (host.isBlank() || port < 1 || port > 65535) {
            throw new IllegalArgumentException(host + ":" + port + " is not " + FORM);
        }
    }

    /** @throws IllegalArgumentException naming the text, when it is not an address */
    static TcpAddress parse(String text) {
        String address = text.strip();
        int colon = address.lastIndexOf(':');
        try {
            if (colon > 0) {
                String host = address.substring(0, colon);
                boolean bracketed = host.startsWith("[") && host.endsWith("]");
                if (bracketed || host.indexOf(':') < 0) {
                    int port = Integer.parseInt(address.substring(colon + 1));
                    return new TcpAddress(bracketed ? host.substring(1, host.length() - 1) : host, port);
                }
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not " + FORM, e);
        }
        throw new IllegalArgumentException("'" + text + "' is not " + FORM);
    }

    @Override
    public String toString() {
        return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }
}
