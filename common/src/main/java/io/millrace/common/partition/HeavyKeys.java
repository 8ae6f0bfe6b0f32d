package io.millrace.common.partition;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Counts the most frequent keys in bounded space. J. Misra, D. Gries, Finding Repeated Elements, Science of Computer
 * Programming 2 (1982), DOI 10.1016/0167-6423(82)90012-0: with {@code c} counters, a count is at most the key's true number,
 * and less by at most {@code m / (c + 1)} after {@code m} keys. Counts fade: all are halved every {@code window} keys, which
 * adds 2 at most to what a count may miss.
 *
 * <p>Hot is a key whose number may be the share asked for, and 16 at least: no such key is missed. With four counters for each
 * share, no key of less than two thirds of it is taken for hot. A key is added in amortised constant time.
 */
final class HeavyKeys<K> {
    private final HotKeySettings settings;
    private final int most;
    private final UnaryOperator<K> copy;
    private final Map<K, Count> counts;
    private long total;
    private long missed;
    private int sinceHalving;

    /** @param copy how to keep a key that the caller may change */
    HeavyKeys(HotKeySettings settings, UnaryOperator<K> copy) {
        this.settings = settings;
        this.copy = copy;
        most = settings.counters();
        counts = new HashMap<>(most * 2);
    }

    /** Counts a key; gives its counter if the key is hot. */
    @Nullable
    Count hot(K key) {
        if (sinceHalving == settings.window()) {
            halve();
        }
        sinceHalving++;
        total++;
        Count count = counts.get(key);
        if (count != null) {
            count.number++;
        } else if (counts.size() < most) {
            count = new Count();
            counts.put(copy.apply(key), count);
        } else {
            missed++;
            counts.values().removeIf(lowered -> --lowered.number == 0);
            return null;
        }
        long highest = count.number + missed;
        return highest >= HotKeySettings.LEAST_COUNT && highest >= settings.share() * total ? count : null;
    }

    int size() {
        return counts.size();
    }

    // Rounded so that a key's number stays between what is counted and that and what is missed.
    private void halve() {
        counts.values().removeIf(count -> (count.number /= 2) == 0);
        total /= 2;
        missed = missed / 2 + 1;
        sinceHalving = 0;
    }

    /** The number of a key that is counted, and what its hot records are given in turn. */
    static final class Count {
        private long number = 1;
        private int turn;
        private int @Nullable [] parts;

        /** The next of the parts, which are made by the maker when first asked for. */
        int nextPart(Supplier<int[]> maker) {
            int[] known = parts;
            if (known == null) {
                known = parts = maker.get();
            }
            turn = turn + 1 == known.length ? 0 : turn + 1;
            return known[turn];
        }
    }
}
