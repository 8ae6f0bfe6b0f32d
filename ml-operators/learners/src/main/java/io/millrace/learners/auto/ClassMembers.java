package io.millrace.learners.auto;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Schema;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.tile.ClassTiles;
import io.millrace.learners.tile.RunningFeatures;
import io.millrace.learners.tile.Tiles;
import java.util.Arrays;

/** The members of {@link AutoClassifier}, and what they share. */
final class ClassMembers {
    private static final int NEAREST = 5;
    private static final int OTHERS = 7;
    private static final double LEAST_SHARE = 0.001;
    private static final double RECENT = 0.05;
    private static final double DAMPING = 0.1;

    private final long memory;
    private final boolean previous;
    private final ClassTiles tiles;
    private final RunningFeatures features;
    private final Neighbours neighbours;
    private final ClassEmphasis emphasis;
    private final Curves curves;
    private final int variants;
    private final int mostElements;
    private final double[] extra = {Double.NaN};
    private int classes;
    private double[] counts = {};
    private double[] recent = {};
    private double total;
    private boolean voted;
    private double[] votes = {};
    private double[] probabilities = {};
    private double[] curved = {};

    ClassMembers(Schema schema, AutoClassifier.Settings settings) {
        this.memory = settings.memory();
        this.previous = settings.previous();
        Tiles.Variants kinds = kinds();
        this.variants = kinds.rates().length;
        this.features = new RunningFeatures(schema, 1, true, Tiles.mostFeatures(memory));
        this.tiles = new ClassTiles(kinds, features, memory);
        this.mostElements = Scale.comparedFeatures(schema.size());
        this.neighbours = new Neighbours(features, Scale.neighbours(memory, mostElements), NEAREST, windows());
        this.emphasis = new ClassEmphasis(features, Scale.groups(memory, mostElements));
        this.curves = new Curves(features, memory);
        choose();
    }

    ClassMembers(Schema schema, AutoClassifier.Settings settings, SnapshotReader in) {
        this.memory = settings.memory();
        this.previous = settings.previous();
        Tiles.Variants kinds = kinds();
        this.variants = kinds.rates().length;
        this.features = new RunningFeatures(schema, 1, true, Tiles.mostFeatures(memory), in);
        long bound = in.readLong();
        if (bound > memory) {
            throw new CorruptSnapshotException("bytes for cells are at most " + memory + ", found " + bound);
        }
        this.tiles = new ClassTiles(kinds, features, bound, in);
        this.mostElements = Scale.comparedFeatures(schema.size());
        this.neighbours = new Neighbours(features, Scale.neighbours(memory, mostElements), NEAREST, windows(), in);
        this.emphasis = new ClassEmphasis(features, Scale.groups(memory, mostElements), neighbours.elements(), in);
        this.curves = new Curves(features, memory, in);
        this.classes = tiles.classes();
        neighbours.checkLabels(classes);
        emphasis.classes(classes);
        this.extra[0] = in.readCount("last label", classes) - 1;
        if (extra[0] < 0) {
            extra[0] = Double.NaN;
        }
        this.counts = in.readFiniteDoubles("weights of classes", classes);
        this.recent = in.readFiniteDoubles("recent shares of classes", classes);
        this.total = in.readPositive("weight of all classes");
        this.votes = new double[count() * classes];
        this.probabilities = new double[classes];
        this.curved = new double[classes];
    }

    void write(SnapshotWriter out) {
        features.write(out);
        out.writeLong(tiles.tiles().bound());
        tiles.write(out);
        neighbours.write(out);
        emphasis.write(out);
        curves.write(out);
        out.writeCount(Double.isNaN(extra[0]) ? 0 : (int) extra[0] + 1);
        out.writeDoubles(counts, classes);
        out.writeDoubles(recent, classes);
        out.writeDouble(total);
    }

    private Tiles.Variants kinds() {
        if (!previous) {
            return new Tiles.Variants(
                    new double[] {1, 0.25, 4, 0.5}, new int[4], DAMPING, new int[][] {{0, 1, 2, 3}, {0, 3}, {3}});
        }
        return new Tiles.Variants(new double[] {1, 0.25, 4, 0.5, 0.5}, new int[] {0, 0, 0, 1, 2}, DAMPING, new int[][] {
            {0, 1, 2, 3, 4}, {0, 3}, {3}
        });
    }

    private static int[] windows() {
        return new int[] {50, 250, Scale.MOST_NEIGHBOURS};
    }

    /** Takes the most important features for those members that cannot take all. */
    private void choose() {
        Tiles chooser = tiles.tiles();
        int[] compared = chooser.important(mostElements);
        if (!Arrays.equals(compared, neighbours.elements())) {
            neighbours.elements(compared);
            emphasis.elements(compared);
        }
        curves.elements(chooser.important(curves.most()));
    }

    int count() {
        return variants + OTHERS;
    }

