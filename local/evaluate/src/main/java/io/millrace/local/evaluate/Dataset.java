package io.millrace.local.evaluate;

import io.millrace.learners.Schema;
import java.nio.file.Path;
import java.util.List;

/**
 * A table in memory, encoded for learners: 8 bytes for each value.
 *
 * @param file where it is from
 * @param task what it is for
 * @param columns what the file has, the target among them
 * @param target name of the column to predict
 * @param schema kinds of the features, some of which may be of one column
 * @param features one array for each row
 * @param labels number of each row's class; empty for a regression
 * @param classes names of the classes, by their number
 * @param targets for each row the number to predict; empty for a classification
 */
public record Dataset(
        Path file,
        Task task,
        List<Column> columns,
        String target,
        Schema schema,
        double[][] features,
        int[] labels,
        List<String> classes,
        double[] targets) {
    /** How many rows there are. */
    public int rows() {
        return features.length;
    }
}
