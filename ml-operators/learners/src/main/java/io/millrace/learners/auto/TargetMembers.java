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
import java.util.Arrays;

/** The members of {@link AutoRegressor}, and what they share. */
final class TargetMembers {
    private static final int NEAREST = 8;
    private static final int EXTRAS = 2;
    private static final int OTHERS = LinearTargets.COUNT + 5;
    private static final double RATE = 0.25;
    private static final double DAMPING = 10;
    private static final double CUT = 4;
    private static final double MOST_ERROR = 5;

    private final long memory;
    private final boolean previous;
    private final TargetTiles tiles;
    private final RunningFeatures features;
    private final RunningTarget target;
    private final Neighbours neighbours;
    private final TargetEmphasis emphasis;
    private final LinearTargets linear;
    private final Curves curves;
    private final int variants;
    private final int mostElements;
    private final double[] extra = {Double.NaN, Double.NaN};
    private final double[] votes;
    private boolean voted;

    TargetMembers(Schema schema, AutoRegressor.Settings settings) {
        this.memory = settings.memory();
        this.previous = settings.previous();
        this.features = new RunningFeatures(schema, EXTRAS, false, Tiles.mostFeatures(memory));
        this.tiles = new TargetTiles(kinds(), features, memory);
        this.target = tiles.target();
        this.mostElements = Scale.comparedFeatures(schema.size());
        this.neighbours = new Neighbours(features, Scale.neighbours(memory, mostElements), NEAREST, windows());
        this.emphasis = new TargetEmphasis(features);
        this.linear = new LinearTargets(features, target, Scale.linearInputs(memory));
        this.curves = new Curves(features, memory);
        this.variants = kinds().rates().length;
        this.votes = new double[count()];
        choose();
    }

    TargetMembers(Schema schema, AutoRegressor.Settings settings, SnapshotReader in) {
        this.memory = settings.memory();
        this.previous = settings.previous();
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
        this.curves = new Curves(features, memory, in);
        this.variants = kinds().rates().length;
        this.votes = new double[count()];
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
        curves.write(out);
        out.writeDoubles(extra, EXTRAS);
    }

    private Tiles.Variants kinds() {
        if (!previous) {
            return new Tiles.Variants(new double[] {RATE, RATE / 4}, new int[2], DAMPING, new int[][] {{0, 1}, {0}});
        }
        return new Tiles.Variants(
                new double[] {RATE, RATE / 4, RATE, RATE}, new int[] {0, 0, 1, 2}, DAMPING, new int[][] {
                    {0, 1, 2, 3}, {0, 2}, {0}
                });
    }

    private static int[] windows() {
        return new int[] {200, Scale.MOST_NEIGHBOURS};
    }

    /** Takes the most important features for those members that cannot take all. */
    private void choose() {
        Tiles chooser = tiles.tiles();
        int[] compared = chooser.important(mostElements);
        if (!Arrays.equals(compared, neighbours.elements())) {
            neighbours.elements(compared);
            emphasis.elements(compared);
        }
        linear.elements(chooser.important(Scale.linearInputs(memory)));
        curves.elements(chooser.important(curves.most()));
    }

    int count() {
        return variants + OTHERS;
    }

    String name(int member) {
        return switch (member - variants) {
            case 0 -> "linear-fast";
            case 1 -> "linear-slow";
            case 2 -> "curves";
            case 3 -> "neighbours-200";
            case 4 -> "neighbours-" + Scale.MOST_NEIGHBOURS;
            case 5 -> "tile-neighbours";
            case 6 -> "no-change";
            case 7 -> "mean";
            default -> Scale.tileName(kinds(), member, "-targets");
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
                + HeapSize.doubles(count())
                + curves.memoryBytes();
    }

    /** Whether features were chosen anew after the last record learned. */
    boolean chosen() {
        return tiles.tiles().chosen();
    }

    /** Gives cells what the budget leaves, with the whole taking so many bytes now. */
    void bound(long bytes) {
        long others = bytes - tiles.tiles().tableBytes() + neighbours.bytesToCome() + linear.bytesToCome();
        tiles.tiles().bound(memory - others - memory / 32);
    }

    /** Predictions for the record taken last, in deviations of the target from its mean. */
    double[] votes() {
        return votes;
    }

    /** Has members predict for a record; false when they did so already. */
    boolean vote(double[] record) {
        if (!tiles.tiles().read(extra, record) && voted) {
            return false;
        }
        voted = true;
        float[] scores = tiles.tiles().scores();
        int member = 0;
        while (member < variants) {
            votes[member] = scores[tiles.tiles().place(member)];
            member++;
        }
        linear.predict(votes, member);
        member += LinearTargets.COUNT;
        curves.read();
        votes[member++] = curves.predict(0);
        neighbours.find(emphasis.values());
        votes[member++] = nearest(0, false);
        votes[member++] = nearest(1, false);
        votes[member++] = scores[0] + nearest(1, true);
        votes[member] = Double.isNaN(extra[0]) ? 0 : target.standardised(extra[0]);
        for (int m = 0; m < votes.length; m++) {
            votes[m] = target.clipStandardised(votes[m]);
        }
        return true;
    }

    private double nearest(int window, boolean residuals) {
        int found = neighbours.found(window);
        double soft = found == 0 ? 0 : 0.1 * neighbours.distance(window, found - 1) + 1e-9;
        double weights = 0;
        double sum = 0;
        for (int i = 0; i < found; i++) {
            double weight = 1 / (neighbours.distance(window, i) + soft);
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
            choose();
        }
        return grown;
    }

    /** Learns the record taken last; gives its weight relative to the mean. */
    double learn(double[] record, double value, double weight) {
        double standard = target.standardised(value);
        neighbours.add(value, (float) (standard - tiles.tiles().scores()[0]));
        emphasis.learn(cut(standard, CUT));
        linear.learn(value, votes, variants, previous);
        curves.learn(1);
        curves.correct(0, cut(standard - votes[variants + LinearTargets.COUNT], MOST_ERROR));
        double relative = tiles.learn(extra, record, value, weight);
        if (previous) {
            extra[1] = extra[0];
            extra[0] = value;
        }
        voted = false;
        if (tiles.tiles().chosen()) {
            choose();
        }
        return relative;
    }

    private static double cut(double value, double most) {
        return Math.max(-most, Math.min(most, value));
    }
}
