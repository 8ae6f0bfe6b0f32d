package io.millrace.learners.auto;

import io.millrace.learners.tile.Tiles;

/** What a memory budget allows. */
final class Scale {
    /** Neighbours kept where memory allows. */
    static final int MOST_NEIGHBOURS = 5_000;

    private static final int MOST_COMPARED = 64;
    private static final int MOST_COMPARISONS = 262_144;
    private static final int LEAST_COMPARED = 8;

    private Scale() {}

    /** Name of a member that is a variant of Tile; the suffix says what it knows besides features. */
    static String tileName(Tiles.Variants variants, int member, String extras) {
        int section = variants.sections()[member];
        return "tile-" + variants.rates()[member] + (section == 0 ? "" : section == 1 ? extras : extras + "-changes");
    }

    /** Features by which neighbours are compared. */
    static int comparedFeatures(int features) {
        return Math.max(LEAST_COMPARED, Math.min(MOST_COMPARED, features));
    }

    /** Neighbours kept, when compared by so many features. */
    static int neighbours(long memory, int compared) {
        long each = 4L * compared + 16;
        long most = Math.min(memory * 3 / 10 / each, MOST_COMPARISONS / compared);
        return (int) Math.max(50, Math.min(MOST_NEIGHBOURS, most));
    }

    /** Features and categories that enter linear regressions. */
    static int linearInputs(long memory) {
        return (int) Math.max(4, Math.min(48, Math.sqrt(memory / 16 / 16.0) - 9));
    }

    /** Classes with statistics of their own, when of so many features. */
    static int groups(long memory, int compared) {
        return (int) Math.max(2, Math.min(1_024, memory / 16 / (4L * compared)));
    }
}
