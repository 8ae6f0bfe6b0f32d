package io.millrace.learners.ensembles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learners.Classifier;
import io.millrace.learners.LearnerType;
import io.millrace.learners.Learners;
import io.millrace.learners.Regressor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A member alone is the member that an ensemble of many has, and they vote the same, to the bit. */
final class MemberTest {
    private static final int MEMBERS = 4;
    private static final int RECORDS = 6_000;

    private static Map<String, String> part(Map<String, String> others, int first, int members) {
        Map<String, String> values = new HashMap<>(others);
        values.put("first-member", String.valueOf(first));
        values.put("members", String.valueOf(members));
        values.put("max-bytes", members * 256 + " kb");
        return values;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"leveraging-bagging", "adaptive-random-forest", "streaming-random-patches", "online-bagging"})
    void classifiersAloneVoteAsTogether(String name) {
        LearnerType<? extends Classifier> type = Learners.classifier(name);
        ClassifierEnsemble whole = (ClassifierEnsemble) type.create(Concepts.SCHEMA, part(Map.of(), 0, MEMBERS), 42);
        List<ClassifierEnsemble> alone = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            alone.add((ClassifierEnsemble) type.create(Concepts.SCHEMA, part(Map.of(), i, 1), 42));
        }
        Concepts stream = new Concepts(3, RECORDS / 2);
        double[] votes = new double[3];
        double[] other = new double[3];
        double[] sum = new double[3];
        double[] probabilities = new double[3];
        for (int i = 0; i < RECORDS; i++) {
            stream.next();
            int classes = whole.classes();
            java.util.Arrays.fill(sum, 0);
            for (int member = 0; member < MEMBERS; member++) {
                whole.votes(member, stream.features, votes);
                alone.get(member).votes(0, stream.features, other);
                assertThat(other).as("record %d, member %d", i, member).isEqualTo(votes);
                for (int c = 0; c < classes; c++) {
                    sum[c] += other[c];
                }
            }
            ClassifierEnsemble.combine(sum, classes);
            whole.probabilities(stream.features, probabilities);
            assertThat(sum).as("record %d", i).isEqualTo(probabilities);
            whole.learn(stream.features, stream.label, 1);
            alone.forEach(member -> member.learn(stream.features, stream.label, 1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"adaptive-random-forest", "soknl", "online-bagging"})
    void regressorsAlonePredictAsTogether(String name) {
        LearnerType<? extends Regressor> type = Learners.regressor(name);
        RegressorEnsemble whole = (RegressorEnsemble) type.create(Concepts.SCHEMA, part(Map.of(), 0, MEMBERS), 42);
        List<RegressorEnsemble> alone = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            alone.add((RegressorEnsemble) type.create(Concepts.SCHEMA, part(Map.of(), i, 1), 42));
        }
        NearestLeaves leaves = new NearestLeaves(MEMBERS);
        Concepts stream = new Concepts(3, RECORDS / 2);
        double[] predictions = new double[MEMBERS];
        double[] words = new double[MEMBERS];
        double[] distances = new double[MEMBERS];
        for (int i = 0; i < RECORDS; i++) {
            stream.next();
            for (int member = 0; member < MEMBERS; member++) {
                predictions[member] = alone.get(member).predict(0, stream.features);
                words[member] = alone.get(member).word(0);
                distances[member] = alone.get(member) instanceof Soknl soknl ? soknl.distanceTo(0, stream.features) : 0;
                assertThat(predictions[member]).isEqualTo(whole.predict(member, stream.features));
                assertThat(words[member]).isEqualTo(whole.word(member));
            }
            double expected = whole instanceof Soknl
                    ? leaves.combine(predictions, words, distances)
                    : RegressorEnsemble.combine(predictions, words, MEMBERS);
            assertThat(whole.predict(stream.features)).as("record %d", i).isEqualTo(expected);
            leaves.learn(predictions, words, distances, stream.target, 1);
            whole.learn(stream.features, stream.target, 1);
            alone.forEach(member -> member.learn(stream.features, stream.target, 1));
        }
    }

    @Test
    void membersDiffer() {
        ClassifierEnsemble whole = (ClassifierEnsemble)
                Learners.classifier("leveraging-bagging").create(Concepts.SCHEMA, part(Map.of(), 0, MEMBERS), 1);
        Concepts stream = new Concepts(3, RECORDS);
        for (int i = 0; i < 500; i++) {
            stream.next();
            whole.learn(stream.features, stream.label, 1);
        }
        double[] first = new double[3];
        double[] second = new double[3];
        whole.votes(0, stream.features, first);
        whole.votes(2, stream.features, second);
        assertThat(first).isNotEqualTo(second);
    }

    @Test
    void votesAndPredictionsAreCombinedAsByHand() {
        double[] sum = {1, 0, 3, 99};
        ClassifierEnsemble.combine(sum, 3);
        assertThat(sum).containsExactly(0.25, 0, 0.75, 99);
        double[] none = {0, 0};
        ClassifierEnsemble.combine(none, 2);
        assertThat(none).containsExactly(0.5, 0.5);
        // (2 · 1 + 6 · 3) / (1 + 3) = 5; the second knows nothing.
        assertThat(RegressorEnsemble.combine(new double[] {2, 1_000, 6}, new double[] {1, 0, 3}, 3))
                .isEqualTo(5);
        assertThat(RegressorEnsemble.combine(new double[] {2}, new double[] {0}, 1))
                .isEqualTo(0);
    }

    @Test
    void tooLittleMemoryIsRefused() {
        assertThatThrownBy(() -> Learners.classifier("adaptive-random-forest")
                        .create(Concepts.SCHEMA, Map.of("max-bytes", "200 kb", "members", "100"), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("max-bytes, 204800")
                .hasMessageContaining("100 members");
    }
}
