package io.millrace.common.partition;

import java.util.Arrays;

/**
 * Cuts a row of counts into contiguous parts so that the fullest is as small as can be, and the others about the same. First
 * the smallest limit that parts can keep is found by bisection; then each cut is where it is fairest among those that
 * leave the rest able to keep the limit.
 */
final class EquiDepth {
    /** How many values come before each distinct one, and then how many there are: ascending. */
    private final int[] before;

    EquiDepth(int... before) {
        this.before = before;
    }

    private int distinct() {
        return before.length - 1;
    }

    /** With which distinct value each part but the first begins; ascending, each part has at least one. */
    int[] cuts(int most) {
        int parts = Math.min(most, distinct());
        int limit = smallestLimit(parts);
        int[] earliest = earliestStarts(parts, limit);
        int[] cuts = new int[parts - 1];
        int start = 0;
        for (int part = 0; part < parts - 1; part++) {
            int left = parts - part - 1;
            int highest = Math.min(lastWithin(start, limit), distinct() - left);
            int lowest = Math.max(earliest[left], start + 1);
            start = Math.max(lowest, Math.min(highest, fairest(start, left + 1)));
            cuts[part] = start;
        }
        return cuts;
    }

    /** Where the part that begins here ends, if it is to have the same as each of those left; the nearer of two. */
    private int fairest(int start, int parts) {
        double target = before[start] + (before[distinct()] - before[start]) / (double) parts;
        int above = start + 1;
        while (before[above] < target) {
            above++;
        }
        return above > start + 1 && target - before[above - 1] < before[above] - target ? above - 1 : above;
    }

    private int smallestLimit(int parts) {
        int low = 1;
        int high = before[distinct()];
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (earliestStarts(parts, middle)[parts] == 0) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** For each number of parts, the first value from which on these parts hold all within the limit. */
    private int[] earliestStarts(int parts, int limit) {
        int[] starts = new int[parts + 1];
        starts[0] = distinct();
        for (int part = 1; part <= parts; part++) {
            int found = Arrays.binarySearch(before, before[starts[part - 1]] - limit);
            starts[part] = found >= 0 ? found : -found - 1;
        }
        return starts;
    }

    /** The last cut before which the part that begins here is within the limit. */
    private int lastWithin(int start, int limit) {
        int found = Arrays.binarySearch(before, before[start] + limit);
        return found >= 0 ? found : -found - 2;
    }
}
