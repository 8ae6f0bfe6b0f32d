package io.millrace.learners;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A learner that is written and read back early, while classes and categories are still new and little memory is shared out
 * anew with each, goes on to the bit as one that is not.
 */
final class EarlyRestoreTest {
    private static final int RECORDS = 40;

    static List<LearnerType<?>> learners() {
        return Learners.all();
    }

    private record Row(double[] features, int label, double target) {}

    /** The third feature is nominal; the second class comes with the record of this number, more of them after that. */
    private static List<Row> rows(int width, int second) {
        SplittableRandom random = new SplittableRandom(width);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            double[] features = new double[width];
            for (int j = 0; j < width; j++) {
                features[j] = j == 2 ? random.nextInt(4) : random.nextDouble() * 10;
            }
            int label = i < second ? 0 : i == second ? 1 : random.nextInt(1 + i / 5);
            rows.add(new Row(features, label, features[0] + random.nextDouble()));
        }
        return rows;
    }

    private static Schema schema(int width) {
        boolean[] nominal = new boolean[width];
        nominal[2] = true;
        return Schema.of(nominal);
    }

    @ParameterizedTest
    @MethodSource("learners")
    void goesOnAsIfNeverRestored(LearnerType<?> type) {
        for (int width : List.of(3, 5, 8)) {
            for (int at : List.of(1, 9)) {
                List<Row> rows = rows(width, at);
                Subject kept = Subject.small(type, schema(width), 7);
                rows.subList(0, at).forEach(row -> learn(kept, row));
                Subject restored = Subject.of(Snapshots.read(Snapshots.bytes(kept.learner), Learner.class));
                for (Row row : rows.subList(at, RECORDS)) {
                    assertThat(restored.predict(row.features))
                            .as("%d features, restored after %d", width, at)
                            .containsExactly(kept.predict(row.features));
                    learn(kept, row);
                    learn(restored, row);
                }
                assertThat(Snapshots.bytes(restored.learner))
                        .as("%d features, restored after %d", width, at)
                        .isEqualTo(Snapshots.bytes(kept.learner));
            }
        }
    }

    private static void learn(Subject subject, Row row) {
        subject.learn(row.features, row.label, row.target, 1);
    }
}
