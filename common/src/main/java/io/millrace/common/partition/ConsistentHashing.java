package io.millrace.common.partition;

import java.io.Serializable;

/**
 * How a consistent hash is to behave.
 *
 * @param points points on the ring for each node, 1 to 65,536. The shares of the ring that nodes own differ by a relative
 *     standard deviation of about {@code 1 / sqrt(points)}
 * @param capacity what a node may carry, as a multiple of the mean, above 1; infinite for no bound. The paper's 1 + epsilon
 * @param window after how many records all loads are halved, at least 1: what was counted longer ago matters less and less
 */
public record ConsistentHashing(int points, double capacity, int window) implements Serializable {
    private static final int MOST_POINTS = 65_536;

    public ConsistentHashing {
        if (points < 1 || points > MOST_POINTS) {
            throw new IllegalArgumentException("points must be 1 to " + MOST_POINTS + ": " + points);
        }
        if (!(capacity > 1)) {
            throw new IllegalArgumentException("capacity must be above 1: " + capacity);
        }
        if (window < 1) {
            throw new IllegalArgumentException("window must be at least 1: " + window);
        }
    }

    /** 128 points for each node, loads up to 1.25 of the mean, halved every 65,536 records. */
    public static ConsistentHashing defaults() {
        return new ConsistentHashing(128, 1.25, 65_536);
    }

    /** With another capacity. */
    public ConsistentHashing withCapacity(double multipleOfMean) {
        return new ConsistentHashing(points, multipleOfMean, window);
    }

    /** Without a bound: a key has one node, and a node carries what its keys bring. */
    public ConsistentHashing unbounded() {
        return withCapacity(Double.POSITIVE_INFINITY);
    }

    /** With another number of points for each node. */
    public ConsistentHashing withPoints(int pointsPerNode) {
        return new ConsistentHashing(pointsPerNode, capacity, window);
    }

    /** With another number of records after which loads are halved. */
    public ConsistentHashing withWindow(int records) {
        return new ConsistentHashing(points, capacity, records);
    }
}
