package io.millrace.common.options;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds what the writer of an unknown key, or of another dotted name, most likely meant. */
public final class NearestKey {
    /** What a part too many or too few costs, where a part that differs in every letter costs 1. */
    private static final double MISSING_PART = 0.4;

    private static final int LONGEST = 200;

    private NearestKey() {}

    /** Empty only if there are no options. Beneath a map option the entry's own name is kept. */
    static Optional<String> of(String unknown, OptionSet options) {
        String key = unknown.length() <= LONGEST ? unknown : unknown.substring(0, LONGEST);
        return options.options().stream()
                .flatMap(option -> candidates(key, option))
                .min(Comparator.comparingDouble((String candidate) -> distance(key, candidate)));
    }

    /** The name most like the unknown one, by the same measure; empty only if there are no names. */
    public static Optional<String> among(String unknown, Collection<String> names) {
        String name = unknown.length() <= LONGEST ? unknown : unknown.substring(0, LONGEST);
        return names.stream().sorted().min(Comparator.comparingDouble((String candidate) -> distance(name, candidate)));
    }

    private static Stream<String> candidates(String key, Option<?> option) {
        if (!option.isMap()) {
            return Stream.of(option.key());
        }
        String[] parts = key.split("\\.", -1);
        int depth = option.key().split("\\.", -1).length;
        if (parts.length <= depth) {
            return Stream.of(option.key());
        }
        String entry = String.join(".", Arrays.asList(parts).subList(depth, parts.length));
        return Stream.of(option.key(), option.key() + "." + entry);
    }

    /** 0 for equal keys, about 1 for keys with nothing in common; by letters or by parts, whichever is less. */
    static double distance(String a, String b) {
        String[] left = a.split("\\.", -1);
        String[] right = b.split("\\.", -1);
        double byParts = edits(left.length, right.length, MISSING_PART, (i, j) -> letters(left[i], right[j]));
        return Math.min(letters(a, b), byParts);
    }

    private static double letters(String a, String b) {
        int longest = Math.max(a.length(), b.length());
        return longest == 0
                ? 0
                : edits(a.length(), b.length(), 1, (i, j) -> same(a.charAt(i), b.charAt(j)) ? 0 : 1) / longest;
    }

    private static boolean same(char a, char b) {
        return Character.toLowerCase(a) == Character.toLowerCase(b);
    }

    private interface Substitution {
        double cost(int i, int j);
    }

    /** Levenshtein's distance between two sequences, given what one change costs. */
    private static double edits(int n, int m, double gap, Substitution substitution) {
        double[] previous = new double[m + 1];
        for (int j = 0; j <= m; j++) {
            previous[j] = j * gap;
        }
        for (int i = 1; i <= n; i++) {
            double[] row = new double[m + 1];
            row[0] = i * gap;
            for (int j = 1; j <= m; j++) {
                double changed = previous[j - 1] + substitution.cost(i - 1, j - 1);
                row[j] = Math.min(changed, Math.min(previous[j], row[j - 1]) + gap);
            }
            previous = row;
        }
        return previous[m];
    }
}
