package io.millrace.learners.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learners.Snapshots;
import io.millrace.learners.SplitMix64;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Evaluations as they were first written, kept since, are still read, and go on to the figures they had then. New files are
 * written by {@code -Dmillrace.golden.write=true}, which never touches one that is there.
 */
final class EvaluationGoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden");

    private static Horizon horizon(String name) {
        return switch (name) {
            case "whole" -> Horizon.whole();
            case "sliding" -> Horizon.sliding(50);
            default -> Horizon.fading(0.99);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"whole", "sliding", "fading"})
    void classification(String name) throws IOException {
        ClassificationEvaluation written = new ClassificationEvaluation(horizon(name), 3);
        SplitMix64 first = new SplitMix64(1);
        for (int i = 0; i < 120; i++) {
            written.add(first.nextInt(4), first.nextInt(4), first.nextDouble());
        }
        byte[] kept = kept("evaluation-classification-" + name, Snapshots.bytes(written::write));

        ClassificationEvaluation read = Snapshots.read(kept, ClassificationEvaluation::new);

        assertThat(Snapshots.bytes(read::write)).isEqualTo(kept);
        SplitMix64 next = new SplitMix64(2);
        for (int i = 0; i < 30; i++) {
            read.add(next.nextInt(5), next.nextInt(5), next.nextDouble());
        }
        ClassificationFigures f = read.figures();
        told(
                "evaluation-classification-" + name,
                f.records(),
                f.accuracy(),
                f.kappa(),
                f.kappaM(),
                f.kappaTemporal(),
                f.macroF1(),
                f.logLoss(),
                f.noChangeAccuracy(),
                f.majorityAccuracy());
    }

    @ParameterizedTest
    @ValueSource(strings = {"whole", "sliding", "fading"})
    void regression(String name) throws IOException {
        RegressionEvaluation written = new RegressionEvaluation(horizon(name), 3, 0.3);
        SplitMix64 first = new SplitMix64(1);
        for (int i = 0; i < 120; i++) {
            written.add(first.nextGaussian(), first.nextGaussian());
        }
        byte[] kept = kept("evaluation-regression-" + name, Snapshots.bytes(written::write));

        RegressionEvaluation read = Snapshots.read(kept, RegressionEvaluation::new);

        assertThat(Snapshots.bytes(read::write)).isEqualTo(kept);
        SplitMix64 next = new SplitMix64(2);
        for (int i = 0; i < 30; i++) {
            read.add(next.nextGaussian(), next.nextGaussian());
        }
        RegressionFigures f = read.figures();
        told(
                "evaluation-regression-" + name,
                f.records(),
                f.mae(),
                f.rmse(),
                f.r2(),
                f.mape(),
                f.pinball(),
                f.noChange().rmse(),
                f.mean().rmse());
    }

    private static byte[] kept(String name, byte[] now) throws IOException {
        Path file = FOLDER.resolve(name + ".v1.bin");
        if (Boolean.getBoolean("millrace.golden.write") && !Files.exists(file)) {
            Files.write(file, now);
        }
        return Files.readAllBytes(file);
    }

    private static void told(String name, double... figures) throws IOException {
        Path file = FOLDER.resolve(name + ".v1.txt");
        List<String> lines = new ArrayList<>();
        for (double figure : figures) {
            lines.add(String.valueOf(figure));
        }
        if (Boolean.getBoolean("millrace.golden.write") && !Files.exists(file)) {
            Files.write(file, lines);
        }
        List<String> expected = Files.readAllLines(file);
        assertThat(expected).hasSameSizeAs(lines);
        for (int i = 0; i < figures.length; i++) {
            assertThat(figures[i])
                    .as("figure %d of %s", i, name)
                    .isCloseTo(Double.parseDouble(expected.get(i)), within(1e-9));
        }
    }
}
