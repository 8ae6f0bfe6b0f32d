package io.millrace.learners.auto;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;

/**
 * Makes one prediction of those of the members, all in deviations of the target from its mean: their weighted sum, by
 * {@link LeastSquares} from equal weights; pooled with each of the members, and the mean, by recent squared errors, so
 * that it is never much worse than the best of them for long.
 */
final class TargetStack {
    private static final double FORGETTING = 0.999;
    private static final double RIDGE = 10;
    private static final double MOST_ERROR = 5;
    private static final double POOL_MEMORY = 0.9995;
    private static final double SHARPNESS = 0.5;

    private final int members;
    private final LeastSquares weights;
    private final double[] losses;
    private final double[] shares;
    private double sum;
    private double pooled;

    TargetStack(int members) {
        this.members = members;
        this.weights = new LeastSquares(members, FORGETTING, RIDGE, 1.0 / members);
        this.losses = new double[members + 2];
        this.shares = new double[members + 2];
    }

    TargetStack(int members, SnapshotReader in) {
        this.members = members;
        this.weights = new LeastSquares(members, FORGETTING, RIDGE, 1, in);
        this.losses = in.readFiniteDoubles("losses", members + 2);
        this.shares = new double[members + 2];
        for (double loss : losses) {
            if (!(loss >= 0)) {
                throw new CorruptSnapshotException("a loss is at least 0, found " + loss);
            }
        }
    }

    void write(SnapshotWriter out) {
        weights.write(out);
        out.writeDoubles(losses, losses.length);
    }

    long memoryBytes() {
        return HeapSize.object(32) + weights.memoryBytes() + 2 * HeapSize.doubles(members + 2);
    }

    /** The prediction. Place of the members is 0 to their number, then the mean, then the sum. */
    double combine(double[] votes) {
        sum = weights.predict(votes, 0, 0);
        weigh();
        pooled = shares[members + 1] * sum;
        for (int m = 0; m < members; m++) {
            pooled += shares[m] * votes[m];
        }
        return pooled;
    }

    private void weigh() {
        double least = losses[0];
        for (double loss : losses) {
            least = Math.min(least, loss);
        }
        double all = 0;
        for (int i = 0; i < losses.length; i++) {
            shares[i] = Math.exp(-SHARPNESS * (losses[i] - least));
            all += shares[i];
        }
        for (int i = 0; i < losses.length; i++) {
            shares[i] /= all;
        }
    }

    /** How much of the result each member carries, by size of its part; adds up to 1 with the mean, the last. */
    void shares(double[] into) {
        weigh();
        double all = 0;
        for (int m = 0; m < members; m++) {
            all += Math.abs(weights.weight(m));
        }
        for (int m = 0; m < members; m++) {
            into[m] = shares[m] + (all > 0 ? shares[members + 1] * Math.abs(weights.weight(m)) / all : 0);
        }
        into[members] = shares[members] + (all > 0 ? 0 : shares[members + 1]);
    }

    /** Learns the target of the record that {@link #combine} was called for last, in deviations. */
    void learn(double[] votes, double target, double relative) {
        for (int i = 0; i < losses.length; i++) {
            double vote = i < members ? votes[i] : i == members ? 0 : sum;
            double error = cut(target - vote);
            losses[i] = POOL_MEMORY * losses[i] + relative * error * error;
        }
        weights.learn(votes, 0, relative);
        weights.correct(0, cut(target - sum));
    }

    private static double cut(double error) {
        return Math.max(-MOST_ERROR, Math.min(MOST_ERROR, error));
    }
}
