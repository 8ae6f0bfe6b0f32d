package io.millrace.learners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Predicting and learning in one call is nothing but the one after the other. */
final class PredictThenLearnTest {
    private static final int RECORDS = 600;

    /** A regressor with parameters. */
    record Subject(LearnerType<? extends Regressor> type, Map<String, String> parameters) {
        Regressor create() {
            return type.create(Stream.SCHEMA, parameters, 1);
        }
    }

    static List<Subject> regressors() {
        List<Subject> all = new ArrayList<>();
        for (LearnerType<?> type : Learners.all(LearnerType.Role.REGRESSOR)) {
            all.add(new Subject(Learners.regressor(type.name()), Map.of()));
        }
        for (String update : List.of("adagrad", "adam", "normalised")) {
            all.add(new Subject(Learners.regressor("sgd"), Map.of("update", update, "l2", "0.01")));
            all.add(new Subject(Learners.regressor("sgd"), Map.of("update", update, "bias", "false")));
            all.add(new Subject(Learners.regressor("sgd"), Map.of("update", update, "max-weights", "7")));
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("regressors")
    void isOneAfterTheOther(Subject subject) {
        Regressor together = subject.create();
        Regressor apart = subject.create();
        Stream stream = new Stream(3);
        for (int i = 0; i < RECORDS; i++) {
            stream.next();
            double[] features = i % 7 == 3 ? Rows.ODD.get(i / 7 % Rows.ODD.size()) : stream.features;
            double weight = i % 11 == 5 ? 0 : 1 + i % 3;
            double expected = apart.predict(features);
            apart.learn(features, stream.target, weight);
            assertThat(together.predictThenLearn(features, stream.target, weight))
                    .as("%s, record %d", subject, i)
                    .isEqualTo(expected);
        }
        assertThat(Snapshots.bytes(together)).isEqualTo(Snapshots.bytes(apart));
    }

    @ParameterizedTest
    @MethodSource("regressors")
    void changesNothingWhereItRefuses(Subject subject) {
        Regressor regressor = subject.create();
        Stream stream = new Stream(3);
        for (int i = 0; i < 50; i++) {
            stream.next();
            regressor.predictThenLearn(stream.features, stream.target, 1);
        }
        byte[] before = Snapshots.bytes(regressor);
        assertThatThrownBy(() -> regressor.predictThenLearn(stream.features, Double.NaN, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> regressor.predictThenLearn(stream.features, 1, -1))
                .isInstanceOf(IllegalArgumentException.class);
        double[] tooWide = new double[Schema.MAX_FEATURES + 1];
        assertThatThrownBy(() -> regressor.predictThenLearn(tooWide, 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Snapshots.bytes(regressor)).isEqualTo(before);
    }
}
