package io.millrace.connectors.tcp;

import java.io.IOException;

/** A feed could not be reached for longer than allowed. */
final class FeedLostException extends IOException {
    private static final long serialVersionUID = 1L;

    FeedLostException(String message) {
        super(message);
    }
}
