package io.millrace.benchmarks;

import io.millrace.local.evaluate.Task;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the comparison of learners has come to, and how it stands to its aims. */
final class LearnerScores {
    /** Budgets of memory. */
    static final List<String> MEMORY = List.of("64 kb", "1 mb", "16 mb");

    /** Accuracy in points, or R2 in hundredths, that a mean may be below another and still be called equal. */
    private static final double SAME = 0.005;

    private static final double REPRODUCED = 0.1;

    private final String benchmark;
    private final MoaReference reference;
    private final List<Figure> speeds = new ArrayList<>();
    private final Map<String, Map<String, Sample[]>> speed = new LinkedHashMap<>();
    private final Map<String, Map<String, Double>> figures = new TreeMap<>();
    private final Map<String, Map<String, Double>> moa = new TreeMap<>();
    private final Map<String, Map<String, Double>> budgets = new TreeMap<>();
    private final List<String> notes = new ArrayList<>();

    LearnerScores(String benchmark, MoaReference reference) {
        this.benchmark = benchmark;
        this.reference = reference;
    }

    synchronized void missing(LearnerRow row) {
        notes.add(row + ": there is no " + row.task().role().name().toLowerCase(Locale.ROOT) + " of " + row.ours()
                + " yet");
    }

    synchronized void speed(LearnerRow row, String learner, String set, Sample ours, @Nullable Sample theirs) {
        speed.computeIfAbsent(row + "/" + learner, key -> new LinkedHashMap<>())
                .put(set, theirs == null ? new Sample[] {ours} : new Sample[] {ours, theirs});
        speeds.add(new Figure(benchmark, label(row, learner, set) + ", speed", ours, "rows/s", theirs));
    }

    synchronized void figure(LearnerRow row, String learner, String set, double figure) {
        figures.computeIfAbsent(row + "/" + learner, key -> new LinkedHashMap<>())
                .put(set, figure);
    }

    /** What MOA got; a note where that is not what it got before. */
    synchronized void moa(LearnerRow row, String set, double figure, int rows) {
        moa.computeIfAbsent(row.name(), key -> new LinkedHashMap<>()).put(set, figure);
        double known = reference.figure(set, row.reference());
        double points = row.task() == Task.CLASSIFICATION ? REPRODUCED : REPRODUCED / 100;
        if (Math.abs(figure - known) > Math.max(points, 1e-3 * Math.abs(known)) && rows > 1_000) {
            notes.add(String.format(
                    Locale.ROOT, "MOA's %s on %s: %.3f, known as %.3f", row.reference(), set, figure, known));
        }
    }

    synchronized void budget(Task task, String budget, String set, double figure) {
        budgets.computeIfAbsent(task.title() + "/" + budget, key -> new LinkedHashMap<>())
                .put(set, figure);
    }

    /** All figures, for programs. */
    synchronized List<Figure> figures() {
        List<Figure> all = new ArrayList<>(speeds);
        for (LearnerRow row : LearnerRow.ALL_ROWS) {
            for (String learner : row.present()) {
                Map<String, Double> ours = figures.getOrDefault(row + "/" + learner, Map.of());
                for (String set : sets(row, ours)) {
                    double peer = peer(row, set);
                    all.add(new Figure(
                            benchmark,
                            label(row, learner, set) + (row.task() == Task.CLASSIFICATION ? ", accuracy" : ", R2"),
                            one(ours.getOrDefault(set, Double.NaN)),
                            unit(row.task()),
                            Double.isNaN(peer) ? null : one(peer)));
                }
            }
        }
        budgets.forEach((key, ours) -> all.add(new Figure(
                benchmark, "auto " + key.replace("/", " within ") + ", mean", one(mean(ours)), "% or R2", null)));
        return all;
    }

    private static String label(LearnerRow row, String learner, String set) {
        return row.ours().size() == 1 ? row + " " + set : row + " (" + learner + ") " + set;
    }

    private static Sample one(double value) {
        return new Sample(new double[] {value});
    }

    private static String unit(Task task) {
        return task == Task.CLASSIFICATION ? "% right" : "R2";
    }

    private List<String> sets(LearnerRow row, Map<String, Double> ours) {
        return reference.sets(row.task()).stream().filter(ours::containsKey).toList();
    }

    private double peer(LearnerRow row, String set) {
        return row.hasOpponent()
                ? moa.getOrDefault(row.name(), Map.of()).getOrDefault(set, Double.NaN)
                : reference.best(row.task(), set);
    }