    String name(int member) {
        int other = member - variants;
        return switch (other) {
            case 0 -> "neighbours-50";
            case 1 -> "neighbours-250";
            case 2 -> "neighbours-" + Scale.MOST_NEIGHBOURS;
            case 3 -> "no-change";
            case 4 -> "majority-class";
            case 5 -> "recent-classes";
            case 6 -> "curves";
            default -> Scale.tileName(kinds(), member, "-label");
        };
    }

    int classes() {
        return classes;
    }

    long memoryBytes() {
        return HeapSize.object(64)
                + tiles.memoryBytes()
                + neighbours.memoryBytes()
                + emphasis.memoryBytes()
                + curves.memoryBytes()
                + HeapSize.doubles(1)
                + 2 * HeapSize.doubles(counts.length)
                + HeapSize.doubles(votes.length)
                + 2 * HeapSize.doubles(probabilities.length);
    }

    /** Whether features were chosen anew after the last record learned. */
    boolean chosen() {
        return tiles.tiles().chosen();
    }

    /** Gives cells what the budget leaves, with the whole taking so many bytes now. */
    void bound(long bytes) {
        long others = bytes - tiles.tiles().tableBytes() + neighbours.bytesToCome();
        tiles.tiles().bound(memory - others - memory / 32);
    }

    /** Votes of the record taken last: of member m for class c at c * members + m. */
    double[] votes() {
        return votes;
    }

    /** Has members vote on a record; false when they did so already. */
    boolean vote(double[] record) {
        if (!tiles.tiles().read(extra, record) && voted) {
            return false;
        }
        voted = true;
        float[] scores = tiles.tiles().scores();
        int member = 0;
        for (int v = 0; v < variants; v++) {
            tiles.probabilities(v, scores, probabilities);
            put(member++);
        }
        neighbours.find(emphasis.values());
        for (int w = 0; w < 3; w++) {
            nearest(w);
            put(member++);
        }
        Arrays.fill(probabilities, 0);
        if (Double.isNaN(extra[0])) {
            Arrays.fill(probabilities, 1.0 / classes);
        } else {
            probabilities[(int) extra[0]] = 1;
        }
        put(member++);
        for (int c = 0; c < classes; c++) {
            probabilities[c] = total > 0 ? counts[c] / total : 1.0 / classes;
        }
        put(member++);
        for (int c = 0; c < classes; c++) {
            probabilities[c] = previous ? recent[c] : 1.0 / classes;
        }
        put(member++);
        curves();
        put(member);
        return true;
    }

    private void put(int member) {
        int members = count();
        for (int c = 0; c < classes; c++) {
            votes[c * members + member] = probabilities[c];
        }
    }

    private void curves() {
        curves.read();
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            curved[c] = c < curves.outputs() ? curves.predict(c) : 0;
            probabilities[c] = Math.max(LEAST_SHARE, Math.min(1, curved[c]));
            sum += probabilities[c];
        }
        for (int c = 0; c < classes; c++) {
            probabilities[c] /= sum;
        }
    }

    private void nearest(int window) {
        int found = neighbours.found(window);
        Arrays.fill(probabilities, 0.3 / classes);
        double sum = 0;
        double soft = found == 0 ? 0 : 0.1 * neighbours.distance(window, found - 1) + 1e-9;
        for (int i = 0; i < found; i++) {
            sum += 1 / (neighbours.distance(window, i) + soft);
        }
        for (int i = 0; i < found; i++) {
            double vote = 1 / (neighbours.distance(window, i) + soft) / sum;
            probabilities[(int) neighbours.label(window, i)] += vote * found;
        }
        for (int c = 0; c < classes; c++) {
            probabilities[c] /= found + 0.3;
        }
    }

    /** Makes room for a record and its label; whether anything has grown. */
    boolean grow(double[] record, int label) {
        boolean grown = tiles.tiles().grow(record.length);
        if (grown) {
            choose();
            voted = false;
        }
        if (label >= classes) {
            grown = true;
            voted = false;
            classes = label + 1;
            tiles.classes(classes);
            emphasis.classes(classes);
            counts = Arrays.copyOf(counts, classes);
            recent = Arrays.copyOf(recent, classes);
            if (classes == label + 1 && total == 0) {
                recent[label] = 1;
            }
            votes = new double[count() * classes];
            probabilities = new double[classes];
            curved = new double[classes];
            curves.outputs(classes);
        }
        return grown;
    }

    /** Learns the record taken last; gives its weight relative to the mean. */
    double learn(double[] record, int label, double weight) {
        neighbours.add(label, 0);
        emphasis.learn(label);
        curves.learn(1);
        for (int c = 0; c < Math.min(classes, curves.outputs()); c++) {
            curves.correct(c, (c == label ? 1 : 0) - curved[c]);
        }
        float relative = tiles.learn(extra, record, label, weight);
        if (previous) {
            for (int c = 0; c < classes; c++) {
                recent[c] += RECENT * ((c == label ? 1 : 0) - recent[c]);
            }
            extra[0] = label;
        }
        counts[label] += weight;
        total += weight;
        voted = false;
        if (tiles.tiles().chosen()) {
            choose();
        }
        return relative;
    }
}
