package io.millrace.common.partition;

import java.io.Serializable;

/**
 * Which keys are hot, and how they are split.
 *
 * @param ways into how many parts a hot key is split, 2 to 1,024; more than there are subtasks brings nothing
 * @param share which share of a sender's records makes a key hot, above 0 and below 1
 * @param window after how many records all counts are halved, so that "hot" means now; at least {@code 64 / share}
 * @param everyKey whether every key is split, and none is counted
 * @param uid the uid of the operator that splits, which is also its name; each use in a job has its own
 */
public record HotKeySettings(int ways, double share, int window, boolean everyKey, String uid) implements Serializable {
    static final int COUNTERS_PER_SHARE = 4;
    static final int LEAST_COUNT = 16;
    private static final int MOST_WAYS = 1_024;
    private static final int WINDOW_PER_SHARE = 64;
    private static final int MOST_COUNTERS = 1_000_000;

    public HotKeySettings {
        if (ways < 2 || ways > MOST_WAYS) {
            throw new IllegalArgumentException("ways must be 2 to " + MOST_WAYS + ": " + ways);
        }
        if (!(share >= (double) COUNTERS_PER_SHARE / MOST_COUNTERS && share < 1)) {
            throw new IllegalArgumentException(
                    "share must be at least " + (double) COUNTERS_PER_SHARE / MOST_COUNTERS + " and below 1: " + share);
        }
        if (window < WINDOW_PER_SHARE / share) {
            throw new IllegalArgumentException("window must be at least " + WINDOW_PER_SHARE + " / share, which is "
                    + (long) Math.ceil(WINDOW_PER_SHARE / share) + ": " + window);
        }
        if (uid.isBlank()) {
            throw new IllegalArgumentException("uid must not be blank");
        }
    }

    /** Keys of at least 1 % of a sender's records, halved every 65,536 records, by the operator {@code split-hot-keys}. */
    public static HotKeySettings ways(int ways) {
        return new HotKeySettings(ways, 0.01, 65_536, false, "split-hot-keys");
    }

    /** With another share of the records. */
    public HotKeySettings withShare(double hotShare) {
        return new HotKeySettings(ways, hotShare, window, everyKey, uid);
    }

    /** With another number of records after which counts are halved. */
    public HotKeySettings withWindow(int records) {
        return new HotKeySettings(ways, share, records, everyKey, uid);
    }

    /** Splitting every key, whether hot or not: in turn, without counting. */
    public HotKeySettings splittingEveryKey() {
        return new HotKeySettings(ways, share, window, true, uid);
    }

    /** With another uid. */
    public HotKeySettings withUid(String ownUid) {
        return new HotKeySettings(ways, share, window, everyKey, ownUid);
    }

    /** How many keys are counted at once. */
    int counters() {
        return (int) Math.ceil(COUNTERS_PER_SHARE / share);
    }
}
