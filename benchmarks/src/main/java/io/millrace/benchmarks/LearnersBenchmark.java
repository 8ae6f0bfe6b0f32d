package io.millrace.benchmarks;

import io.millrace.common.options.NearestKey;
import io.millrace.learners.Learners;
import io.millrace.local.evaluate.Dataset;
import io.millrace.local.evaluate.TableFile;
import io.millrace.local.evaluate.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Learners against MOA's. Speed: both sides by turns on one thread, on the same numbers held in memory, a new learner for each
 * round, time of predicting and learning alone, after rounds that do not count. Accuracy: over the first 100,000 rows of each
 * data set, two data sets at a time, since it does not depend on time.
 */
final class LearnersBenchmark implements Benchmark {
    private static final long ROWS = 100_000;
    private static final int QUICK_ROWS = 2_000;
    private static final int THREADS = 2;
    private static final long LEAST_NANOS = 500_000_000L;
    private static final String BUDGETS = "auto-budgets";

    private final MoaReference reference = new MoaReference();

    @Override
    public String name() {
        return "learners";
    }

    @Override
    public String description() {
        return "learners against MOA's: speed by turns, accuracy on all data sets";
    }

    @Override
    public String options() {
        return "--only ROW[,ROW], --part speed|accuracy, --data FOLDER";
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
        List<LearnerRow> rows = rows(given.getOrDefault("--only", ""));
        String part = given.getOrDefault("--part", "");
        if (!List.of("", "speed", "accuracy").contains(part)) {
            throw new IllegalArgumentException("--part is speed or accuracy, not " + part);
        }
        Path folder = Path.of(given.getOrDefault("--data", defaultFolder()));
        if (!Files.isDirectory(folder.resolve("classification"))) {
            System.err.println("bench learners: skipped, since there are no data sets in " + folder
                    + "; --data FOLDER says where they are");
            return List.of();
        }
        LearnerScores scores = new LearnerScores(name(), reference);
        List<LearnerRow> there =
                rows.stream().filter(row -> !row.present().isEmpty()).toList();
        rows.stream().filter(row -> row.present().isEmpty()).forEach(scores::missing);
        if (!part.equals("accuracy")) {
            for (LearnerRow row : there) {
                speed(row, folder, quick, scores);
            }
        }
        if (!part.equals("speed")) {
            accuracy(there, folder, quick, scores);
            if (List.of("", BUDGETS).contains(given.getOrDefault("--only", ""))) {
                budgets(folder, quick, scores);
            }
        }
        System.out.println(scores.table(rows));
        return scores.figures();
    }

    private static Map<String, String> given(List<String> options) {
        Map<String, String> given = new LinkedHashMap<>();
        for (int i = 0; i < options.size(); i += 2) {
            if (!List.of("--only", "--part", "--data").contains(options.get(i)) || i + 1 == options.size()) {
                throw new IllegalArgumentException(
                        "--only ROW[,ROW], --part speed|accuracy or --data FOLDER is expected, found "
                                + options.get(i));
            }
            given.put(options.get(i), options.get(i + 1));
        }
        return given;
    }

    private static List<LearnerRow> rows(String only) {
        if (only.isEmpty()) {
            return LearnerRow.ALL_ROWS;
        }
        List<LearnerRow> chosen = new ArrayList<>();
        for (String name : only.split(",", -1)) {
            List<String> names = new ArrayList<>(
                    LearnerRow.ALL_ROWS.stream().map(LearnerRow::name).toList());
            names.add(BUDGETS);
            if (!names.contains(name)) {
                throw new IllegalArgumentException("--only: there is no row \"" + name + "\"; the nearest is \""
                        + NearestKey.among(name, names).orElse("") + '"');
            }
            LearnerRow.ALL_ROWS.stream().filter(row -> row.name().equals(name)).forEach(chosen::add);
        }
        return chosen;
    }

