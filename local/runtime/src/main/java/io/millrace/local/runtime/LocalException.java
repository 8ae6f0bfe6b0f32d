package io.millrace.local.runtime;

/** Something on this machine did not do what was asked of it. The message is one that a user can act on. */
public class LocalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LocalException(String message) {
        super(message);
    }

    public LocalException(String message, Throwable cause) {
        super(message, cause);
    }
}
