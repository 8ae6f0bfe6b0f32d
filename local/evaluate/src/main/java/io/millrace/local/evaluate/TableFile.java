package io.millrace.local.evaluate;

import java.nio.file.Path;
import java.util.Set;

/**
 * A file to learn from, and what is known of it beforehand.
 *
 * @param file CSV, plain or gzip
 * @param task what its target is for
 * @param target name of the column to predict; empty for the last one
 * @param nominal names of columns that are nominal, whatever they look like
 * @param numeric names of columns that are numbers, and wrong where they are not
 * @param limit how many rows are read at most
 * @param delimiter between fields
 */
public record TableFile(
        Path file, Task task, String target, Set<String> nominal, Set<String> numeric, long limit, char delimiter) {
    /** With everything inferred, and all rows. */
    public static TableFile of(Path file, Task task) {
        return new TableFile(file, task, "", Set.of(), Set.of(), Long.MAX_VALUE, ',');
    }

    /** Its first rows only. */
    public TableFile limited(long rows) {
        return new TableFile(file, task, target, nominal, numeric, rows, delimiter);
    }

    /**
     * Reads it: once for what its columns are, once for the values.
     *
     * @throws BadFileException when it is not what it should be
     * @throws IllegalArgumentException when it has no column of a name that was given
     */
    public Dataset read() {
        return new DatasetReader(this).read();
    }
}
