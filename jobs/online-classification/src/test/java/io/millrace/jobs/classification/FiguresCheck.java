package io.millrace.jobs.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learners.evaluation.ClassificationFigures;
import io.millrace.testing.JsonLines;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What a job has written of how well it predicted. */
final class FiguresCheck {
    private FiguresCheck() {}

    /** The last figures over the whole stream are these. */
    static void assertEquals(Path out, ClassificationFigures expected) {
        List<String> last = JsonLines.in(out.resolve("evaluation")).stream()
                .filter(line -> line.contains("\"horizon\":\"whole\"")
                        && JsonLines.number(line, "records") == expected.records())
                .toList();
        assertThat(last).hasSize(1);
        assertThat(JsonLines.text(last.get(0), "model")).isEqualTo("*");
        Map.of(
                        "accuracy", expected.accuracy(),
                        "kappa", expected.kappa(),
                        "kappa_m", expected.kappaM(),
                        "kappa_temporal", expected.kappaTemporal(),
                        "macro_f1", expected.macroF1(),
                        "no_change_accuracy", expected.noChangeAccuracy(),
                        "majority_accuracy", expected.majorityAccuracy())
                .forEach((name, value) ->
                        assertThat(JsonLines.number(last.get(0), name)).as(name).isEqualTo(value));
        // A sum, whose last bits depend on the order in which labels come.
        assertThat(JsonLines.number(last.get(0), "log_loss")).isCloseTo(expected.logLoss(), within(1e-9));
    }
}
