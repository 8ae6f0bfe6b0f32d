package io.millrace.learners.auto;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Schema;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.tile.RunningFeatures;
import io.millrace.learners.tile.RunningTarget;
import io.millrace.learners.tile.TargetTiles;
import io.millrace.learners.tile.Tiles;

/** The members of {@link AutoRegressor}, and what they share. */
final class TargetMembers {
    private static final int NEAREST = 8;
    private static final int EXTRAS = 2;
    private static final int VARIANTS = 3;
    private static final int LINEAR = VARIANTS;
    private static final int NEAR = LINEAR + LinearTargets.COUNT;
    private static final int COUNT = NEAR + 4;
    private static final double RATE = 0.25;
    private static final double DAMPING = 10;

    private final long memory;
    private final TargetTiles tiles;
    private final RunningFeatures features;
    private final RunningTarget target;
    private final Neighbours neighbours;
    private final TargetEmphasis emphasis;
    private final LinearTargets linear;
    private final int mostElements;
    private final double[] extra = {Double.NaN, Double.NaN};
    private final double[] votes = new double[COUNT];

    TargetMembers(Schema schema, long memory) {
        this.memory = memory;
        this.features = new RunningFeatures(schema, EXTRAS, false, Tiles.mostFeatures(memory));
        this.tiles = new TargetTiles(kinds(), features, memory);
        this.target = tiles.target();
        this.mostElements = Scale.comparedFeatures(schema.size());
        this.neighbours = new Neighbours(features, Scale.neighbours(memory, mostElements), NEAREST, windows());
        this.emphasis = new TargetEmphasis(features);
        this.linear = new LinearTargets(features, target, Scale.linearInputs(memory));
        compare();
    }

    TargetMembers(Schema schema, long memory, SnapshotReader in) {
        this.memory = memory;
        this.features = new RunningFeatures(schema, EXTRAS, false, Tiles.mostFeatures(memory), in);
        long bound = in.readLong();
        if (bound > memory) {
            throw new CorruptSnapshotException("bytes for cells are at most " + memory + ", found " + bound);
        }
        this.tiles = new TargetTiles(kinds(), features, bound, in);
        this.target = tiles.target();
        this.mostElements = Scale.comparedFeatures(schema.size());
        this.neighbours = new Neighbours(features, Scale.neighbours(memory, mostElements), NEAREST, windows(), in);
        this.emphasis = new TargetEmphasis(features, neighbours.elements(), in);
        this.linear = new LinearTargets(features, target, Scale.linearInputs(memory), in);
        this.extra[0] = in.readDouble();
        this.extra[1] = in.readDouble();
    }

    void write(SnapshotWriter out) {
        features.write(out);
        out.writeLong(tiles.tiles().bound());
        tiles.write(out);
        neighbours.write(out);
        emphasis.write(out);
        linear.write(out);
        out.writeDoubles(extra, EXTRAS);
    }

    private static Tiles.Variants kinds() {
        return new Tiles.Variants(new double[] {RATE, RATE, RATE}, new int[] {0, 1, 2}, DAMPING);
    }

    private static int[] windows() {
        return new int[] {200, Scale.MOST_NEIGHBOURS};
    }

    private void compare() {
        neighbours.elements(tiles.tiles().important(mostElements));
        emphasis.elements(neighbours.elements());
        linear.elements(tiles.tiles().important(Scale.linearInputs(memory)));
    }

    static int count() {
        return COUNT;
    }

    static String name(int member) {
        return switch (member) {
            case 0 -> "tile";
            case 1 -> "tile-targets";
            case 2 -> "tile-changes";
            case 3 -> "linear-fast";
            case 4 -> "linear-slow";
            case 5 -> "neighbours-200";
            case 6 -> "neighbours-" + Scale.MOST_NEIGHBOURS;
            case 7 -> "tile-neighbours";
            case 8 -> "no-change";
            default -> "mean";
        };
    }

    RunningTarget target() {
        return target;
    }

    long memoryBytes() {
        return HeapSize.object(64)
                + tiles.memoryBytes()
                + neighbours.memoryBytes()
                + emphasis.memoryBytes()
                + linear.memoryBytes()
                + HeapSize.doubles(EXTRAS)
                + HeapSize.doubles(COUNT);
    }

    /** Gives cells what the budget leaves, with the whole taking so many bytes now. */
    void bound(long bytes) {
        long others = bytes - tiles.tiles().tableBytes() + neighbours.bytesToCome() + linear.bytesToCome();
        tiles.tiles().bound(memory - others - memory / 16);
    }

    /** Predictions for the record taken last, in deviations of the target from its mean. */
    double[] votes() {
        return votes;
    }

    /** Has members predict for a record; false when they did so already. */
    boolean vote(double[] record) {
        if (!tiles.tiles().read(extra, record)) {
            return false;
        }
        float[] scores = tiles.tiles().scores();
        votes[0] = scores[0];
        votes[1] = scores[1];
        votes[2] = scores[2];
        linear.predict(votes, LINEAR);
        neighbours.find(emphasis.values());
        votes[NEAR] = nearest(0, false);
        votes[NEAR + 1] = nearest(1, false);
        votes[NEAR + 2] = scores[1] + nearest(1, true);
        votes[NEAR + 3] = Double.isNaN(extra[0]) ? 0 : target.standardised(extra[0]);
        for (int m = 0; m < COUNT; m++) {
            votes[m] = target.clipStandardised(votes[m]);
        }
        return true;
    }

    private double nearest(int window, boolean residuals) {
        int found = neighbours.found(window);
        double soft = found == 0 ? 0 : 0.1 * Math.sqrt(neighbours.distance(window, found - 1)) + 1e-9;
        double weights = 0;
        double sum = 0;
        for (int i = 0; i < found; i++) {
            double weight = 1 / (Math.sqrt(neighbours.distance(window, i)) + soft);
            double value =
                    residuals ? neighbours.residual(window, i) : target.standardised(neighbours.label(window, i));
            weights += weight;
            sum += weight * value;
        }
        return found == 0 ? 0 : sum / weights;
    }

    /** Makes room for a record; whether anything has grown. */
    boolean grow(double[] record) {
        boolean grown = tiles.tiles().grow(record.length);
        if (grown) {
            compare();
        }
        return grown;
    }

    /** Learns the record taken last; gives its weight relative to the mean. */
    double learn(double[] record, double value, double weight) {
        double standard = target.standardised(value);
        neighbours.add(value, (float) (standard - tiles.tiles().scores()[1]));
        emphasis.learn(Math.max(-4, Math.min(4, standard)));
        linear.learn(value, votes, LINEAR, 1);
        double relative = tiles.learn(extra, record, value, weight);
        extra[1] = extra[0];
        extra[0] = value;
        return relative;
    }
}
