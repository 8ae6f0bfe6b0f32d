package io.millrace.common.window;

import static org.assertj.core.api.Assertions.fail;

import io.millrace.common.window.WindowEngine.Emitted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Runs several engines over one case, and compares what comes out after each step, whatever its order. */
final class WindowComparison {
    private WindowComparison() {}

    /** An engine, and in which form its results are compared with those of the first. */
    record Side(String name, WindowEngine engine, UnaryOperator<Emitted> form) {}

    /**
     * Compares every engine with the first, and closes none.
     *
     * @return how many results the first gave of each timing, and how many records it dropped
     */
    static Map<String, Integer> run(WindowCase windows, List<Side> sides) throws Exception {
        Map<String, Integer> compared = new TreeMap<>();
        for (int i = 0; i < windows.steps().size(); i++) {
            WindowCase.Step step = windows.steps().get(i);
            List<List<Emitted>> emitted = new ArrayList<>();
            for (Side side : sides) {
                try {
                    take(side.engine(), step);
                    emitted.add(side.engine().drain());
                } catch (Exception | AssertionError e) {
                    throw new AssertionError(side.name() + " failed: " + at(windows, i), e);
                }
            }
            emitted.get(0).forEach(result -> compared.merge(result.row().timing(), 1, Integer::sum));
            for (int other = 1; other < sides.size(); other++) {
                UnaryOperator<Emitted> form = sides.get(other).form();
                String difference = difference(emitted.get(0), emitted.get(other), form);
                if (!difference.isEmpty()) {
                    fail(
                            "%s and %s differ: %s%n%s",
                            sides.get(0).name(), sides.get(other).name(), at(windows, i), difference);
                }
            }
        }
        return compared;
    }

    /** What Flink's operator also tells. */
    static Emitted asFlink(WindowCase windows, Emitted emitted) {
        WindowRow row = emitted.row();
        boolean byCount = row.definition() >= 0
                && windows.definitions().get((int) row.definition()) instanceof WindowDefinition.Count;
        return byCount ? new Emitted(row.unbounded(), 0) : new Emitted(row.asFlink(), emitted.timestamp());
    }

    private static String at(WindowCase windows, int step) {
        return windows + ", step " + step + " " + windows.steps().get(step) + " after "
                + windows.steps().subList(Math.max(0, step - 3), step)
                + String.format(
                        "%nTo run it alone: -Dmillrace.window.kind=%s -Dmillrace.window.seed=%d",
                        windows.kind(), windows.seed());
    }

    private static void take(WindowEngine engine, WindowCase.Step step) throws Exception {
        if (step instanceof WindowCase.Arrival arrival) {
            engine.record(arrival.event());
        } else if (step instanceof WindowCase.Watermark watermark) {
            engine.watermark(watermark.time());
        } else if (step instanceof WindowCase.Clock clock) {
            engine.clock(clock.time());
        } else if (step instanceof WindowCase.Restore restore) {
            engine.restore(restore.parallelism());
        }
    }

    private static String difference(List<Emitted> first, List<Emitted> second, UnaryOperator<Emitted> form) {
        Map<String, Integer> missing = new TreeMap<>();
        first.forEach(emitted -> missing.merge(shown(emitted, form), 1, Integer::sum));
        second.forEach(emitted -> missing.merge(shown(emitted, form), -1, Integer::sum));
        StringBuilder text = new StringBuilder();
        missing.forEach((row, times) -> {
            if (times != 0) {
                text.append(times > 0 ? "  only the first:  " : "  only the second: ")
                        .append(row)
                        .append(Math.abs(times) > 1 ? " x" + Math.abs(times) : "")
                        .append(System.lineSeparator());
            }
        });
        return text.toString();
    }

    private static String shown(Emitted emitted, UnaryOperator<Emitted> form) {
        Emitted compared = form.apply(emitted);
        return compared.row() + " at " + compared.timestamp();
    }
}
