package io.millrace.learners.linear;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.List;

/** The target in deviations from its mean, and back: never more than a tenth beyond the range of targets learned. */
final class Target {
    /** Errors are cut to this many deviations of the target. */
    static final double MAX_ERROR = 4;

    private static final double MARGIN = 0.1;

    private final Moments moments;
    private double low;
    private double high;
    private boolean any;

    Target() {
        moments = new Moments(1);
    }

    Target(SnapshotReader in) {
        moments = new Moments(1, in);
        any = in.readBoolean();
        low = in.readFinite("least target");
        high = in.readFinite("greatest target");
        if (low > high) {
            throw new CorruptSnapshotException("least target is at most " + high + ", found " + low);
        }
    }

    void write(SnapshotWriter out) {
        moments.write(out);
        out.writeBoolean(any);
        out.writeDouble(low);
        out.writeDouble(high);
    }

    long memoryBytes() {
        return HeapSize.object(21) + moments.memoryBytes();
    }

    /** Learns a target; gives it in deviations from the mean that is so learned. */
    double learn(double target, double weight) {
        double learned = moments.learn(0, target, weight);
        low = any ? Math.min(low, learned) : learned;
        high = any ? Math.max(high, learned) : learned;
        any = true;
        return (target - moments.mean(0)) * moments.scale(0);
    }

    /** How far a score is below a target, both in deviations, within ±{@link #MAX_ERROR}. */
    static double error(double target, double score) {
        return Math.max(-MAX_ERROR, Math.min(MAX_ERROR, target - score));
    }

    /** The prediction that a score stands for. */
    double predict(double score) {
        double scale = moments.scale(0);
        double mean = moments.mean(0);
        double value = scale > 0 ? mean + score / scale : mean;
        double margin = MARGIN * (high - low);
        double cut = Math.max(low - margin, Math.min(high + margin, value));
        return Double.isFinite(cut) ? cut : mean;
    }

    /** Takes in what others that went on from this one have learned, each apart from the others. */
    void merge(List<Target> parts) {
        moments.merge(parts.stream().map(part -> part.moments).toList());
        for (Target part : parts) {
            if (part.any) {
                low = any ? Math.min(low, part.low) : part.low;
                high = any ? Math.max(high, part.high) : part.high;
                any = true;
            }
        }
    }

    double mean() {
        return moments.mean(0);
    }

    /** The least that is predicted. */
    double least() {
        return low - MARGIN * (high - low);
    }

    /** The most that is predicted. */
    double most() {
        return high + MARGIN * (high - low);
    }

    /** One standard deviation of the target. */
    double deviation() {
        double scale = moments.scale(0);
        return scale > 0 ? 1 / scale : 0;
    }
}
