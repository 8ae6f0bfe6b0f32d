package io.millrace.local.example;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A stream with something in it to learn, which changes on the way: the same rows whenever it is made. */
abstract class MadeTable {
    /** How many rows the data set has whose shape it is of. */
    abstract long usualRows();

    /** Names of the columns; the last is the target. */
    abstract List<String> header();

    /**
     * The next row.
     *
     * @param progress how far the stream is, 0 to below 1
     */
    abstract List<String> next(double progress);

    /** Writes the first rows as CSV with a header. What changes on the way does so within these rows. */
    final void write(Path file, long rows) {
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            out.write(String.join(",", header()));
            out.write('\n');
            for (long row = 0; row < rows; row++) {
                out.write(String.join(",", next((double) row / rows)));
                out.write('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    static String number(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
