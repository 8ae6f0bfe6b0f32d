package io.millrace.common.partition;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/**
 * A ring of named nodes: a key belongs to the node whose point comes next after the key's hash. A node that is added takes
 * about {@code 1 / n} of the keys, each from the node that had it, and moves no other; a node that is taken away gives up
 * only its own. Immutable. D. Karger et al., Consistent Hashing and Random Trees, STOC 1997, DOI 10.1145/258533.258660.
 *
 * <p>For {@code n} nodes: making one takes {@code O(n points log(n points))} time and 12 bytes for each point, looking a key up
 * {@code O(log(n points))}. Keys are hashed by their {@code hashCode}, which must depend on nothing but what they hold;
 * enum constants by their names.
 */
public final class ConsistentHash {
    private final List<String> nodes;
    private final int points;
    private final long[] positions;
    private final int[] owners;

    private ConsistentHash(List<String> nodes, int points) {
        this.nodes = nodes;
        this.points = points;
        record Point(long position, int owner) {}
        List<Point> ring = new ArrayList<>(nodes.size() * points);
        for (int node = 0; node < nodes.size(); node++) {
            long hash = Hashing.ofText(nodes.get(node));
            for (int i = 0; i < points; i++) {
                ring.add(new Point(Hashing.nth(hash, i), node));
            }
        }
        ring.sort(Comparator.comparingLong(Point::position).thenComparing(point -> nodes.get(point.owner())));
        positions = ring.stream().mapToLong(Point::position).toArray();
        owners = ring.stream().mapToInt(Point::owner).toArray();
    }

    /**
     * A ring of these nodes.
     *
     * @param nodes at least one, no name twice
     * @param points points for each node, as in {@link ConsistentHashing#points}
     */
    public static ConsistentHash of(List<String> nodes, int points) {
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("nodes must be at least one: there is none");
        }
        if (new HashSet<>(nodes).size() < nodes.size()) {
            throw new IllegalArgumentException("nodes must have different names: " + nodes);
        }
        return new ConsistentHash(
                List.copyOf(nodes),
                ConsistentHashing.defaults().withPoints(points).points());
    }

    /** The nodes, in the order given. */
    public List<String> nodes() {
        return nodes;
    }

    /** This ring and one more node, which comes last. */
    public ConsistentHash with(String node) {
        List<String> more = new ArrayList<>(nodes);
        more.add(node);
        return of(more, points);
    }

    /** This ring without a node that is on it. */
    public ConsistentHash without(String node) {
        List<String> fewer = new ArrayList<>(nodes);
        if (!fewer.remove(node)) {
            throw new IllegalArgumentException("node must be one of " + nodes + ": " + node);
        }
        return of(fewer, points);
    }

    /** The node that a key belongs to, whatever its load. */
    public String owner(Object key) {
        return nodes.get(owners[after(Hashing.ofKey(key))]);
    }

    /** Assigns keys within bounds, and counts; nothing is counted yet. */
    public BoundedLoads bounded(ConsistentHashing settings) {
        return new BoundedLoads(this, settings);
    }

    /** Where on the ring the first point at or after the hash is. */
    int after(long hash) {
        int low = 0;
        int high = positions.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (positions[middle] < hash) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == positions.length ? 0 : low;
    }

    int next(int at) {
        return at + 1 == owners.length ? 0 : at + 1;
    }

    int ownerAt(int at) {
        return owners[at];
    }
}
