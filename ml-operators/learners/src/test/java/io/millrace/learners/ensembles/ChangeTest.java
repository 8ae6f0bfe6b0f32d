package io.millrace.learners.ensembles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learners.Classifier;
import io.millrace.learners.Learners;
import io.millrace.learners.Regressor;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ensembles do when what they learned turns into its opposite, and what their members' words count. */
final class ChangeTest {
    private static final int CHANGE = 10_000;
    private static final int AFTER = 3_000;
    private static final String NEVER = "1e-300";

    @ParameterizedTest
    @ValueSource(strings = {"leveraging-bagging", "adaptive-random-forest", "streaming-random-patches"})
    void recoversFasterThanWithoutDetection(String name) {
        double with = accuracyAfterChange(name, Map.of());
        Map<String, String> values = new HashMap<>(Map.of("change-confidence", NEVER));
        if (!name.equals("leveraging-bagging")) {
            values.put("warning-confidence", NEVER);
        }
        double without = accuracyAfterChange(name, values);
        assertThat(with).isGreaterThan(without + 0.15);
    }

    private static double accuracyAfterChange(String name, Map<String, String> values) {
        Classifier ensemble = Learners.classifier(name).create(Concepts.SCHEMA, values, 1);
        Concepts stream = new Concepts(1, CHANGE);
        int hits = 0;
        for (int i = 0; i < CHANGE + AFTER; i++) {
            stream.next();
            if (i >= CHANGE && ensemble.predict(stream.features) == stream.label) {
                hits++;
            }
            ensemble.learn(stream.features, stream.label, 1);
        }
        return (double) hits / AFTER;
    }

    @ParameterizedTest
    @ValueSource(strings = {"adaptive-random-forest", "soknl"})
    void regressionRecoversFasterThanWithoutDetection(String name) {
        double with = errorAfterChange(name, Map.of());
        double without = errorAfterChange(name, Map.of("change-confidence", NEVER, "warning-confidence", NEVER));
        assertThat(with).isLessThan(without * 0.8);
    }

    private static double errorAfterChange(String name, Map<String, String> values) {
        Regressor ensemble = Learners.regressor(name).create(Concepts.SCHEMA, values, 1);
        Concepts stream = new Concepts(1, CHANGE);
        double error = 0;
        for (int i = 0; i < CHANGE + AFTER; i++) {
            stream.next();
            if (i >= CHANGE) {
                error += Math.abs(ensemble.predict(stream.features) - stream.target);
            }
            ensemble.learn(stream.features, stream.target, 1);
        }
        return error / AFTER;
    }

    /** One member that never changes: its votes sum to ((hits + 1) / (misses + 1))², of what its own tree predicted. */
    @Test
    void aWordCountsByTheOddsThatItIsRightSquared() {
        ClassifierEnsemble one = (ClassifierEnsemble) Learners.classifier("leveraging-bagging")
                .create(Concepts.SCHEMA, Map.of("members", "1", "change-confidence", NEVER, "mean-weight", "40"), 3);
        Concepts stream = new Concepts(2, CHANGE);
        double[] votes = new double[3];
        int hits = 0;
        int misses = 0;
        for (int i = 0; i < 2_000; i++) {
            stream.next();
            if (i > 0) {
                one.votes(0, stream.features, votes);
                double odds = (hits + 1.0) / (misses + 1.0);
                assertThat(votes[0] + votes[1] + votes[2]).isCloseTo(odds * odds, within(1e-6 * odds * odds));
            }
            // With a mean weight of 40 a record is learned all but surely, so each counts.
            boolean right = one.predict(stream.features) == stream.label;
            hits += right ? 1 : 0;
            misses += right ? 0 : 1;
            one.learn(stream.features, stream.label, 1);
        }
        assertThat(hits).isGreaterThan(misses);
    }

    /** Even members begin anew at each change; odd ones never with a renewal of 0, and know the old concept after it. */
    @Test
    void everySecondTreeKeepsWhatItKnows() {
        Classifier steadfast = trained("0", 1);
        Classifier other = trained("0", 0);
        Classifier renewed = trained("1", 1);
        assertThat(accuracyOnFirst(steadfast)).isGreaterThan(accuracyOnFirst(other) + 0.2);
        assertThat(accuracyOnFirst(renewed)).isLessThan(accuracyOnFirst(steadfast) - 0.2);
    }

    private static Classifier trained(String renewal, int member) {
        Classifier one = Learners.classifier("leveraging-bagging")
                .create(
                        Concepts.SCHEMA,
                        Map.of("members", "1", "first-member", String.valueOf(member), "renewal", renewal),
                        1);
        Concepts stream = new Concepts(1, CHANGE);
        for (int i = 0; i < CHANGE + 600; i++) {
            stream.next();
            one.learn(stream.features, stream.label, 1);
        }
        return one;
    }

    private static double accuracyOnFirst(Classifier one) {
        Concepts stream = new Concepts(77, CHANGE);
        int hits = 0;
        for (int i = 0; i < 1_000; i++) {
            stream.next();
            hits += one.predict(stream.features) == stream.label ? 1 : 0;
        }
        return hits / 1_000.0;
    }
}
