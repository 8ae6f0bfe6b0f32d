package io.millrace.connectors.files;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.FileSystems;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * A file, a folder with all below it, or a glob of such: {@code *}, {@code ?}, <code>{a,b}</code>, {@code [0-9]} within a
 * name, {@code **} over folders. Files and folders whose names begin with a dot or an underscore are passed over: that is
 * where other programs keep what is not finished.
 */
final class FilePattern implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String text;
    private final String base;
    private final String glob;

    private FilePattern(String text, String base, String glob) {
        this.text = text;
        this.base = base;
        this.glob = glob;
    }

    /** @throws IllegalArgumentException for what is no path, or no glob */
    static FilePattern of(String written) {
        String text = absolute(written);
        int wildcard = firstWildcard(text);
        if (wildcard == text.length()) {
            return new FilePattern(text, new Path(text).toString(), "");
        }
        int slash = text.lastIndexOf('/', wildcard);
        String base = text.substring(0, Math.max(slash, 1));
        FilePattern pattern = new FilePattern(text, base, text.substring(slash + 1));
        pattern.matcher();
        pattern.base();
        return pattern;
    }

    /** A path relative to the folder in which the job is submitted means nothing on the machines that run it. */
    static String absolute(String path) {
        boolean relative = !path.startsWith("/") && !path.contains(":/");
        return relative
                ? java.nio.file.Path.of(path).toAbsolutePath().normalize().toString()
                : path;
    }

    private static int firstWildcard(String text) {
        int at = 0;
        while (at < text.length() && "*?[{".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return at;
    }

    /** The glob that names, not paths, are to match. @throws IllegalArgumentException for what is no glob */
    static PathMatcher nameMatcher(String glob) {
        return FileSystems.getDefault().getPathMatcher("glob:" + glob);
    }

    boolean isGlob() {
        return !glob.isEmpty();
    }

    /** The path itself, or the last folder before a glob's first wildcard. */
    Path base() {
        return new Path(base);
    }

    /**
     * The files that are there now.
     *
     * @throws java.io.FileNotFoundException when the base is not there
     */
    List<FileStatus> files() throws IOException {
        FileSystem system = base().getFileSystem();
        FileStatus root = system.getFileStatus(base());
        List<FileStatus> found = new ArrayList<>();
        if (!isGlob()) {
            addAll(system, root, found);
        } else if (root.isDir()) {
            int depth = glob.contains("**") ? Integer.MAX_VALUE : glob.split("/", -1).length;
            addMatching(new Listing(system, matcher(), found), root.getPath(), java.nio.file.Path.of(""), depth);
        }
        return found;
    }

    private PathMatcher matcher() {
        return nameMatcher(glob);
    }

    private record Listing(FileSystem system, PathMatcher matcher, List<FileStatus> found) {}

    private static void addMatching(Listing to, Path folder, java.nio.file.Path relative, int depth)
            throws IOException {
        for (FileStatus child : to.system.listStatus(folder)) {
            String name = child.getPath().getName();
            java.nio.file.Path childRelative = relative.resolve(name);
            if (isHidden(name)) {
                continue;
            }
            if (to.matcher.matches(childRelative)) {
                addAll(to.system, child, to.found);
            } else if (child.isDir() && depth > 1) {
                addMatching(to, child.getPath(), childRelative, depth - 1);
            }
        }
    }

    private static void addAll(FileSystem system, FileStatus status, List<FileStatus> found) throws IOException {
        if (!status.isDir()) {
            found.add(status);
            return;
        }
        for (FileStatus child : system.listStatus(status.getPath())) {
            if (!isHidden(child.getPath().getName())) {
                addAll(system, child, found);
            }
        }
    }

    private static boolean isHidden(String name) {
        return name.startsWith(".") || name.startsWith("_");
    }

    @Override
    public String toString() {
        return text;
    }
}
