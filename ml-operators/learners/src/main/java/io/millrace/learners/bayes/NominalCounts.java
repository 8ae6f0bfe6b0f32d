package io.millrace.learners.bayes;

import io.millrace.learners.HeapSize;
import io.millrace.learners.Schema;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.Arrays;

/** Weight of each category of some nominal features within each class, by place of the feature and slot of the class. */
final class NominalCounts {
    private static final double SMALL = 1e-200;

    private final int features;
    private int room;
    // By feature: weight at [category * room + slot].
    private final double[][] tables;
    // Weight of records that had a value, at [feature * room + slot].
    private double[] totals;

    NominalCounts(int features, int room) {
        this.features = features;
        this.room = room;
        this.tables = new double[features][0];
        this.totals = new double[features * room];
    }

    NominalCounts(int features, int slots, int room, SnapshotReader in) {
        in.reserve((long) features * (16 + 8L * room));
        this.features = features;
        this.room = room;
        this.tables = new double[features][0];
        this.totals = new double[features * room];
        for (int feature = 0; feature < features; feature++) {
            int categories = in.readCount("categories", Schema.MAX_CATEGORIES);
            double[] dense = in.readSparseDoubles("weights of categories", categories * slots);
            in.reserve(8L * categories * room);
            tables[feature] = new double[categories * room];
            for (int i = 0; i < dense.length; i++) {
                tables[feature][i / slots * room + i % slots] = Math.abs(dense[i]);
            }
            for (int slot = 0; slot < slots; slot++) {
                totals[feature * room + slot] = in.readPositive("weight of a nominal feature");
            }
        }
    }

    void write(SnapshotWriter out, int slots) {
        for (int feature = 0; feature < features; feature++) {
            int categories = categories(feature);
            out.writeCount(categories);
            double[] dense = new double[categories * slots];
            for (int i = 0; i < dense.length; i++) {
                dense[i] = tables[feature][i / slots * room + i % slots];
            }
            out.writeSparse(dense, dense.length);
            for (int slot = 0; slot < slots; slot++) {
                out.writeDouble(totals[feature * room + slot]);
            }
        }
    }

    long memoryBytes() {
        long bytes = HeapSize.object(16) + HeapSize.ints(features) + HeapSize.doubles(totals.length);
        for (double[] table : tables) {
            bytes += HeapSize.doubles(table.length);
        }
        return bytes;
    }

    int categories(int feature) {
        return tables[feature].length / room;
    }

    double weight(int feature, int category, int slot) {
        return tables[feature][category * room + slot];
    }

    double total(int feature, int slot) {
        return totals[feature * room + slot];
    }

    /** Makes room for more classes. */
    void grow(int newRoom) {
        double[] wider = new double[features * newRoom];
        for (int feature = 0; feature < features; feature++) {
            int categories = categories(feature);
            double[] table = new double[categories * newRoom];
            for (int category = 0; category < categories; category++) {
                System.arraycopy(tables[feature], category * room, table, category * newRoom, room);
            }
            tables[feature] = table;
            System.arraycopy(totals, feature * room, wider, feature * newRoom, room);
        }
        totals = wider;
        room = newRoom;
    }

    /** Returns by how many bytes it grew. */
    long learn(int feature, int category, int slot, double weight) {
        long grown = 0;
        double[] table = tables[feature];
        int at = category * room + slot;
        if (at >= table.length) {
            tables[feature] = Arrays.copyOf(table, (category + 1) * room);
            grown = HeapSize.doubles(tables[feature].length) - HeapSize.doubles(table.length);
        }
        tables[feature][at] += weight;
        totals[feature * room + slot] += weight;
        return grown;
    }

    /** Takes over another's, as if they had this weight in each class at most. */
    void inherit(NominalCounts parent, int place, int parentPlace, int parentSlot, int slot, double most) {
        double total = parent.total(parentPlace, parentSlot);
        if (total <= 0) {
            return;
        }
        double factor = Math.min(total, most) / total;
        for (int category = parent.categories(parentPlace) - 1; category >= 0; category--) {
            double weight = parent.weight(parentPlace, category, parentSlot);
            if (weight > 0) {
                learn(place, category, slot, weight * factor);
            }
        }
    }

    /** Log likelihood of a record's categories within a class, with one more of each than were counted. */
    double score(double[] features, int[] columns, int slot) {
        double score = 0;
        double product = 1;
        for (int i = 0; i < columns.length; i++) {
            double value = features[columns[i]];
            int categories = categories(i);
            if (value >= 0 && categories > 0) {
                int category = (int) value;
                double weight = category < categories ? tables[i][category * room + slot] : 0;
                product *= (weight + 1) / (totals[i * room + slot] + categories);
                if (product < SMALL) {
                    score += Logarithm.of(product);
                    product = 1;
                }
            }
        }
        return score + Logarithm.of(product);
    }
}
