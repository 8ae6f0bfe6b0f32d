package io.millrace.common.partition;

import java.util.Arrays;

/**
 * Consistent hashing with bounded loads: a key goes to the first node after its hash that has room. V. Mirrokni, M. Thorup,
 * M. Zadimoghaddam, Consistent Hashing with Bounded Loads, SODA 2018, DOI 10.1137/1.9781611975031.39. There, what is
 * assigned are keys that stay; here each record counts, and counts fade.
 *
 * <p>A record is given to no node that would then have more than {@code ceil(capacity * m / n)} of {@code m} records counted on
 * {@code n} nodes, itself among them. All counts are halved every {@code window} records, so that the bound follows the
 * stream; of all records since the beginning a node has at most {@code capacity} times the mean, and one more, and one for
 * each halving.
 *
 * <p>A call takes {@code O(log(n points))} time, and a step for each point that it passes because its node is full: a few on
 * average, never more than there are points. Not thread-safe.
 */
public final class BoundedLoads {
    private final ConsistentHash ring;
    private final ConsistentHashing settings;
    private final long[] loads;
    private long total;
    private int sinceHalving;

    BoundedLoads(ConsistentHash ring, ConsistentHashing settings) {
        this.ring = ring;
        this.settings = settings;
        loads = new long[ring.nodes().size()];
    }

    /** The node for a record of this key, which is counted. */
    public String assign(Object key) {
        return ring.nodes().get(assignIndex(Hashing.ofKey(key)));
    }

    /** What is counted for a node, by its place in {@link ConsistentHash#nodes}. */
    public long load(int node) {
        return loads[node];
    }

    /** What is counted for all nodes. */
    public long total() {
        return total;
    }

    int assignIndex(long hash) {
        if (sinceHalving == settings.window()) {
            halve();
        }
        sinceHalving++;
        total++;
        double bound = Math.ceil(settings.capacity() * total / loads.length);
        int at = ring.after(hash);
        while (loads[ring.ownerAt(at)] >= bound) {
            at = ring.next(at);
        }
        int node = ring.ownerAt(at);
        loads[node]++;
        return node;
    }

    private void halve() {
        Arrays.setAll(loads, node -> loads[node] / 2);
        total = Arrays.stream(loads).sum();
        sinceHalving = 0;
    }
}
