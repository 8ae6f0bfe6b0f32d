package io.millrace.learners.trees;

import io.millrace.learners.Inputs;
import io.millrace.learners.SplitMix64;
import io.millrace.learners.bayes.Columns;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which features a leaf looks at: those of its tree, or as many of them drawn by lot as this says. Immutable.
 */
public final class Subspace {
    private static final Subspace ALL = new Subspace(1, 0);
    private static final Subspace ROOT = new Subspace(0, 1);

    private final double share;
    private final int more;

    private Subspace(double share, int more) {
        this.share = share;
        this.more = more;
    }

    /** All of them; no lots are drawn. */
    public static Subspace all() {
        return ALL;
    }

    /** The square root of their number, rounded, and one more. */
    public static Subspace root() {
        return ROOT;
    }

    /**
     * This share of them, rounded up.
     *
     * @param share above 0, to 1
     */
    public static Subspace share(double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("share of features is above 0 to 1, not " + share);
        }
        return share == 1 ? ALL : new Subspace(share, 0);
    }

    boolean whole() {
        return share == 1;
    }

    /** As many of the first so many features as this says, drawn by lot, ascending; null where that is all. */
    public int @Nullable [] draw(int width, SplitMix64 random) {
        return whole() ? null : draw(all(width), random);
    }

    /** How many of so many. */
    public int of(int features) {
        double wanted = share == 0 ? Math.rint(Math.sqrt(features)) + more : Math.ceil(share * features - 1e-9);
        return (int) Math.min(features, wanted);
    }

    /** Those of a tree (all where there is no array), or as many of them as this says, drawn by lot. */
    Columns draw(Inputs inputs, int @Nullable [] tree, SplitMix64 random) {
        return Columns.of(inputs, draw(tree == null ? all(inputs.width()) : tree.clone(), random));
    }

    private int[] draw(int[] pool, SplitMix64 random) {
        int wanted = of(pool.length);
        for (int i = 0; i < wanted && wanted < pool.length; i++) {
            int other = i + random.nextInt(pool.length - i);
            int drawn = pool[other];
            pool[other] = pool[i];
            pool[i] = drawn;
        }
        int[] drawn = Arrays.copyOf(pool, wanted);
        Arrays.sort(drawn);
        return drawn;
    }

    private static int[] all(int width) {
        int[] features = new int[width];
        Arrays.setAll(features, i -> i);
        return features;
    }
}
