package io.millrace.local.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How much memory a Flink process gets, as Flink's own start scripts work it out.
 *
 * @param jvm flags of the JVM
 * @param dynamic arguments of the process: the figures that the flags were worked out with
 */
record JvmParameters(List<String> jvm, List<String> dynamic) {
    // Flink's scripts depend on this class and on this prefix: neither is an API, and FlinkClusterIT would notice a
    // change.
    private static final String TOOL = "org.apache.flink.runtime.util.bash.BashJavaUtils";
    private static final String PREFIX = "BASH_JAVA_UTILS_EXEC_RESULT:";

    enum Role {
        JOB_MANAGER("GET_JM_RESOURCE_PARAMS", "env.java.opts.jobmanager"),
        TASK_MANAGER("GET_TM_RESOURCE_PARAMS", "env.java.opts.taskmanager");

        private final String command;
        private final String optionsKey;

        Role(String command, String optionsKey) {
            this.command = command;
            this.optionsKey = optionsKey;
        }
    }

    static JvmParameters of(Role role, FlinkDistribution distribution, Path conf, Map<String, Object> config) {
        List<String> command = List.of(
                Daemon.javaBinary(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                distribution.classPath(),
                TOOL,
                role.command,
                "--configDir",
                conf.toString());
        String output = run(command);
        List<String> lines = output.lines()
                .filter(line -> line.startsWith(PREFIX))
                .map(line -> line.substring(PREFIX.length()))
                .toList();
        if (lines.size() != 2) {
            throw new LocalException("Flink rejects the memory settings of " + conf.resolve("config.yaml") + ": "
                    + RootCause.of(output).orElse(output.strip()));
        }
        List<String> jvm = new ArrayList<>(words(lines.get(0)));
        for (String key : List.of("env.java.default-opts.all", "env.java.opts.all", role.optionsKey)) {
            jvm.addAll(words(String.valueOf(config.getOrDefault(key, ""))));
        }
        return new JvmParameters(List.copyOf(jvm), words(lines.get(1)));
    }

    private static String run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + TOOL, e);
        }
    }

    static List<String> words(String line) {
        return line.isBlank() ? List.of() : List.of(line.strip().split("\\s+"));
    }
}
