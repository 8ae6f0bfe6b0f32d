package io.millrace.local.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Which figures are shown to people, in what order and how. */
final class Shown {
    private static final List<Figure> CLASSIFICATION = List.of(
            new Figure("accuracy", "accuracy", true),
            new Figure("kappa", "kappa", false),
            new Figure("kappaTemporal", "kappa temporal", false),
            new Figure("macroF1", "macro F1", false),
            new Figure("logLoss", "log loss", false));
    private static final List<Figure> REGRESSION = List.of(
            new Figure("r2", "R2", false),
            new Figure("rmse", "RMSE", false),
            new Figure("mae", "MAE", false),
            new Figure("mape", "MAPE", true));

    private Shown() {}

    private record Figure(String name, String title, boolean percent) {
        String show(double value) {
            if (!Double.isFinite(value)) {
                return "";
            }
            return percent && Math.abs(value) < 1e4
                    ? String.format(Locale.ROOT, "%.2f %%", 100 * value)
                    : number(value);
        }
    }

    private static List<Figure> of(Task task) {
        return task == Task.CLASSIFICATION ? CLASSIFICATION : REGRESSION;
    }

    /** What is above the columns. */
    static String[] titles(Task task) {
        List<String> titles = new ArrayList<>(List.of("learner"));
        of(task).forEach(figure -> titles.add(figure.title()));
        titles.addAll(List.of("rows/s", "model"));
        return titles.toArray(String[]::new);
    }

    static String[] cells(Task task, Result result) {
        List<String> cells = new ArrayList<>(List.of(result.learner()));
        of(task).forEach(figure -> cells.add(figure.show(result.figure(figure.name()))));
        cells.add(String.format(Locale.ROOT, "%,.0f", result.perSecond()));
        cells.add(bytes(result.modelBytes()));
        return cells.toArray(String[]::new);
    }

    /** How good a result is by one column of the table: more is better. */
    static double merit(Task task, int column, Result result) {
        List<Figure> figures = of(task);
        if (column > figures.size()) {
            return column == figures.size() + 1 ? result.perSecond() : -result.modelBytes();
        }
        String name = figures.get(column - 1).name();
        boolean lessIsBetter = List.of("logLoss", "rmse", "mae", "mape").contains(name);
        return lessIsBetter ? -result.figure(name) : result.figure(name);
    }

    /** One line for each predictor that looks at labels alone. */
    static List<String[]> baselines(Task task, Result any) {
        return task == Task.CLASSIFICATION
                ? List.of(
                        baseline(task, any, "noChange", "baseline: no change"),
                        baseline(task, any, "majority", "baseline: majority class"))
                : List.of(
                        baseline(task, any, "noChange", "baseline: no change"),
                        baseline(task, any, "mean", "baseline: mean"));
    }

    private static String[] baseline(Task task, Result any, String prefix, String title) {
        List<String> cells = new ArrayList<>(List.of(title));
        for (Figure figure : of(task)) {
            String name = prefix
                    + Character.toUpperCase(figure.name().charAt(0))
                    + figure.name().substring(1);
            cells.add(figure.show(any.figure(name)));
        }
        cells.addAll(List.of("", ""));
        return cells.toArray(String[]::new);
    }

    /** A number with four digits or so, whatever its size. */
    static String number(double value) {
        double size = Math.abs(value);
        if (size != 0 && (size < 1e-3 || size >= 1e9)) {
            return String.format(Locale.ROOT, "%.3g", value);
        }
        return String.format(Locale.ROOT, size >= 10_000 ? "%,.0f" : size >= 100 ? "%,.1f" : "%.4f", value);
    }

    static String bytes(long bytes) {
        if (bytes < 1_000) {
            return bytes + " B";
        }
        return bytes < 1_000_000
                ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
                : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
