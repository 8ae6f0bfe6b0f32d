package io.millrace.local.runtime;

import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of the source tree, with what the build left in it. */
public record MillraceRoot(Path path) {

    public MillraceRoot {
        path = path.toAbsolutePath().normalize();
    }

    /** The folder that the system property {@code millrace.root} names: the launcher and the build set it. */
    public static MillraceRoot find() {
        String root = System.getProperty("millrace.root");
        if (root == null || root.isBlank()) {
            throw new LocalException(
                    "the system property millrace.root must name Millrace's folder; scripts/millrace sets it");
        }
        return new MillraceRoot(Path.of(root));
    }

    /** A file or folder below the root, whether it exists or not. */
    public Path resolve(String relative) {
        return path.resolve(relative);
    }

    /** A folder that the build makes. */
    Path requireFolder(String relative) {
        Path folder = resolve(relative);
        if (!Files.isDirectory(folder)) {
            throw new LocalException(relative + " is missing: run mvn -DskipTests package");
        }
        return folder;
    }
}
