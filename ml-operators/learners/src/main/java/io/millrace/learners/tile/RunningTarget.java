package io.millrace.learners.tile;

import io.millrace.learners.Inputs;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;

/** Mean, deviation and range of targets learned. */
public final class RunningTarget {
    /** Bytes on the heap. */
    public static final long BYTES = 56;

    private static final double BEYOND = 0.1;

    private double weight;
    private double mean;
    private double square;
    private double least;
    private double most;

    /** Before the first. */
    public RunningTarget() {}

    /** As it was written. */
    public RunningTarget(SnapshotReader in) {
        weight = in.readPositive("weight of targets");
        mean = bounded(in.readFinite("mean of targets"));
        square = in.readPositive("sum of squares of targets");
        least = bounded(in.readFinite("least target"));
        most = bounded(in.readFinite("greatest target"));
    }

    private static double bounded(double value) {
        return Inputs.checkTarget(value);
    }

    /** Writes what the constructor reads. */
    public void write(SnapshotWriter out) {
        out.writeDouble(weight);
        out.writeDouble(mean);
        out.writeDouble(square);
        out.writeDouble(least);
        out.writeDouble(most);
    }

    public double mean() {
        return mean;
    }

    /** The deviation; 0 where all targets were the same, to rounding. */
    public double deviation() {
        double variance = weight > 0 ? square / weight : 0;
        return variance > 1e-300 && variance > 1e-24 * mean * mean ? Math.sqrt(variance) : 0;
    }

    /** Distance from the mean in deviations; 0 while there is no deviation. */
    public double standardised(double value) {
        double deviation = deviation();
        return deviation > 0 ? (value - mean) / deviation : 0;
    }

    /** What stands so many deviations from the mean, within the range of targets and a tenth of it beyond. */
    public double value(double standardised) {
        return clip(mean + deviation() * standardised);
    }

    /** Cuts a prediction in deviations from the mean to the range of targets and a tenth of it beyond. */
    public double clipStandardised(double standardised) {
        double deviation = deviation();
        if (deviation == 0) {
            return 0;
        }
        double margin = BEYOND * (most - least);
        double low = (least - margin - mean) / deviation;
        double high = (most + margin - mean) / deviation;
        return Math.max(low, Math.min(high, standardised));
    }

    /** Cuts a prediction to the range of targets and a tenth of it beyond. */
    public double clip(double value) {
        double margin = BEYOND * (most - least);
        return Math.max(least - margin, Math.min(most + margin, value));
    }

    /** Learns a target that was checked. */
    public void learn(double value, double recordWeight) {
        least = weight > 0 ? Math.min(least, value) : value;
        most = weight > 0 ? Math.max(most, value) : value;
        weight += recordWeight;
        double delta = value - mean;
        mean += delta * (recordWeight / weight);
        square += recordWeight * delta * (value - mean);
    }
}
