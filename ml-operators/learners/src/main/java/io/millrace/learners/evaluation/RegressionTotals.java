package io.millrace.learners.evaluation;

import io.millrace.learners.HeapSize;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;

/**
 * Sums over records with weights. The targets' squares about their mean are kept as Welford does ("Note on a method for
 * calculating corrected sums of squares and products", 1962, doi:10.1080/00401706.1962.10490022), with weights after West
 * (1979, doi:10.1145/359146.359153) and merged after Chan, Golub, LeVeque (1983, doi:10.1080/00031305.1983.10483115).
 */
final class RegressionTotals {
    private double weight;
    private double absolute;
    private double squares;
    private double pinball;
    private double relative;
    private double relativeWeight;
    private double mean;
    private double spread;
    private double noChangeAbsolute;
    private double noChangeSquares;
    private double meanAbsolute;
    private double meanSquares;

    RegressionTotals() {}

    RegressionTotals(SnapshotReader in) {
        this.weight = in.readPositive("weight of records");
        this.absolute = in.readPositive("sum of errors");
        this.squares = in.readPositive("sum of squared errors");
        this.pinball = in.readPositive("sum of pinball losses");
        this.relative = in.readPositive("sum of relative errors");
        this.relativeWeight = in.readPositive("weight of relative errors");
        this.mean = in.readFinite("mean of targets");
        this.spread = in.readPositive("squares of targets about their mean");
        this.noChangeAbsolute = in.readPositive("sum of errors without change");
        this.noChangeSquares = in.readPositive("sum of squared errors without change");
        this.meanAbsolute = in.readPositive("sum of errors of the mean");
        this.meanSquares = in.readPositive("sum of squared errors of the mean");
    }

    void write(SnapshotWriter out) {
        out.writeDouble(weight);
        out.writeDouble(absolute);
        out.writeDouble(squares);
        out.writeDouble(pinball);
        out.writeDouble(relative);
        out.writeDouble(relativeWeight);
        out.writeDouble(mean);
        out.writeDouble(spread);
        out.writeDouble(noChangeAbsolute);
        out.writeDouble(noChangeSquares);
        out.writeDouble(meanAbsolute);
        out.writeDouble(meanSquares);
    }

    static long memoryBytes() {
        return HeapSize.object(96);
    }

    void add(double target, double prediction, double noChange, double meanTarget, double quantile, double unit) {
        double error = prediction - target;
        absolute += unit * Math.abs(error);
        squares += unit * error * error;
        pinball += unit * (error < 0 ? -quantile * error : (1 - quantile) * error);
        if (target != 0) {
            // A target may be so small that the quotient overflows.
            relative += unit * Math.min(1e100, Math.abs(error) / Math.abs(target));
            relativeWeight += unit;
        }
        noChangeAbsolute += unit * Math.abs(noChange - target);
        noChangeSquares += unit * (noChange - target) * (noChange - target);
        meanAbsolute += unit * Math.abs(meanTarget - target);
        meanSquares += unit * (meanTarget - target) * (meanTarget - target);
        weight += unit;
        double before = target - mean;
        mean += before * (unit / weight);
        spread += Math.max(0, unit * before * (target - mean));
    }

    void scale(double by) {
        weight *= by;
        absolute *= by;
        squares *= by;
        pinball *= by;
        relative *= by;
        relativeWeight *= by;
        spread *= by;
        noChangeAbsolute *= by;
        noChangeSquares *= by;
        meanAbsolute *= by;
        meanSquares *= by;
    }

    void merge(RegressionTotals other) {
        double all = weight + other.weight;
        if (other.weight > 0) {
            double between = other.mean - mean;
            spread += other.spread + between * between * weight * (other.weight / all);
            mean += between * (other.weight / all);
        }
        weight = all;
        absolute += other.absolute;
        squares += other.squares;
        pinball += other.pinball;
        relative += other.relative;
        relativeWeight += other.relativeWeight;
        noChangeAbsolute += other.noChangeAbsolute;
        noChangeSquares += other.noChangeSquares;
        meanAbsolute += other.meanAbsolute;
        meanSquares += other.meanSquares;
    }

    RegressionFigures figures(long records) {
        return new RegressionFigures(
                records,
                absolute / weight,
                Math.sqrt(squares / weight),
                r2(squares),
                relativeWeight == 0 ? Double.NaN : relative / relativeWeight,
                pinball / weight,
                new RegressionFigures.Baseline(
                        noChangeAbsolute / weight, Math.sqrt(noChangeSquares / weight), r2(noChangeSquares)),
                new RegressionFigures.Baseline(
                        meanAbsolute / weight, Math.sqrt(meanSquares / weight), r2(meanSquares)));
    }

    private double r2(double squaredErrors) {
        return spread > 0 ? 1 - squaredErrors / spread : Double.NaN;
    }
}
