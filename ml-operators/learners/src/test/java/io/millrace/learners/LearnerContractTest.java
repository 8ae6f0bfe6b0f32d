package io.millrace.learners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jol.info.GraphLayout;

/** What every learner in the list is held to. */
final class LearnerContractTest {
    private static final int[] STOPS = {0, 1, 7, 150, 1_000, 1_600, 2_700};
    private static final int AFTER = 300;

    static List<LearnerType<?>> learners() {
        return Learners.all();
    }

    static List<LearnerType<?>> predictors() {
        return learners().stream()
                .filter(type -> type.role() == LearnerType.Role.CLASSIFIER || type.role() == LearnerType.Role.REGRESSOR)
                .toList();
    }

    @Test
    void namesAreUniqueAndRolesAreClasses() {
        Set<String> ids = new HashSet<>();
        for (LearnerType<?> type : learners()) {
            assertThat(ids.add(type.id())).as(type.id()).isTrue();
            assertThat(type.name()).matches("[a-z0-9]+(-[a-z0-9]+)*");
            assertThat(type.summary()).as(type.id()).endsWith(".");
            Class<?> role =
                    switch (type.role()) {
                        case CLASSIFIER -> Classifier.class;
                        case REGRESSOR -> Regressor.class;
                        case TRANSFORMER -> Transformer.class;
                        case DRIFT_DETECTOR -> DriftDetector.class;
                    };
            Learner learner = type.create(Stream.SCHEMA, 1);
            assertThat(learner).isInstanceOf(role);
            assertThat(learner.type()).isSameAs(type);
            for (Parameters.Spec parameter : type.parameters()) {
                assertThat(parameter.help())
                        .as(type.id() + " " + parameter.name())
                        .endsWith(".");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("learners")
    void goesOnAfterASnapshotAsIfNeverStopped(LearnerType<?> type) {
        for (long seed = 1; seed <= 3; seed++) {
            Subject never = Subject.fresh(type, Stream.SCHEMA, seed);
            Stream stream = new Stream(seed);
            int at = 0;
            for (int stop : STOPS) {
                for (; at < stop; at++) {
                    never.step(stream);
                }
                Subject restored = Subject.of(Snapshots.read(Snapshots.bytes(never.learner), Learner.class));
                Stream again = new Stream(seed);
                for (int i = 0; i < at; i++) {
                    again.next();
                }
                for (int i = 0; i < AFTER; i++, at++) {
                    double[] expected = never.step(stream);
                    assertThat(restored.step(again))
                            .as("%s, seed %d, stopped at %d, record %d", type, seed, stop, at)
                            .containsExactly(expected);
                }
                assertThat(Snapshots.bytes(restored.learner)).isEqualTo(Snapshots.bytes(never.learner));
                assertThat(restored.learner.memoryBytes())
                        .isCloseTo(never.learner.memoryBytes(), within(never.learner.memoryBytes() / 4 + 256));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("learners")
    void tellsItsMemoryWithinAQuarterOfAHeapWalk(LearnerType<?> type) {
        Subject subject = Subject.fresh(type, Stream.SCHEMA, 5);
        Stream stream = new Stream(5);
        assertMemory(type, subject.learner, 0);
        for (int i = 1; i <= 10_000; i++) {
            subject.step(stream);
            if (i == 1 || i == 100 || i == 1_000 || i == 10_000) {
                assertMemory(type, subject.learner, i);
            }
        }
        assertMemory(type, Snapshots.read(Snapshots.bytes(subject.learner), Learner.class), 10_000);
    }

    private static void assertMemory(LearnerType<?> type, Learner learner, int records) {
        Learner twin = type.create(Stream.SCHEMA, 1);
        Object setup = learner.setup();
        long own = GraphLayout.parseInstance(learner, twin, setup).totalSize()
                - GraphLayout.parseInstance(twin, setup).totalSize();
        assertThat((double) learner.memoryBytes())
                .as("%s after %d records", type, records)
                .isBetween(own * 0.75, own * 1.25);
    }

    @ParameterizedTest
    @MethodSource("predictors")
    void predictingChangesNothing(LearnerType<?> type) {
        Subject subject = Subject.fresh(type, Stream.SCHEMA, 9);
        Stream stream = new Stream(9);
        for (int i = 0; i < 2_000; i++) {
            subject.step(stream);
            if (i % 400 == 0) {
                byte[] before = Snapshots.bytes(subject.learner);
                double[] row = stream.nextFeatures();
                double[] first = subject.predict(row);
                double[] kept = row.clone();
                for (double[] odd : Rows.ODD) {
                    subject.predict(odd);
                }
                assertThat(subject.predict(row)).as(type.id()).containsExactly(first);
                assertThat(row).containsExactly(kept);
                assertThat(Snapshots.bytes(subject.learner)).as(type.id()).isEqualTo(before);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("predictors")
    void refusesWhatIsOutOfRangeAndChangesNothingThen(LearnerType<?> type) {
        Subject subject = Subject.fresh(type, Stream.SCHEMA, 9);
        Stream stream = new Stream(9);
        for (int i = 0; i < 500; i++) {
            subject.step(stream);
        }
        byte[] before = Snapshots.bytes(subject.learner);
        double[] row = stream.nextFeatures();
        subject.learn(row, 1, 1, 0);
        for (double weight : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY, 2 * Inputs.MAX_WEIGHT}) {
            assertThatThrownBy(() -> subject.learn(row, 1, 1, weight))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("weight");
        }
        if (type.role() == LearnerType.Role.CLASSIFIER) {
            for (int label : new int[] {-1, Classifier.MAX_CLASSES}) {
                assertThatThrownBy(() -> subject.learn(row, label, 1, 1))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("label");
            }
            Classifier classifier = (Classifier) subject.learner;
            assertThatThrownBy(() -> classifier.probabilities(row, new double[classifier.classes() - 1]))
                    .isInstanceOf(IllegalArgumentException.class);
        } else {
            for (double target : new double[] {Double.NaN, Double.NEGATIVE_INFINITY}) {
                assertThatThrownBy(() -> subject.learn(row, 1, target, 1))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("target");
            }
        }
        double[] tooWide = new double[Schema.MAX_FEATURES + 1];
        assertThatThrownBy(() -> subject.learn(tooWide, 1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(Snapshots.bytes(subject.learner)).as(type.id()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("learners")
    void weightTwoIsLearningTwiceWhereItSaysSo(LearnerType<?> type) {
        if (!type.traits().contains(LearnerType.Trait.WEIGHT_IS_REPETITION)) {
            return;
        }
        Subject once = Subject.fresh(type, Stream.SCHEMA, 3);
        Subject twice = Subject.fresh(type, Stream.SCHEMA, 3);
        Stream stream = new Stream(3);
        for (int i = 0; i < 3_000; i++) {
            stream.next();
            double[] expected = twice.predict(stream.features);
            double[] told = once.predict(stream.features);
            assertThat(told).hasSameSizeAs(expected);
            for (int j = 0; j < told.length; j++) {
                if (Double.isNaN(expected[j])) {
                    assertThat(told[j]).as("%s, record %d", type, i).isNaN();
                    continue;
                }
                assertThat(told[j])
                        .as("%s, record %d", type, i)
                        .isCloseTo(expected[j], within(1e-9 * (1 + Math.abs(expected[j]))));
            }
            once.learn(stream.features, stream.label, stream.target, 2);
            twice.learn(stream.features, stream.label, stream.target, 1);
            twice.learn(stream.features, stream.label, stream.target, 1);
        }
    }
}
