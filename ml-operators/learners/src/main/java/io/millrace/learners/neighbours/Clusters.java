package io.millrace.learners.neighbours;

import io.millrace.learners.SplitMix64;
import java.util.Arrays;

/**
 * Records in clusters, by the seeding of k-means++: each centre is drawn with a chance in proportion to the squared distance
 * from those before it, and each record belongs to the nearest; then centres become means, or the most frequent category,
 * of their records (Arthur, Vassilvitskii, "k-means++: the advantages of careful seeding", SODA 2007). With half as many
 * clusters as records, most hold one to three, and further rounds move little. Time in proportion to clusters times records
 * times features.
 */
final class Clusters {
    private final Points points;
    private final int[] members;
    private final double[] nearest;
    /** The records of each cluster, ascending, as chains that end with -1. */
    private final int[] first;

    private final int[] following;
    private int count;

    Clusters(Points points, int wanted, double[] inverse, SplitMix64 random) {
        this.points = points;
        int size = points.size();
        this.members = new int[size];
        this.nearest = new double[size];
        Arrays.fill(nearest, Double.POSITIVE_INFINITY);
        double[] distances = new double[size];
        double[] centre = new double[points.width()];
        int drawn = random.nextInt(size);
        while (drawn >= 0) {
            points.get(drawn, centre);
            points.squaredDistances(centre, inverse, false, distances, size);
            for (int i = 0; i < size; i++) {
                if (distances[i] < nearest[i]) {
                    nearest[i] = distances[i];
                    members[i] = count;
                }
            }
            nearest[drawn] = 0;
            members[drawn] = count;
            count++;
            drawn = count < wanted ? draw(random) : -1;
        }
        this.first = new int[count];
        this.following = new int[size];
        Arrays.fill(first, -1);
        for (int i = size - 1; i >= 0; i--) {
            following[i] = first[members[i]];
            first[members[i]] = i;
        }
    }

    /** At most as many as wanted; less where fewer records differ. */
    int count() {
        return count;
    }

    /** Which cluster a record is in. */
    int member(int slot) {
        return members[slot];
    }

    private int draw(SplitMix64 random) {
        double total = 0;
        for (double distance : nearest) {
            total += distance;
        }
        if (!(total > 0)) {
            return -1;
        }
        double rest = random.nextDouble() * total;
        int last = -1;
        for (int i = 0; i < nearest.length; i++) {
            if (nearest[i] > 0) {
                last = i;
                rest -= nearest[i];
                if (rest < 0) {
                    return i;
                }
            }
        }
        return last;
    }

    /** The mean of a cluster's records: of those that have the feature; NaN where none has. */
    void centre(int cluster, double[] into) {
        for (int j = 0; j < into.length; j++) {
            into[j] = points.nominal(j) ? mostFrequent(cluster, j) : mean(cluster, j);
        }
    }

    private double mean(int cluster, int feature) {
        double mean = 0;
        int known = 0;
        for (int i = first[cluster]; i >= 0; i = following[i]) {
            if (!points.missing(feature, i)) {
                known++;
                mean += (points.get(i, feature) - mean) / known;
            }
        }
        return known == 0 ? Double.NaN : mean;
    }

    /** The category that most records have, of those that tie the one that comes first among the records. */
    private double mostFrequent(int cluster, int feature) {
        double best = Double.NaN;
        int most = 0;
        for (int i = first[cluster]; i >= 0; i = following[i]) {
            if (!points.missing(feature, i)) {
                double category = points.get(i, feature);
                int same = 0;
                for (int other = i; other >= 0; other = following[other]) {
                    same += points.get(other, feature) == category ? 1 : 0;
                }
                if (same > most) {
                    most = same;
                    best = category;
                }
            }
        }
        return best;
    }
}
