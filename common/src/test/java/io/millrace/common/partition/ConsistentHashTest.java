package io.millrace.common.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.testing.Zipf;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConsistentHashTest {
    private static final int KEYS = 100_000;
    private static final int POINTS = 128;

    private static ConsistentHash ring(int nodes) {
        return ConsistentHash.of(
                IntStream.range(0, nodes).mapToObj(node -> "node-" + node).toList(), POINTS);
    }

    /** A node's share of a ring has a relative deviation of about 1 / sqrt(points), that of the keys much less. */
    private static double deviations(double share, double count) {
        return count * share * Math.sqrt(1.0 / POINTS + 1 / (KEYS * share));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8, 50})
    void aNodeMoreTakesItsShareAndMovesNothingElse(int nodes) {
        ConsistentHash before = ring(nodes);
        ConsistentHash after = before.with("one more");

        int moved = 0;
        Set<String> losers = new HashSet<>();
        for (int key = 0; key < KEYS; key++) {
            if (!after.owner(key).equals(before.owner(key))) {
                assertThat(after.owner(key)).isEqualTo("one more");
                losers.add(before.owner(key));
                moved++;
            }
        }

        double share = 1.0 / (nodes + 1);
        assertThat(moved / (double) KEYS).isCloseTo(share, within(deviations(share, 4)));
        // Each of its points falls to a node at random: of n nodes, (1 - 1/n)^points * n are missed.
        double missed = nodes * Math.pow(1 - 1.0 / nodes, POINTS);
        assertThat((double) losers.size()).isBetween(nodes - 2 * missed, (double) nodes);
    }

    @Test
    void aNodeLessMovesOnlyItsOwn() {
        ConsistentHash before = ring(8);
        ConsistentHash after = before.without("node-3");

        Set<String> heirs = new HashSet<>();
        for (int key = 0; key < KEYS; key++) {
            String owner = before.owner(key);
            if (owner.equals("node-3")) {
                heirs.add(after.owner(key));
            } else {
                assertThat(after.owner(key)).isEqualTo(owner);
            }
        }
        assertThat(heirs).hasSize(7).doesNotContain("node-3");
    }

    @Test
    void theOrderOfNodesDoesNotMatter() {
        ConsistentHash one = ConsistentHash.of(List.of("a", "b", "c"), POINTS);
        ConsistentHash other = ConsistentHash.of(List.of("c", "a", "b"), POINTS);
        for (int key = 0; key < 1_000; key++) {
            assertThat(other.owner("key " + key)).isEqualTo(one.owner("key " + key));
        }
    }

    @Test
    void theOwnerIsThatOfTheNextPoint() {
        ConsistentHash ring = ring(5);
        for (int key = 0; key < 1_000; key++) {
            assertThat(ring.owner(key)).isEqualTo(nextByHand(ring, Hashing.ofKey(key)));
        }
    }

    /** Of all points, that which is at or after the hash and comes first; or else the first of all. */
    private static String nextByHand(ConsistentHash ring, long hash) {
        String best = "";
        String lowest = "";
        long bestAt = Long.MAX_VALUE;
        long lowestAt = Long.MAX_VALUE;
        for (String node : ring.nodes()) {
            for (int i = 0; i < POINTS; i++) {
                long at = Hashing.nth(Hashing.ofText(node), i);
                if (at >= hash && at <= bestAt) {
                    bestAt = at;
                    best = node;
                }
                if (at <= lowestAt) {
                    lowestAt = at;
                    lowest = node;
                }
            }
        }
        return best.isEmpty() ? lowest : best;
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.01, 1.25, 2})
    void noNodeCarriesMoreThanItsBound(double capacity) {
        int nodes = 8;
        int window = 1_000;
        BoundedLoads loads = ring(nodes)
                .bounded(ConsistentHashing.defaults().withCapacity(capacity).withWindow(window));
        Zipf keys = new Zipf(10_000, 1.2, 5);
        int[] since = new int[nodes];
        int records = 200_000;
        for (int i = 0; i < records; i++) {
            String node = loads.assign(keys.next());
            int at = Integer.parseInt(node.substring("node-".length()));
            since[at]++;
            assertThat((double) loads.load(at)).isLessThanOrEqualTo(Math.ceil(capacity * loads.total() / nodes));
        }

        double halvings = records / (double) window;
        assertThat(IntStream.of(since).sum()).isEqualTo(records);
        assertThat(IntStream.of(since).max().orElseThrow())
                .isLessThanOrEqualTo((int) (capacity * records / nodes + 1 + halvings));
        if (capacity == 1.25) {
            // The most frequent key alone is more than a node may carry, so the bound was what held.
            assertThat(new Zipf(10_000, 1.2, 5).share(0) * nodes).isGreaterThan(capacity);
        }
    }

    @Test
    void aKeyStaysAtHomeWhereThereIsRoom() {
        ConsistentHash ring = ring(4);
        BoundedLoads loads = ring.bounded(ConsistentHashing.defaults().withCapacity(3.9));
        SplittableRandom random = new SplittableRandom(11);
        int atHome = 0;
        for (int i = 0; i < 10_000; i++) {
            int key = random.nextInt(1_000);
            atHome += loads.assign(key).equals(ring.owner(key)) ? 1 : 0;
        }
        assertThat(atHome).isGreaterThan(9_990);
    }

    @Test
    void loadsFollowTheStream() {
        ConsistentHash ring = ring(4);
        ConsistentHashing settings = ConsistentHashing.defaults().withWindow(100);
        BoundedLoads loads = ring.bounded(settings);
        for (int i = 0; i < 10_000; i++) {
            loads.assign("a");
        }
        // Halved 99 times, after 100 each: 100 * (1 + 1/2 + 1/4 + ...), less what is rounded away.
        assertThat(loads.total()).isBetween(180L, 200L);
    }

    @Test
    void refusesWhatIsNoRing() {
        assertThatThrownBy(() -> ConsistentHash.of(List.of(), 1))
                .hasMessage("nodes must be at least one: there is none");
        assertThatThrownBy(() -> ConsistentHash.of(List.of("a", "a"), 1))
                .hasMessage("nodes must have different names: [a, a]");
        assertThatThrownBy(() -> ConsistentHash.of(List.of("a"), 0)).hasMessage("points must be 1 to 65536: 0");
        assertThatThrownBy(() -> ring(1).without("b")).hasMessage("node must be one of [node-0]: b");
        assertThatThrownBy(() -> ConsistentHashing.defaults().withCapacity(1))
                .hasMessage("capacity must be above 1: 1.0");
        assertThatThrownBy(() -> ConsistentHashing.defaults().withCapacity(Double.NaN))
                .hasMessage("capacity must be above 1: NaN");
        assertThatThrownBy(() -> ConsistentHashing.defaults().withWindow(0)).hasMessage("window must be at least 1: 0");
    }
}
