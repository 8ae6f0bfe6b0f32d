package io.millrace.learners;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A million records do not make a learner larger than it may be. */
final class BoundedMemoryTest {
    private static final int RECORDS = 1_000_000;
    private static final int CHECKS = 200;
    private static final long BUDGET = 1L << 20;

    static List<LearnerType<?>> learners() {
        return Learners.all();
    }

    @ParameterizedTest
    @MethodSource("learners")
    void aMillionRecords(LearnerType<?> type) {
        String budget = type.parameters().stream()
                .filter(parameter -> parameter.type().equals("size"))
                .map(Parameters.Spec::name)
                .findFirst()
                .orElse("");
        Map<String, String> values = budget.isEmpty() ? Map.of() : Map.of(budget, "1 mb");
        Subject subject = Subject.of(type.create(Schema.of(false, true, false), values, 1));
        SplitMix64 random = new SplitMix64(1);
        double[] row = new double[3];
        long mostEarly = 0;
        long mostLate = 0;
        for (int i = 0; i < RECORDS; i++) {
            double shift = i * 1e-5;
            row[0] = random.nextDouble() + shift;
            row[1] = (int) (random.nextLong() >>> 61);
            row[2] = random.nextDouble();
            int label = row[0] - shift + row[2] + ((int) row[1] == i / 10_000 % 8 ? 0.5 : 0) > 1 ? 1 : 0;
            subject.learn(row, label, label * 3 + row[2], 1);
            if (i % (RECORDS / CHECKS) == 0) {
                long bytes = subject.learner.memoryBytes();
                if (i < RECORDS / 2) {
                    mostEarly = Math.max(mostEarly, bytes);
                } else {
                    mostLate = Math.max(mostLate, bytes);
                }
            }
        }
        if (budget.isEmpty()) {
            assertThat(mostLate).as(type.id()).isLessThanOrEqualTo(mostEarly + mostEarly / 20 + 256);
        } else {
            assertThat(Math.max(mostEarly, mostLate))
                    .as("%s, %s", type, budget)
                    .isLessThanOrEqualTo(BUDGET + BUDGET / 20);
        }
    }
}
