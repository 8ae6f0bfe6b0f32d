package io.millrace.local.example;

import io.millrace.local.evaluate.Result;
import io.millrace.local.evaluate.Task;
import java.util.List;
import java.util.Locale;

/** The job's figures next to those of the same learner on the file, and of what needs no features. */
final class Comparison {
    /** One figure: under which names the job and {@code evaluate} have it, for the learner and the two baselines. */
    private record Line(String title, String job, String evaluate) {}

    private static final List<Line> CLASSIFICATION = List.of(
            new Line("accuracy", "accuracy", "accuracy"),
            new Line("kappa", "kappa", "kappa"),
            new Line("macro F1", "macro_f1", "macroF1"),
            new Line("log loss", "log_loss", "logLoss"));
    private static final List<Line> CLASSIFICATION_BASELINES = List.of(
            new Line("accuracy of no change", "no_change_accuracy", "noChangeAccuracy"),
            new Line("accuracy of the majority", "majority_accuracy", "majorityAccuracy"));
    private static final List<Line> REGRESSION =
            List.of(new Line("R2", "r2", "r2"), new Line("RMSE", "rmse", "rmse"), new Line("MAE", "mae", "mae"));
    private static final List<Line> REGRESSION_BASELINES = List.of(
            new Line("R2 of no change", "no_change_r2", "noChangeR2"), new Line("R2 of the mean", "mean_r2", "meanR2"));

    /** Sums may be made in another order, which the last digits show. */
    private static final double SAME = 1e-9;

    private final Task task;
    private final JobFigures job;
    private final Result file;

    Comparison(Task task, JobFigures job, Result file) {
        this.task = task;
        this.job = job;
        this.file = file;
    }

    /** Name of the figure to watch. */
    static String main(Task task) {
        return task == Task.CLASSIFICATION ? "accuracy" : "r2";
    }

    private List<Line> learner() {
        return task == Task.CLASSIFICATION ? CLASSIFICATION : REGRESSION;
    }

    private List<Line> baselines() {
        return task == Task.CLASSIFICATION ? CLASSIFICATION_BASELINES : REGRESSION_BASELINES;
    }

    String table() {
        StringBuilder text =
                new StringBuilder(String.format(Locale.ROOT, "%-26s %14s %14s%n", "", "the job", "evaluate"));
        learner().forEach(line -> append(line, text));
        baselines().forEach(line -> append(line, text));
        return text.toString();
    }

    private void append(Line line, StringBuilder text) {
        text.append(String.format(
                Locale.ROOT,
                "%-26s %14s %14s%n",
                line.title(),
                shown(job.figure("whole", line.job())),
                shown(file.figure(line.evaluate()))));
    }

    private static String shown(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%,.1f" : "%.5f", value);
    }

    /** Whether all figures are the same, but for rounding. */
    boolean equal() {
        return learner().stream().allMatch(this::equal) && baselines().stream().allMatch(this::equal);
    }

    private boolean equal(Line line) {
        double ours = job.figure("whole", line.job());
        double theirs = file.figure(line.evaluate());
        return Math.abs(ours - theirs) <= SAME * Math.max(1, Math.abs(theirs));
    }
}
