package io.millrace.learners.evaluation;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.Arrays;
import java.util.List;

/** What those predict who look at targets alone, each of which they learn as late as the learner does; 0 at first. */
public final class TargetBaselines {
    private final double[] pending;
    private long seen;
    private long learned;
    private double last;
    private double mean;

    public TargetBaselines(int delay) {
        this.pending = new double[delay];
    }

    public TargetBaselines(int delay, SnapshotReader in) {
        this.seen = in.readLong();
        this.learned = in.readLong();
        if (seen < 0 || learned < 0) {
            throw new CorruptSnapshotException("targets seen are at least 0, found " + Math.min(seen, learned));
        }
        this.last = in.readFinite("last target");
        this.mean = in.readFinite("mean of targets");
        int held = (int) Math.min(seen, delay);
        in.reserve(8L * delay);
        this.pending = Arrays.copyOf(in.readFiniteDoubles("targets not learned yet", held), delay);
    }

    public void write(SnapshotWriter out) {
        out.writeLong(seen);
        out.writeLong(learned);
        out.writeDouble(last);
        out.writeDouble(mean);
        out.writeDoubles(pending, (int) Math.min(seen, pending.length));
    }

    public long memoryBytes() {
        return HeapSize.object(36) + HeapSize.doubles(pending.length);
    }

    public double noChange() {
        return last;
    }

    public double mean() {
        return mean;
    }

    public void add(double target) {
        if (pending.length == 0) {
            learn(target);
            return;
        }
        int at = (int) (seen % pending.length);
        if (seen >= pending.length) {
            learn(pending[at]);
        }
        pending[at] = target;
        seen++;
    }

    /**
     * Takes in what others that went on from this one have learned, each apart from the others.
     *
     * @param latest that of them which learned last
     */
    public void merge(List<TargetBaselines> parts, TargetBaselines latest) {
        long all = learned;
        double moved = 0;
        for (TargetBaselines part : parts) {
            all += part.learned - learned;
            moved += part.learned * (part.mean - mean);
        }
        mean += all > 0 ? moved / all : 0;
        learned = all;
        last = latest.last;
    }

    private void learn(double target) {
        learned++;
        last = target;
        mean += (target - mean) / learned;
    }
}