    static String defaultFolder() {
        String folder = System.getProperty("millrace.data", "");
        return folder.isEmpty()
                ? Path.of(System.getProperty("millrace.root", "."), "../shared/data")
                        .normalize()
                        .toString()
                : folder;
    }

    private static Dataset read(Path folder, Task task, String set, long rows) {
        Path file = folder.resolve(task.title()).resolve(set + ".csv.gz");
        return TableFile.of(file, task).limited(rows).read();
    }

    private static void speed(LearnerRow row, Path folder, boolean quick, LearnerScores scores) throws Exception {
        for (String set : row.speed().keySet()) {
            Dataset data = read(folder, row.task(), set, quick ? QUICK_ROWS : row.rows());
            MoaData theirs = MoaData.of(data, row.filled());
            Contest contest = new Contest();
            for (String learner : row.present()) {
                contest.add(learner, () -> perSecond(() -> LearnerRun.ours(learner, Map.of(), data)));
            }
            if (row.hasOpponent()) {
                contest.add(row.moa(), () -> perSecond(() -> LearnerRun.moa(row.moa(), theirs, data)));
            }
            System.err.println(row + " on " + set + ", " + data.rows() + " rows");
            Contest.Results results = contest.run(1, quick ? 1 : 3);
            for (String learner : row.present()) {
                scores.speed(row, learner, set, results.of(learner), row.hasOpponent() ? results.of(row.moa()) : null);
            }
        }
    }

    /** Over as many new learners as fill half a second: one alone may take a few milliseconds. */
    private static double perSecond(Supplier<LearnerRun> contender) {
        double secondsPerRow = 0;
        int runs = 0;
        long start = System.nanoTime();
        do {
            secondsPerRow += 1 / contender.get().perSecond();
            runs++;
        } while (System.nanoTime() - start < LEAST_NANOS);
        return runs / secondsPerRow;
    }

    private void accuracy(List<LearnerRow> rows, Path folder, boolean quick, LearnerScores scores) throws Exception {
        List<Runnable> work = new ArrayList<>();
        for (Task task : Task.values()) {
            List<LearnerRow> ofTask =
                    rows.stream().filter(row -> row.task() == task).toList();
            for (String set : ofTask.isEmpty() ? List.<String>of() : reference.sets(task)) {
                for (LearnerRow row : ofTask) {
                    work.add(() -> accuracy(row, read(folder, task, set, quick ? QUICK_ROWS : ROWS), set, scores));
                }
            }
        }
        together(work);
    }

    private static void accuracy(LearnerRow row, Dataset data, String set, LearnerScores scores) {
        for (String learner : row.present()) {
            scores.figure(
                    row, learner, set, LearnerRun.ours(learner, Map.of(), data).figure());
        }
        if (row.hasOpponent()) {
            scores.moa(
                    row,
                    set,
                    LearnerRun.moa(row.moa(), MoaData.of(data, row.filled()), data)
                            .figure(),
                    data.rows());
        }
        System.err.println(row + " on " + set + " done");
    }

    /** The learner for those who do not know which, within so much memory. */
    private void budgets(Path folder, boolean quick, LearnerScores scores) throws Exception {
        List<Runnable> work = new ArrayList<>();
        for (Task task : Task.values()) {
            boolean there = Learners.all(task.role()).stream()
                    .anyMatch(type -> type.name().equals("auto")
                            && type.parameters().stream()
                                    .anyMatch(spec -> spec.name().equals("memory")));
            for (String set : there ? reference.sets(task) : List.<String>of()) {
                for (String budget : LearnerScores.MEMORY) {
                    work.add(() -> {
                        Dataset data = read(folder, task, set, quick ? QUICK_ROWS : ROWS);
                        double figure = LearnerRun.ours("auto", Map.of("memory", budget), data)
                                .figure();
                        scores.budget(task, budget, set, figure);
                    });
                }
            }
        }
        together(work);
    }

    private static void together(List<Runnable> work) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> done = new ArrayList<>();
            work.forEach(each -> done.add(threads.submit(each)));
            for (Future<?> each : done) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
