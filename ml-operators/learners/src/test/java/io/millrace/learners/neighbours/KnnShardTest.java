package io.millrace.learners.neighbours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learners.Classifier;
import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.LearnerFactory;
import io.millrace.learners.Learners;
import io.millrace.learners.Regressor;
import io.millrace.learners.Schema;
import io.millrace.learners.Setup;
import io.millrace.learners.Snapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records spread over shards, next to a learner that holds all of them: the same predictions and snapshots, to the bit. */
final class KnnShardTest {
    private static final Schema SCHEMA = Schema.of(false, false, false, false, false, false, true, true);
    private static final int RECORDS = 900;
    private static final int CLASSES = 4;

    /** What a subtask, or several, have of both learners. */
    private static final class Spread<L extends io.millrace.learners.Learner> {
        final KnnParts<L> parts;
        final Setup<?> setup;
        KnnLedger ledger;
        List<KnnShard> shards = new ArrayList<>();
        final KnnMerge merge;
        double[] found = new double[0];

        Spread(LearnerFactory<L> factory, int count) {
            this.parts = new KnnParts<>(factory);
            this.setup = parts.setup();
            this.ledger = new KnnLedger(setup);
            this.merge = new KnnMerge(setup);
            for (int i = 0; i < count; i++) {
                shards.add(new KnnShard(setup));
            }
        }

        void ask(double[] features, SplittableRandom random) {
            double[] record = ledger.ask(features);
            double[] scales = ledger.scales();
            found = new double[0];
            int from = random.nextInt(shards.size());
            for (int i = 0; i < shards.size(); i++) {
                KnnShard shard = shards.get((from + i) % shards.size());
                shard.search(record, scales);
                int at = found.length;
                found = java.util.Arrays.copyOf(found, at + KnnShard.NUMBERS * shard.found());
                for (int n = 0; n < shard.found(); n++) {
                    shard.get(n, found, at + KnnShard.NUMBERS * n);
                }
            }
            merge.merge(found, found.length, ledger.first(), ledger.size(), ledger.oldest());
        }

        void learn(double[] features, double target, double weight, int owner) {
            double[] record = ledger.learn(features).clone();
            for (int i = 0; i < shards.size(); i++) {
                shards.get(i).follow(ledger.width(), ledger.first());
                if (i == owner % shards.size()) {
                    shards.get(i).add(ledger.next() - 1, record, target, weight);
                }
            }
        }

        /** As if from a checkpoint, in pieces that come to other shards, of another number. */
        void spreadAnew(int pieces, int count, SplittableRandom random) {
            byte[] kept = Snapshots.bytes(ledger::write);
            ledger = Snapshots.read(kept, in -> new KnnLedger(setup, in));
            assertThat(Snapshots.bytes(ledger::write)).isEqualTo(kept);
            List<KnnShard> others = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                others.add(new KnnShard(setup));
            }
            for (KnnShard shard : shards) {
                for (int piece = 0; piece < pieces; piece++) {
                    int which = piece;
                    byte[] bytes = Snapshots.bytes(out -> shard.write(which, pieces, out));
                    KnnShard other = others.get(random.nextInt(count));
                    Snapshots.read(bytes, in -> {
                        other.take(in);
                        return other;
                    });
                }
            }
            others.forEach(shard -> shard.follow(ledger.width(), ledger.first()));
            shards = others;
        }

        L joined() {
            KnnShard all = new KnnShard(setup);
            for (KnnShard shard : shards) {
                byte[] bytes = Snapshots.bytes(out -> shard.write(0, 1, out));
                Snapshots.read(bytes, in -> {
                    all.take(in);
                    return all;
                });
            }
            return parts.join(ledger, all, CLASSES);
        }

