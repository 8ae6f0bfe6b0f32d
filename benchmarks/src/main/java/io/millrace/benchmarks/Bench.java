package io.millrace.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The command {@code scripts/millrace bench}. */
public final class Bench {
    private static final List<Benchmark> ALL = List.of(
            new PipelineBenchmark(),
            new WindowsBenchmark(),
            new StateBenchmark(),
            new SkewBenchmark(),
            new LearnersBenchmark(),
            new MlBenchmark());

    private Bench() {}

    public static void main(String[] args) throws Exception {
        System.exit(run(Arrays.asList(args)));
    }

    private static int run(List<String> args) throws Exception {
        List<String> names = new ArrayList<>(args);
        boolean quick = names.remove("--quick");
        if (names.equals(List.of("list"))) {
            ALL.forEach(b -> System.out.printf(
                    "%-12s %s%s%n", b.name(), b.description(), b.options().isEmpty() ? "" : " (" + b.options() + ")"));
            return 0;
        }
        Optional<Benchmark> chosen = names.isEmpty()
                ? Optional.empty()
                : ALL.stream().filter(b -> b.name().equals(names.get(0))).findFirst();
        if (chosen.isEmpty()) {
            System.err.println("bench: one of list, "
                    + String.join(", ", ALL.stream().map(Benchmark::name).toList())
                    + " is expected, and --quick; found "
                    + args);
            return 2;
        }
        try {
            List<Figure> figures = chosen.get().run(quick, names.subList(1, names.size()));
            if (chosen.get().hasOwnTable()) {
                figures.forEach(figure -> System.out.println(figure.json()));
            } else {
                print(figures, quick);
            }
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage());
            return 2;
        }
        return 0;
    }

    private static void print(List<Figure> figures, boolean quick) {
        if (quick) {
            System.out.println("quick run: amounts are too small for the figures to mean much");
        }
        System.out.printf("%-64s %14s %14s %7s %8s%n", "figure", "value", "baseline", "ratio", "spread");
        for (Figure figure : figures) {
            Sample baseline = figure.baseline();
            System.out.printf(
                    Locale.ROOT,
                    "%-64s %14s %14s %7s %7.0f%%  %s%n",
                    figure.name(),
                    shown(figure.value().median()),
                    baseline == null ? "" : shown(baseline.median()),
                    baseline == null ? "" : String.format(Locale.ROOT, "%.2f", figure.ratio()),
                    100 * figure.value().spread(),
                    figure.unit());
        }
        System.out.println();
        figures.forEach(figure -> System.out.println(figure.json()));
    }

    private static String shown(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%,.0f" : "%.3f", value);
    }
}
