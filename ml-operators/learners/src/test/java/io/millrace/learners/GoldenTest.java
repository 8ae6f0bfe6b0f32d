package io.millrace.learners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Snapshots of version 1, kept since, are still read and predict what they did then. A new learner's files are written
 * by {@code -Dmillrace.golden.write=true}, which never touches one that is there.
 */
final class GoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden");

    static List<LearnerType<?>> learners() {
        return Learners.all();
    }

    @ParameterizedTest
    @MethodSource("learners")
    void readsVersionOne(LearnerType<?> type) throws IOException {
        Path snapshot = FOLDER.resolve(type.id().replace('/', '-') + ".v1.bin");
        Path predictions = FOLDER.resolve(type.id().replace('/', '-') + ".v1.txt");
        if (Boolean.getBoolean("millrace.golden.write") && !Files.exists(snapshot)) {
            Subject subject = Subject.small(type, Stream.SCHEMA, 77);
            Stream stream = new Stream(77);
            for (int i = 0; i < 400; i++) {
                subject.step(stream);
            }
            Files.createDirectories(FOLDER);
            Files.write(snapshot, Snapshots.bytes(subject.learner));
            Files.write(predictions, told(subject).stream().map(String::valueOf).toList());
        }
        Learner learner = Snapshots.read(Files.readAllBytes(snapshot), Learner.class);
        List<Double> told = told(Subject.of(learner));
        List<String> lines = Files.readAllLines(predictions);
        assertThat(told).hasSameSizeAs(lines);
        for (int i = 0; i < lines.size(); i++) {
            double expected = Double.parseDouble(lines.get(i));
            assertThat(told.get(i))
                    .as("line %d of %s", i + 1, predictions)
                    .isCloseTo(expected, within(1e-9 * (1 + Math.abs(expected))));
        }
    }

    private static List<Double> told(Subject subject) {
        List<Double> told = new ArrayList<>();
        Stream stream = new Stream(78);
        for (int i = 0; i < 30; i++) {
            for (double value : subject.step(stream)) {
                told.add(Double.isNaN(value) ? -1e9 : value);
            }
        }
        return told;
    }
}
