package io.millrace.learners.ensembles;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.Inputs;
import io.millrace.learners.Learner;
import io.millrace.learners.LearnerType;
import io.millrace.learners.Parameters;
import io.millrace.learners.Schema;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.Snapshots;
import io.millrace.learners.SplitMix64;
import io.millrace.learners.features.NamedLearner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Learners of one kind, and how often each of them learns a record. */
final class Bag<L extends Learner> {
    /** About what a member's own setup takes. */
    private static final long SETUP = 140;

    private final PoissonWeights weights;
    private final List<L> members;
    private final SplitMix64[] random;

    private Bag(double meanWeight, List<L> members, SplitMix64[] random) {
        this.weights = new PoissonWeights(meanWeight);
        this.members = members;
        this.random = random;
    }

    /**
     * Members that have learned nothing.
     *
     * @param find the kind of a name
     * @throws IllegalArgumentException when they cannot be made so
     */
    static <L extends Learner> Bag<L> of(
            BaggingSettings settings, Schema schema, long seed, Function<String, LearnerType<? extends L>> find) {
        SplitMix64[] random = new SplitMix64[settings.members()];
        List<L> members = new ArrayList<>();
        for (int i = 0; i < random.length; i++) {
            long own = TreeEnsemble.seed(seed, settings.firstMember() + i);
            random[i] = new SplitMix64(own);
            members.add(member(settings, schema, SplitMix64.mix(own), find));
        }
        return new Bag<>(settings.meanWeight(), members, random);
    }

    private static <L extends Learner> L member(
            BaggingSettings settings, Schema schema, long seed, Function<String, LearnerType<? extends L>> find) {
        NamedLearner named = NamedLearner.parse(settings.learner());
        if (settings.learner().contains("online-bagging")) {
            throw new IllegalArgumentException("learner of online-bagging is not online-bagging itself");
        }
        LearnerType<? extends L> type = find.apply(named.name());
        Map<String, String> values = new HashMap<>(named.values());
        for (Parameters.Spec parameter : type.parameters()) {
            if (parameter.type().equals("size")) {
                values.putIfAbsent(parameter.name(), Long.toString(settings.maxBytes() / settings.members()));
                break;
            }
        }
        return type.create(schema, values, seed);
    }

    /** As it was written, of members of this role. */
    static <L extends Learner> Bag<L> read(
            BaggingSettings settings,
            Schema schema,
            Function<String, LearnerType<? extends L>> find,
            Class<L> role,
            SnapshotReader in) {
        L twin;
        try {
            twin = member(settings, schema, 0, find);
        } catch (IllegalArgumentException e) {
            throw new CorruptSnapshotException("learner in the snapshot: " + e.getMessage(), e);
        }
        SplitMix64[] random = new SplitMix64[settings.members()];
        List<L> members = new ArrayList<>();
        for (int i = 0; i < random.length; i++) {
            random[i] = new SplitMix64(in.readLong());
            L member = Snapshots.readNested(in, role);
            boolean same = member.type() == twin.type()
                    && member.setup().settings().equals(twin.setup().settings())
                    && member.setup().schema().equals(schema);
            if (!same) {
                throw new CorruptSnapshotException("member " + i + " is " + twin.type() + " of "
                        + twin.setup().settings() + ", found " + member.type() + " of "
                        + member.setup().settings());
            }
            members.add(member);
        }
        return new Bag<>(settings.meanWeight(), members, random);
    }

    void write(int member, SnapshotWriter out) {
        out.writeLong(random[member].state());
        Snapshots.writeNested(members.get(member), out);
    }

    int size() {
        return random.length;
    }

    L get(int member) {
        return members.get(member);
    }

    /** What a record weighs for one member; draws its lot. */
    double weight(int member, double weight) {
        return Math.min(Inputs.MAX_WEIGHT, weight * weights.next(random[member]));
    }

    long memoryBytes() {
        long bytes = 80 + weights.memoryBytes() + 28L * random.length;
        for (L member : members) {
            bytes += member.memoryBytes() + SETUP;
        }
        return bytes;
    }
}
