package io.millrace.learners.linear;

import io.millrace.learners.HeapSize;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A number for each slot of a {@link Design} and each class; 0 at first. Those of one slot stand side by side. */
final class Grid {
    double[] cells;
    int classes;

    Grid() {
        cells = new double[0];
    }

    Grid(String what, int slots, int classes, SnapshotReader in) {
        this.classes = classes;
        this.cells = in.readSparseDoubles(what, slots * classes);
    }

    void write(SnapshotWriter out, int slots) {
        out.writeSparse(cells, slots * classes);
    }

    long memoryBytes() {
        return HeapSize.object(8) + HeapSize.doubles(cells.length);
    }

    /** Makes room for more slots or classes, and gives up that of slots dropped. */
    void fit(Design design, int newClasses) {
        int slots = design.room();
        if (newClasses == classes && cells.length >= design.size() * newClasses) {
            return;
        }
        double[] fitting = new double[slots * newClasses];
        for (int slot = 0; classes > 0 && slot < Math.min(slots, cells.length / classes); slot++) {
            System.arraycopy(cells, slot * classes, fitting, slot * newClasses, classes);
        }
        cells = fitting;
        classes = newClasses;
    }

    /** The score of each class: its sum of the record's terms by weight. */
    void scores(Terms terms, double[] into) {
        int end = classes;
        for (int c = 0; c < end; c++) {
            into[c] = 0;
        }
        for (int i = 0; i < terms.count; i++) {
            int from = terms.index[i] * end;
            double z = terms.value[i];
            for (int c = 0; c < end; c++) {
                into[c] += cells[from + c] * z;
            }
        }
    }

    /** The weights of one class. */
    Averaging.Column column(int label) {
        return new Averaging.Column(cells, classes, label, 1);
    }

    /** The weights of one class times a factor; none of a class that is not here. */
    Averaging.@Nullable Column column(int label, double factor) {
        return label < classes ? new Averaging.Column(cells, classes, label, factor) : null;
    }

    /** The weights of one class in each of some grids. */
    static <T> List<Averaging.@Nullable Column> columns(List<T> parts, Function<T, Grid> grid, int label) {
        return Averaging.Column.each(parts, part -> grid.apply(part).column(label, 1));
    }

    /** The sum of the squares of one class's weights. */
    double squaredNorm(int label, int slots) {
        double sum = 0;
        for (int slot = 0; slot < slots; slot++) {
            double weight = cells[slot * classes + label];
            sum += weight * weight;
        }
        return sum;
    }

    /** Adds the record's terms, times a factor, to the weights of one class. */
    void add(Terms terms, int label, double factor) {
        for (int i = 0; i < terms.count; i++) {
            cells[terms.index[i] * classes + label] += factor * terms.value[i];
        }
    }

    /** Multiplies all weights of one class. */
    void multiply(int label, double factor) {
        for (int at = label; at < cells.length; at += classes) {
            cells[at] *= factor;
        }
    }
}
