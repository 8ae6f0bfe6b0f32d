package io.millrace.local.evaluate;

import io.millrace.common.codec.DecodeException;
import io.millrace.common.options.NearestKey;
import io.millrace.learners.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads a file twice: once to see what its columns are, once for the values, so that no text is held. */
final class DatasetReader {
    private final TableFile table;
    private List<ColumnReader> columns = List.of();
    private int target;
    private int rows;

    DatasetReader(TableFile table) {
        this.table = table;
    }

    Dataset read() {
        try (CsvRows csv = new CsvRows(table.file(), table.delimiter())) {
            open(csv.header());
            look(csv);
        }
        if (rows == 0) {
            throw BadFileException.at(table.file(), "it has a header and no rows");
        }
        try (CsvRows csv = new CsvRows(table.file(), table.delimiter())) {
            return encode(csv);
        }
    }

    private void open(List<String> header) {
        if (header.size() == 1) {
            throw BadFileException.at(
                    table.file(),
                    1,
                    "there is one column, " + DecodeException.excerpt(header.get(0))
                            + ", and nothing to predict it from; --delimiter says what is between fields");
        }
        target = table.target().isEmpty() ? header.size() - 1 : index(header, table.target(), "--target");
        table.nominal().forEach(name -> checkFeature(header, name, "--nominal"));
        table.numeric().forEach(name -> checkFeature(header, name, "--numeric"));
        columns = new ArrayList<>();
        for (int i = 0; i < header.size(); i++) {
            String name = header.get(i);
            boolean number = i == target
                    ? table.task() == Task.REGRESSION
                    : table.numeric().contains(name);
            boolean text = i == target
                    ? table.task() == Task.CLASSIFICATION
                    : table.nominal().contains(name);
            columns.add(new ColumnReader(name, i == target, number, text));
        }
    }

    private void checkFeature(List<String> header, String name, String option) {
        if (index(header, name, option) == target) {
            throw new IllegalArgumentException(option + " is about features, and " + name + " is the target");
        }
    }

    private int index(List<String> header, String name, String option) {
        int index = header.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException(option + ": " + table.file() + " has no column "
                    + DecodeException.excerpt(name)
                    + NearestKey.among(name, header)
                            .map(near -> "; the nearest is \"" + near + '"')
                            .orElse(""));
        }
        return index;
    }

    private void look(CsvRows csv) {
        while (rows < table.limit() && csv.next()) {
            for (int i = 0; i < columns.size(); i++) {
                String wrong = columns.get(i).look(csv.field(i), csv.line());
                if (wrong != null) {
                    throw csv.problem(i, wrong);
                }
            }
            if (++rows == Integer.MAX_VALUE - 8) {
                throw BadFileException.at(table.file(), "it has more than two thousand million rows");
            }
        }
    }

    private Dataset encode(CsvRows csv) {
        boolean[] nominal = new boolean[0];
        int width = 0;
        for (ColumnReader column : columns) {
            if (!column.target()) {
                int features = column.features();
                nominal = Arrays.copyOf(nominal, width + features);
                nominal[width] = column.kind() == Column.Kind.NOMINAL;
                width += features;
            }
        }
        if (width > Schema.MAX_FEATURES) {
            throw BadFileException.at(
                    table.file(), 1, "there are at most " + Schema.MAX_FEATURES + " features, found " + width);
        }
        double[][] features = new double[rows][width];
        boolean classes = table.task() == Task.CLASSIFICATION;
        int[] labels = new int[classes ? rows : 0];
        double[] targets = new double[classes ? 0 : rows];
        for (int row = 0; row < rows && csv.next(); row++) {
            int at = 0;
            for (int i = 0; i < columns.size(); i++) {
                ColumnReader column = columns.get(i);
                if (i != target) {
                    at = column.encode(csv.field(i), features[row], at);
                } else if (classes) {
                    labels[row] = column.label(csv.field(i));
                    if (labels[row] < 0) {
                        throw csv.problem(i, column.tooManyClasses());
                    }
                } else {
                    targets[row] = Double.parseDouble(csv.field(i).strip());
                }
            }
        }
        return new Dataset(
                table.file(),
                table.task(),
                columns.stream().map(ColumnReader::column).toList(),
                columns.get(target).name(),
                Schema.of(nominal),
                features,
                labels,
                classes ? columns.get(target).categories() : List.of(),
                targets);
    }
}
