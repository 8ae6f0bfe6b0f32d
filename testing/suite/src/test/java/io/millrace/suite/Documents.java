package io.millrace.suite;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The pages that people read, and what tests can hold against them. */
final class Documents {
    private static final Pattern FENCE = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");

    private Documents() {}

    /** A fenced block of a page. */
    record Block(Path page, String language, String text) {
        @Override
        public String toString() {
            return page.getFileName() + ": " + text.lines().findFirst().orElse("");
        }
    }

    static List<Path> pages() {
        return Stream.concat(
                        Stream.of(Tree.ROOT.resolve("README.md")),
                        Tree.files(Tree.ROOT.resolve("docs"), ".md").stream())
                .toList();
    }

    static List<Block> blocks(String language) {
        List<Block> found = new ArrayList<>();
        for (Path page : pages()) {
            Matcher fence = FENCE.matcher(Tree.read(page));
            while (fence.find()) {
                if (fence.group(1).equals(language)) {
                    found.add(new Block(page, language, fence.group(2)));
                }
            }
        }
        return found;
    }

    /** Links of a page that lead nowhere in this tree: missing files, missing headings. */
    static List<String> deadLinks(Path page, String text) {
        List<String> dead = new ArrayList<>();
        Matcher link = LINK.matcher(FENCE.matcher(text).replaceAll(""));
        while (link.find()) {
            String target = link.group(1);
            if (target.matches("[a-z]+:.*")) {
                continue;
            }
            int hash = target.indexOf('#');
            String file = hash < 0 ? target : target.substring(0, hash);
            Path found = file.isEmpty() ? page : page.resolveSibling(file).normalize();
            boolean there = found.toFile().exists();
            boolean anchored = hash < 0 || there && anchors(Tree.read(found)).contains(target.substring(hash + 1));
            if (!there || !anchored) {
                dead.add(target);
            }
        }
        return dead;
    }

    private static Set<String> anchors(String text) {
        return HEADING.matcher(FENCE.matcher(text).replaceAll(""))
                .results()
                .map(result -> result.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}\\s_-]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
