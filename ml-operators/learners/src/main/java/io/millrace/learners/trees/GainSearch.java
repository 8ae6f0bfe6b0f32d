package io.millrace.learners.trees;

import io.millrace.learners.HeapSize;
import io.millrace.learners.bayes.ClassStatistics;
import io.millrace.learners.bayes.Columns;
import io.millrace.learners.bayes.Logarithm;
import java.util.Arrays;

/**
 * Finds the split that tells most about the class: the gain of information in bits, over {@value #POINTS} thresholds evenly
 * between the least and the greatest value of each number, and over each category against all others of each nominal
 * feature. The gain of a feature that some records lack counts in proportion to those that have it (Quinlan, "C4.5", 1993).
 */
final class GainSearch {
    static final int POINTS = 10;
    private static final double LEAST_BRANCH = 0.01;
    private static final double LOG_2 = StrictMath.log(2);

    private double[] weights = new double[0];
    private double[] left = new double[0];
    private double seen;

    /** The best split; {@link Split#gain} is 0 where none gains anything. */
    Split best(ClassStatistics node) {
        Split best = new Split();
        Columns columns = node.columns();
        room(node.slots());
        seen = seen(node);
        for (int i = 0; i < columns.numbers(); i++) {
            if (node.least(i) < node.greatest(i)) {
                number(node, i, best);
            }
        }
        for (int i = 0; i < columns.nominals(); i++) {
            nominal(node, i, best);
        }
        return best;
    }

    /** The best split on one feature alone. */
    Split of(ClassStatistics node, int feature) {
        Split best = new Split();
        Columns columns = node.columns();
        room(node.slots());
        seen = seen(node);
        int place = columns.place(feature);
        if (place >= 0 && node.least(place) < node.greatest(place)) {
            number(node, place, best);
        }
        for (int i = 0; i < columns.nominals(); i++) {
            if (columns.nominal(i) == feature) {
                nominal(node, i, best);
            }
        }
        return best;
    }

    long memoryBytes() {
        return HeapSize.object(16) + HeapSize.doubles(weights.length) + HeapSize.doubles(left.length);
    }

    /** The greatest weight any feature had: what records weigh that were seen since the node was made. */
    private static double seen(ClassStatistics node) {
        double greatest = Double.MIN_NORMAL;
        for (int i = 0; i < node.columns().numbers(); i++) {
            double sum = 0;
            for (int slot = 0; slot < node.slots(); slot++) {
                sum += node.weight(slot, i);
            }
            greatest = Math.max(greatest, sum);
        }
        for (int i = 0; i < node.columns().nominals(); i++) {
            double sum = 0;
            for (int slot = 0; slot < node.slots(); slot++) {
                sum += node.nominalWeight(slot, i);
            }
            greatest = Math.max(greatest, sum);
        }
        return greatest;
    }

    private void room(int slots) {
        if (weights.length < slots) {
            weights = new double[slots];
            left = new double[slots * POINTS];
        }
    }

    private void number(ClassStatistics node, int place, Split best) {
        int slots = node.slots();
        double least = node.least(place);
        double step = (node.greatest(place) - least) / (POINTS + 1);
        double all = 0;
        double before = 0;
        for (int slot = 0; slot < slots; slot++) {
            double weight = node.weight(slot, place);
            weights[slot] = weight;
            all += weight;
            before += Logarithm.times(weight);
            double inverse = 1 / deviation(node, slot, place);
            double mean = node.mean(slot, place);
            for (int point = 0; point < POINTS; point++) {
                left[point * slots + slot] =
                        weight > 0 ? weight * NormalCurve.below((least + (point + 1) * step - mean) * inverse) : 0;
            }
        }
        double parent = Logarithm.times(all) - before;
        for (int point = 0; point < POINTS; point++) {
            double lefts = leftTotal(slots, point);
            double gain = gain(slots, point * slots, parent, all, lefts) / seen;
            if (best.offer(node.columns().number(place), gain)) {
                best.nominal = false;
                best.threshold = least + (point + 1) * step;
                best.missingLeft = 2 * lefts >= all;
            }
        }
    }

    private double leftTotal(int slots, int point) {
        double sum = 0;
        for (int slot = 0; slot < slots; slot++) {
            sum += left[point * slots + slot];
        }
        return sum;
    }

    /** Never 0, so that a class of one value only lies on one side of each threshold. */
    static double deviation(ClassStatistics node, int slot, int place) {
        double weight = node.weight(slot, place);
        double squares = node.squares(slot, place);
        return weight > 1 && squares > 0 ? Math.sqrt(squares / (weight - 1)) : Double.MIN_NORMAL;
    }

    /** Weight times the gain, in bits. */
    private double gain(int slots, int from, double parent, double all, double lefts) {
        double rights = all - lefts;
        if (Math.min(lefts, rights) < LEAST_BRANCH * all) {
            return 0;
        }
        double after = Logarithm.times(lefts) + Logarithm.times(rights);
        for (int slot = 0; slot < slots; slot++) {
            double part = left[from + slot];
            after -= Logarithm.times(part) + Logarithm.times(weights[slot] - part);
        }
        return (parent - after) / LOG_2;
    }

    private void nominal(ClassStatistics node, int place, Split best) {
        int slots = node.slots();
        double all = 0;
        double before = 0;
        for (int slot = 0; slot < slots; slot++) {
            weights[slot] = node.nominalWeight(slot, place);
            all += weights[slot];
            before += Logarithm.times(weights[slot]);
        }
        double parent = Logarithm.times(all) - before;
        for (int category = 0; category < node.categories(place); category++) {
            for (int slot = 0; slot < slots; slot++) {
                left[slot] = node.weight(slot, place, category);
            }
            double lefts = leftTotal(slots, 0);
            double gain = gain(slots, 0, parent, all, lefts) / seen;
            if (best.offer(node.columns().nominal(place), gain)) {
                best.nominal = true;
                best.threshold = category;
                best.missingLeft = 2 * lefts >= all;
            }
        }
    }

    /** Weight of each class, by slot, that goes left of a split; {@link ClassStatistics} of all its features. */
    static double[] lefts(ClassStatistics node, Split split) {
        int[] features = new int
                [split.nominal ? node.columns().nominals() : node.columns().numbers()];
        Columns columns = node.columns();
        Arrays.setAll(features, i -> split.nominal ? columns.nominal(i) : columns.number(i));
        int place = Arrays.binarySearch(features, split.feature);
        double[] lefts = new double[node.slots()];
        for (int slot = 0; slot < lefts.length; slot++) {
            double known = split.nominal ? node.nominalWeight(slot, place) : node.weight(slot, place);
            double share = split.missingLeft ? 1 : 0;
            if (known > 0) {
                share = split.nominal
                        ? node.weight(slot, place, (int) split.threshold) / known
                        : NormalCurve.below((split.threshold - node.mean(slot, place)) / deviation(node, slot, place));
            }
            lefts[slot] = share * node.classWeight(slot);
        }
        return lefts;
    }
}
