package io.millrace.learners.ensembles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learners.Classifier;
import io.millrace.learners.Learner;
import io.millrace.learners.LearnerFactory;
import io.millrace.learners.LearnerType;
import io.millrace.learners.Learners;
import io.millrace.learners.Regressor;
import io.millrace.learners.Schema;
import io.millrace.learners.Snapshots;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Members that learn alone, next to the ensemble that learns as a whole: the same to the byte, whenever one looks. */
final class EnsemblePartsTest {
    private static final Schema SCHEMA = Schema.of(false, false, false, false, true);
    private static final int MEMBERS = 5;
    private static final int RECORDS = 3_000;

    @ParameterizedTest
    @CsvSource({
        "classifier, adaptive-random-forest, 0",
        "classifier, leveraging-bagging, 3",
        "classifier, streaming-random-patches, 0",
        "classifier, online-bagging, 2",
        "regressor, adaptive-random-forest, 1",
        "regressor, soknl, 0",
        "regressor, online-bagging, 0"
    })
    void membersAloneAreThoseOfTheWhole(String role, String name, int first) {
        LearnerType<?> type = role.equals("classifier") ? Learners.classifier(name) : Learners.regressor(name);
        Map<String, String> parameters =
                Map.of("members", "" + MEMBERS, "max-bytes", "999999", "first-member", "" + first);
        check(type.factory(SCHEMA, parameters, 7), parameters);
    }

    private static <L extends Learner> void check(LearnerFactory<L> factory, Map<String, String> parameters) {
        EnsembleParts<L> parts = new EnsembleParts<>(factory, parameters);
        assertThat(parts.members()).isEqualTo(MEMBERS);
        L whole = factory.create();
        List<L> alone = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            alone.add(parts.member(i).create());
        }
        NearestLeaves leaves = whole instanceof Soknl ? new NearestLeaves(MEMBERS) : null;
        Records records = new Records();
        for (int i = 0; i < RECORDS; i++) {
            double[] record = records.next(i);
            if (i % 500 == 0 || i == RECORDS - 1) {
                for (int member = 0; member < MEMBERS; member++) {
                    assertThat(Snapshots.bytes(parts.split(whole, member)))
                            .as("member %d after %d records", member, i)
                            .isEqualTo(Snapshots.bytes(forgettingLeaves(alone.get(member), parts.member(member))));
                }
                L joined = parts.join(alone, leaves);
                assertThat(Snapshots.bytes(joined)).as("after %d records", i).isEqualTo(Snapshots.bytes(whole));
                assertThat(joined.setup()).isSameAs(whole.setup());
                // What was taken apart and put together goes on.
                whole = joined;
                for (int member = 0; member < MEMBERS; member++) {
                    alone.set(member, parts.split(joined, member));
                }
                leaves = parts.leaves(joined);
            }
            learnToCombine(leaves, alone, record, records.target);
            learn(whole, record, records);
            alone.forEach(member -> learn(member, record, records));
        }
    }

    /** A member's leaves have none to choose from, and what they have learned goes nowhere. */
    private static <L extends Learner> L forgettingLeaves(L member, LearnerFactory<L> factory) {
        if (!(member instanceof Soknl soknl)) {
            return member;
        }
        byte[] bytes = Snapshots.bytes(out -> {
            out.writeCount(soknl.type().version());
            soknl.writeWhole(out);
            new NearestLeaves(1).write(out);
        });
        return Snapshots.read(bytes, factory::read);
    }

    private static void learnToCombine(
            @Nullable NearestLeaves leaves, List<? extends Learner> alone, double[] record, double target) {
        if (leaves != null) {
            double[][] said = new double[3][MEMBERS];
            for (int member = 0; member < MEMBERS; member++) {
                Soknl soknl = (Soknl) alone.get(member);
                said[0][member] = soknl.predict(0, record);
                said[1][member] = soknl.word(0);
                said[2][member] = soknl.distanceTo(0, record);
            }
            leaves.learn(said[0], said[1], said[2], target, 1);
        }
    }

    private static void learn(Learner learner, double[] record, Records records) {
        if (learner instanceof Classifier classifier) {
            classifier.learn(record, records.label, 1);
        } else {
            ((Regressor) learner).learn(record, records.target, 1);
        }
    }

    /** Missing values, a category, a concept that turns round, a late class and late features. */
    private static final class Records {
        private final SplittableRandom random = new SplittableRandom(11);
        int label;
        double target;

        double[] next(int count) {
            double[] record = new double[count < 2_000 ? 5 : 7];
            for (int i = 0; i < record.length; i++) {
                record[i] = random.nextInt(20) == 0 ? Double.NaN : random.nextDouble();
            }
            record[4] = random.nextInt(3);
            double sum = (Double.isNaN(record[0]) ? 0.5 : record[0]) + record[4];
            boolean turned = count >= 1_200;
            label = sum > 1 == turned ? 0 : sum > 2 && count > 800 ? 2 : 1;
            target = (turned ? -3 : 3) * sum + random.nextDouble();
            return record;
        }
    }

    @Test
    void membersWithDifferentRecordsAreRefused() {
        LearnerType<? extends Classifier> type = Learners.classifier("leveraging-bagging");
        Map<String, String> parameters = Map.of("members", "2");
        refuse(type.factory(SCHEMA, parameters, 7), parameters);
    }

    private static <L extends Classifier> void refuse(LearnerFactory<L> factory, Map<String, String> parameters) {
        EnsembleParts<L> parts = new EnsembleParts<>(factory, parameters);
        L first = parts.member(0).create();
        L second = parts.member(1).create();
        first.learn(new double[5], 2, 1);
        assertThatThrownBy(() -> parts.join(List.of(first, second), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("classifier/leveraging-bagging")
                .hasMessageContaining("the same records");
    }

    @Test
    void onlyEnsemblesHaveMembers() {
        LearnerFactory<? extends Classifier> tree =
                Learners.classifier("hoeffding-tree").factory(SCHEMA, Map.of(), 1);
        assertThat(EnsembleParts.areOf(tree.setup())).isFalse();
        assertThatThrownBy(() -> new EnsembleParts<>(tree, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("classifier/hoeffding-tree has no members");
        assertThat(EnsembleParts.areOf(
                        Learners.regressor("soknl").factory(SCHEMA, Map.of(), 1).setup()))
                .isTrue();
    }

    @Test
    void aThousandMembersHaveTheirShareOfMemoryEach() {
        LearnerType<? extends Classifier> type = Learners.classifier("adaptive-random-forest");
        Map<String, String> parameters = Map.of("members", "1000");
        LearnerFactory<? extends Classifier> whole = type.factory(SCHEMA, parameters, 7);
        EnsembleParts<? extends Classifier> parts = new EnsembleParts<>(whole, parameters);
        AdaptiveRandomForest.Settings last =
                (AdaptiveRandomForest.Settings) parts.member(999).setup().settings();
        assertThat(last.maxBytes()).isEqualTo((64 << 20) / 1_000);
        assertThat(last.firstMember()).isEqualTo(999);
        assertThat(Arrays.asList(last.members())).containsExactly(1);
    }
}
