package io.millrace.local.evaluate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A file that is not what it should be. The message begins with file, line and column, as far as they are known. */
public final class BadFileException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    BadFileException(String message) {
        super(message, new IOException(message));
    }

    static BadFileException at(Path file, String what) {
        return new BadFileException(file + ": " + what);
    }

    static BadFileException at(Path file, long line, String what) {
        return new BadFileException(file + ":" + line + ": " + what);
    }

    static BadFileException at(Path file, long line, long column, String what) {
        return new BadFileException(file + ":" + line + ":" + column + ": " + what);
    }
}
