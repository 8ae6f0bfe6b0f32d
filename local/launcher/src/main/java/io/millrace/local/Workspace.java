package io.millrace.local;

import io.millrace.local.runtime.FlinkCluster;
import io.millrace.local.runtime.FlinkDistribution;
import io.millrace.local.runtime.LocalException;
import io.millrace.local.runtime.MillraceRoot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where things are: the source tree, what runs from it, and the jobs' JARs. */
record Workspace(MillraceRoot root, Path home) {

    /** The tree that the launcher was started from; clusters and brokers live in {@code MILLRACE_HOME} or in {@code .millrace}. */
    static Workspace find() {
        MillraceRoot root = MillraceRoot.find();
        String home = System.getenv("MILLRACE_HOME");
        return new Workspace(root, home == null || home.isBlank() ? root.resolve(".millrace") : Path.of(home));
    }

    Path clusterHome() {
        return home.resolve("cluster");
    }

    Path kafkaHome() {
        return home.resolve("kafka");
    }

    Path runHome(String job) {
        return home.resolve("run").resolve(job);
    }

    FlinkDistribution flink() {
        return FlinkDistribution.find(root);
    }

    /** The cluster that runs; an error that says how to start one where none does. */
    FlinkCluster cluster() {
        return FlinkCluster.running(clusterHome(), flink())
                .orElseThrow(() -> new LocalException("no cluster runs; start one with: millrace cluster start"));
    }

    /** The fat JAR of a job of this tree by the job's name, or any JAR by its path. */
    Path jobJar(String job) {
        if (job.endsWith(".jar")) {
            Path jar = Path.of(job).toAbsolutePath();
            if (!Files.isRegularFile(jar)) {
                throw new LocalException("no such JAR: " + job);
            }
            return jar;
        }
        Path target = root.resolve("jobs").resolve(job).resolve("target");
        return newest(target, job + "-", "-job.jar")
                .orElseThrow(
                        () -> new LocalException("no such job: " + job + "; there are: " + String.join(", ", jobs())));
    }

    /** The JAR of a module, without the classifiers that Maven puts beside it. */
    Optional<Path> moduleJar(String module, String name) {
        return newest(root.resolve(module).resolve("target"), name + "-", ".jar");
    }

    private List<String> jobs() {
        try (Stream<Path> folders = Files.list(root.resolve("jobs"))) {
            return folders.map(folder -> folder.getFileName().toString())
                    .filter(name -> newest(root.resolve("jobs").resolve(name).resolve("target"), name + "-", "-job.jar")
                            .isPresent())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list jobs", e);
        }
    }

    private static Optional<Path> newest(Path folder, String prefix, String suffix) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix)
                            && file.getFileName().toString().endsWith(suffix))
                    .max(Comparator.comparingLong(file -> file.toFile().lastModified()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
    }
}
