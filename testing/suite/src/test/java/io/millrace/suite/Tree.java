package io.millrace.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The source tree under test. */
final class Tree {
    static final Path ROOT = Path.of(property("millrace.root"));
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

    private Tree() {}

    /** A property that the build sets for tests. */
    static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException("the build must set the system property " + name);
        }
        return value;
    }

    /** What the root pom itself says, whatever the build was told on its command line. */
    static String pomProperty(String name) {
        String quoted = Pattern.quote(name);
        Matcher matcher =
                Pattern.compile("<" + quoted + ">([^<]+)</" + quoted + ">").matcher(read("pom.xml"));
        if (!matcher.find()) {
            throw new IllegalStateException("the root pom has no property " + name);
        }
        return matcher.group(1);
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(String relative) {
        return read(ROOT.resolve(relative));
    }

    /** The folder of every Maven module, the root's first. */
    static List<Path> modules() {
        List<Path> found = new ArrayList<>();
        collect(ROOT, found);
        return found;
    }

    private static void collect(Path module, List<Path> into) {
        into.add(module);
        Matcher matcher = MODULE.matcher(read(module.resolve("pom.xml")));
        while (matcher.find()) {
            collect(module.resolve(matcher.group(1)), into);
        }
    }

    /** Files below a folder whose names end so, without those that a build made. */
    static List<Path> files(Path folder, String suffix) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().endsWith(suffix))
                    .filter(file -> !folder.relativize(file).toString().contains("target/"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String relative(Path file) {
        return ROOT.relativize(file).toString();
    }
}
