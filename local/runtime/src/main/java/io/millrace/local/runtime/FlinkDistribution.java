package io.millrace.local.runtime;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where Flink's JARs are.
 *
 * @param lib the folder that is a cluster's class path
 * @param environment what Flink's processes get on top of this process's environment
 */
public record FlinkDistribution(Path lib, Map<String, String> environment) {

    public FlinkDistribution {
        environment = Map.copyOf(environment);
    }

    /** The distribution that {@code FLINK_HOME} names, where it is set; otherwise the one that the build assembled. */
    public static FlinkDistribution find(MillraceRoot root) {
        String flinkHome = System.getenv("FLINK_HOME");
        return flinkHome == null || flinkHome.isBlank() ? built(root) : installed(Path.of(flinkHome));
    }

    /** The one that the build assembled from Maven artifacts. */
    public static FlinkDistribution built(MillraceRoot root) {
        return new FlinkDistribution(root.requireFolder("local/flink-dist/target/lib"), Map.of());
    }

    /** An unpacked binary distribution; its plug-ins are used. */
    public static FlinkDistribution installed(Path flinkHome) {
        Path lib = flinkHome.toAbsolutePath().resolve("lib");
        if (!Files.isDirectory(lib)) {
            throw new LocalException("FLINK_HOME has no folder lib: " + flinkHome);
        }
        Path plugins = flinkHome.toAbsolutePath().resolve("plugins");
        return new FlinkDistribution(lib, Map.of("FLINK_PLUGINS_DIR", plugins.toString()));
    }

    String classPath() {
        return lib.resolve("*").toString();
    }
}