        void split(L whole, int count) {
            ledger = parts.ledger(whole);
            shards = new ArrayList<>(List.of(parts.shard(whole)));
            spreadAnew(5, count, new SplittableRandom(count));
        }
    }

    /**
     * @param shards at first
     * @param memory in kb: 64 hold some 420 records, fewer once features are missing or come
     * @param roundRobin whether records go to shards in turn; else by lot
     */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 40, uniform, 0, 64, true",
        "2, 10, 40, uniform, 0.1, 64, true",
        "3, 7, 100, inverse, 0.001, 64, true",
        "4, 5, 64, inverse, 0.4, 64, false",
        "5, 50, 30, inverse, 0.2, 64, true",
        "5, 3, 1, uniform, 0.1, 64, true",
        "3, 10, 2000, inverse, 0.05, 64, true",
        "2, 10, 2000, inverse, 0, 1000, false",
        "4, 9, 250, inverse, 0.02, 64, false"
    })
    void predictsAsAll(
            int shards, int neighbours, int window, String weighting, double missing, int memory, boolean roundRobin) {
        Map<String, String> parameters = Map.of(
                "neighbours", "" + neighbours, "window", "" + window, "weighting", weighting, "memory", memory + " kb");
        checkClassifier(Learners.classifier("knn").factory(SCHEMA, parameters, 1), shards, missing, roundRobin);
        checkRegressor(Learners.regressor("knn").factory(SCHEMA, parameters, 1), shards, missing, roundRobin);
    }

    private static <L extends Classifier> void checkClassifier(
            LearnerFactory<L> factory, int shards, double missing, boolean roundRobin) {
        L whole = factory.create();
        Spread<L> spread = new Spread<>(factory, shards);
        SplittableRandom random = new SplittableRandom(shards);
        for (int i = 0; i < RECORDS; i++) {
            double[] features = features(random, missing, i);
            int label = i < CLASSES ? i : random.nextInt(CLASSES);
            double weight = random.nextInt(3) == 0 ? 1 + random.nextDouble() : 1;
            double[] expected = new double[whole.classes()];
            double[] told = new double[whole.classes()];
            whole.probabilities(features, expected);
            spread.ask(features, random);
            spread.merge.probabilities(told.length, told);
            assertThat(told).as("record %d", i).isEqualTo(expected);
            whole.learn(features, label, weight);
            spread.learn(features, label, weight, roundRobin ? i : random.nextInt(shards));
            if (i % 97 == 96) {
                spread.spreadAnew(1 + random.nextInt(7), 1 + random.nextInt(5), random);
                assertThat(Snapshots.bytes(spread.joined()))
                        .as("after record %d", i)
                        .isEqualTo(Snapshots.bytes(whole));
            }
            if (i == 500) {
                spread.split(whole, 2);
            }
        }
    }

    private static <L extends Regressor> void checkRegressor(
            LearnerFactory<L> factory, int shards, double missing, boolean roundRobin) {
        L whole = factory.create();
        Spread<L> spread = new Spread<>(factory, shards);
        SplittableRandom random = new SplittableRandom(shards);
        for (int i = 0; i < RECORDS; i++) {
            double[] features = features(random, missing, i);
            double target = random.nextInt(3) + random.nextDouble();
            spread.ask(features, random);
            assertThat(spread.merge.mean()).as("record %d", i).isEqualTo(whole.predict(features));
            whole.learn(features, target, 1);
            spread.learn(features, target, 1, roundRobin ? i : random.nextInt(shards));
            if (i % 211 == 210) {
                assertThat(Snapshots.bytes(spread.joined())).isEqualTo(Snapshots.bytes(whole));
            }
            if (i == 333) {
                spread.split(whole, shards);
            }
        }
    }

    /** Few values, so that many tie; shorter and longer records; a time in which a feature is constant. */
    private static double[] features(SplittableRandom random, double missing, int count) {
        int width = count < 450 ? 8 : count < 700 ? 10 : 11;
        double[] features = new double[random.nextInt(30) == 0 ? 7 : width];
        for (int j = 0; j < features.length; j++) {
            boolean lacks = random.nextDouble() < missing;
            double value = j < 3 ? random.nextInt(4) * 0.1 : Math.floor(random.nextDouble() * 100) / 7;
            features[j] = lacks ? Double.NaN : j == 1 && count > 200 && count < 400 ? 0.3 : value;
        }
        if (random.nextInt(50) == 0) {
            features[0] = random.nextBoolean() ? 1e200 : Double.NEGATIVE_INFINITY;
        }
        return features;
    }

    @Test
    void missingRecordsAreNotedWhenPutTogether() {
        LearnerFactory<? extends Classifier> factory =
                Learners.classifier("knn").factory(SCHEMA, Map.of(), 1);
        missing(factory);
    }

    private static <L extends Classifier> void missing(LearnerFactory<L> factory) {
        Spread<L> spread = new Spread<>(factory, 2);
        for (int i = 0; i < 10; i++) {
            spread.learn(new double[8], 1, 1, i);
        }
        assertThatThrownBy(() -> spread.parts.join(spread.ledger, spread.shards.get(0), 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("records kept are the 10 from 0 on; these are 5 others");
    }

    @Test
    void damagedShardsAreRefused() {
        LearnerFactory<? extends Classifier> factory =
                Learners.classifier("knn").factory(SCHEMA, Map.of(), 1);
        byte[] early = Snapshots.bytes(out -> {
            out.writeCount(8);
            out.writeLong(5);
            out.writeCount(1);
            out.writeLong(4);
            out.writeDoubles(new double[8], 8);
            out.writeDouble(0);
            out.writeDouble(1);
        });
        KnnShard shard = new KnnShard(factory.setup());
        assertThatThrownBy(() -> Snapshots.read(early, in -> {
                    shard.take(in);
                    return shard;
                }))
                .isInstanceOf(CorruptSnapshotException.class)
                .hasMessageContaining("from 5 on")
                .hasMessageContaining("found 4");
    }

    @Test
    void otherLearnersHaveNoShards() {
        Setup<?> tree = Learners.classifier("hoeffding-tree")
                .factory(SCHEMA, Map.of(), 1)
                .setup();
        assertThat(KnnParts.areOf(tree)).isFalse();
        assertThatThrownBy(() -> new KnnLedger(tree))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("settings of k-nearest neighbours expected");
    }
}