    /** The table of the issue, line by line. */
    synchronized String table(List<LearnerRow> rows) {
        StringBuilder text = new StringBuilder();
        for (LearnerRow row : rows) {
            if (!row.present().isEmpty()) {
                describe(row, text);
            }
        }
        budgetLines(text);
        notes.forEach(note -> text.append("note: ").append(note).append('\n'));
        return text.toString();
    }

    private void describe(LearnerRow row, StringBuilder text) {
        text.append("== ")
                .append(row)
                .append(row.hasOpponent() ? " against MOA's " + row.moa() : " against the best of MOA's")
                .append('\n');
        String best = row.present().stream()
                .max(Comparator.comparingDouble(learner -> mean(figures.getOrDefault(row + "/" + learner, Map.of()))))
                .orElse("");
        for (String learner : row.present()) {
            boolean judged = learner.equals(best) && !row.reported();
            speedLines(row, learner, judged, text);
            Map<String, Double> ours = figures.getOrDefault(row + "/" + learner, Map.of());
            if (!ours.isEmpty()) {
                figureLines(row, learner, ours, judged, text);
            }
        }
    }

    private void speedLines(LearnerRow row, String learner, boolean judged, StringBuilder text) {
        speed.getOrDefault(row + "/" + learner, Map.of()).forEach((set, samples) -> {
            double aim = row.speed().getOrDefault(set, 0.0);
            double ours = samples[0].median();
            double value = samples.length == 1 ? ours : ours / samples[1].median();
            String against = samples.length == 1
                    ? ""
                    : String.format(Locale.ROOT, " against %,.0f: %.2f times", samples[1].median(), value);
            text.append(String.format(
                    Locale.ROOT,
                    "  %-26s %-22s %,12.0f rows/s%s%s%n",
                    learner,
                    set,
                    ours,
                    against,
                    judged ? verdict(value >= aim, String.format(Locale.ROOT, "at least %,.0f", aim)) : ""));
        });
    }

    private void figureLines(
            LearnerRow row, String learner, Map<String, Double> ours, boolean judged, StringBuilder text) {
        List<String> sets = sets(row, ours);
        double peers = 0;
        int best = 0;
        boolean near = true;
        boolean aboveMean = true;
        for (String set : sets) {
            double mine = ours.getOrDefault(set, Double.NaN);
            double peer = peer(row, set);
            peers += peer / sets.size();
            best += mine >= peer ? 1 : 0;
            near &= Math.abs(mine - peer) <= 0.3;
            aboveMean &= mine > 0;
            text.append(String.format(Locale.ROOT, "  %-26s %-22s %10.3f against %14.3f%n", learner, set, mine, peer));
        }
        text.append(String.format(
                Locale.ROOT,
                "  %-26s %-22s %10.3f against %14.3f; %d of %d not below%s%n",
                learner,
                "mean",
                mean(ours),
                peers,
                best,
                sets.size(),
                judged ? verdict(row, mean(ours), peers, best == sets.size(), near, aboveMean) : ""));
    }

    private static String verdict(
            LearnerRow row, double mean, double peers, boolean bestOnAll, boolean near, boolean aboveMean) {
        boolean classes = row.task() == Task.CLASSIFICATION;
        return switch (row.name()) {
            case "knn" -> verdict(near, "each within 0.3");
            case "linear" -> verdict(aboveMean && mean > 0.55, "each over 0, mean over 0.55");
            case "auto" -> verdict(bestOnAll && mean > 92.5, "best on all, mean over 92.5");
            case "auto-regression" -> verdict(bestOnAll && mean > 0.81, "best on all, mean over 0.81");
            default -> verdict(mean >= peers - (classes ? 100 : 1) * SAME / 100, "mean not below");
        };
    }

    private static String verdict(boolean met, String aim) {
        return "  [" + (met ? "ok" : "SHORT") + ": " + aim + "]";
    }

    private void budgetLines(StringBuilder text) {
        for (Task task : Task.values()) {
            String row = task == Task.CLASSIFICATION ? "auto/auto" : "auto-regression/auto";
            double full = mean(figures.getOrDefault(row, Map.of()));
            for (String budget : MEMORY) {
                Map<String, Double> ours = budgets.getOrDefault(task.title() + "/" + budget, Map.of());
                if (!ours.isEmpty()) {
                    double within = task == Task.CLASSIFICATION ? 1 : 0.01;
                    boolean judged = budget.equals("1 mb") && !Double.isNaN(full);
                    text.append(String.format(
                            Locale.ROOT,
                            "== auto, %s, within %s: mean %.3f%s%n",
                            task.title(),
                            budget,
                            mean(ours),
                            judged ? verdict(mean(ours) >= full - within, "within 0.01 of the full one") : ""));
                }
            }
        }
    }

    private static double mean(Map<String, Double> values) {
        return values.values().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
    }
}
