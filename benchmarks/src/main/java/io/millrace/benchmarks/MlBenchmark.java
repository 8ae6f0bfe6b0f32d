package io.millrace.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.util.FileUtils;

/** Learning in jobs, each part against what was asked of it. */
final class MlBenchmark implements Benchmark {
    private static final List<String> PARTS = List.of("linear", "trees", "forest", "checkpoints", "latency");

    @Override
    public String name() {
        return "ml";
    }

    @Override
    public String description() {
        return "learning in jobs: keyed and global models, checkpoints, latency";
    }

    @Override
    public String options() {
        return "--part " + String.join("|", PARTS) + ", --data FOLDER";
    }

    @Override
    public boolean hasOwnTable() {
        return true;
    }

    @Override
    public List<Figure> run(boolean quick) throws Exception {
        return run(quick, List.of());
    }

    @Override
    public List<Figure> run(boolean quick, List<String> options) throws Exception {
        Map<String, String> given = given(options);
        String part = given.getOrDefault("--part", "");
        if (!part.isEmpty() && !PARTS.contains(part)) {
            throw new IllegalArgumentException("--part is " + String.join(" or ", PARTS) + ", not " + part);
        }
        Path data = Path.of(given.getOrDefault("--data", LearnersBenchmark.defaultFolder()));
        Aims aims = new Aims();
        Path scratch = Files.createTempDirectory("millrace-bench");
        try {
            for (String each : part.isEmpty() ? PARTS : List.of(part)) {
                run(each, data, scratch, quick, aims);
            }
        } finally {
            // A cluster may still be deleting a checkpoint of its own.
            FileUtils.deleteDirectoryQuietly(scratch.toFile());
        }
        if (quick) {
            System.out.println("quick run: amounts are too small for the figures to mean much");
        }
        System.out.println(aims.table());
        return aims.figures();
    }

    private void run(String part, Path data, Path scratch, boolean quick, Aims aims) throws Exception {
        switch (part) {
            case "linear" -> new LinearPart(scratch, quick).run(name(), aims);
            case "trees" -> new TreesPart(data, scratch, quick).run(name(), aims);
            case "forest" -> new ForestPart(data, scratch, quick).run(name(), aims);
            case "checkpoints" -> new CheckpointsPart(scratch, quick).run(name(), aims);
            default -> new LatencyPart(scratch, quick).run(name(), aims);
        }
    }

    private static Map<String, String> given(List<String> options) {
        Map<String, String> given = new LinkedHashMap<>();
        for (int i = 0; i < options.size(); i += 2) {
            if (!List.of("--part", "--data").contains(options.get(i)) || i + 1 == options.size()) {
                throw new IllegalArgumentException(
                        "--part " + String.join("|", PARTS) + " or --data FOLDER is expected, found " + options.get(i));
            }
            given.put(options.get(i), options.get(i + 1));
        }
        return given;
    }
}
