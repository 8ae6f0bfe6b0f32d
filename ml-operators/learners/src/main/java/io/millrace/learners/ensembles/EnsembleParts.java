package io.millrace.learners.ensembles;

import io.millrace.learners.Learner;
import io.millrace.learners.LearnerFactory;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.Snapshots;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes an ensemble apart into ensembles of one member each, and puts them together again, at any time and to the bit. An
 * ensemble of one member has that member's number as the first, and its share of the memory. For any thread.
 *
 * @param <L> the ensemble's class
 */
public final class EnsembleParts<L extends Learner> {
    private final LearnerFactory<L> whole;
    private final List<LearnerFactory<L>> alone = new ArrayList<>();

    /**
     * @param whole makes the ensemble
     * @param parameters what it was made with; those left to their defaults may be missing
     * @throws IllegalArgumentException when it is no ensemble
     */
    public EnsembleParts(LearnerFactory<L> whole, Map<String, String> parameters) {
        if (!(whole.setup().settings() instanceof EnsembleSettings settings)) {
            throw new IllegalArgumentException(whole.type() + " has no members");
        }
        this.whole = whole;
        for (int i = 0; i < settings.members(); i++) {
            Map<String, String> own = new HashMap<>(parameters);
            own.put("members", "1");
            own.put("first-member", Integer.toString(settings.firstMember() + i));
            own.put("max-bytes", Long.toString(settings.maxBytes() / settings.members()));
            Setup<?> setup = whole.setup();
            alone.add(whole.type().factory(setup.schema(), own, setup.seed()));
        }
    }

    /** Whether learners of this setup have members. */
    public static boolean areOf(Setup<?> setup) {
        return setup.settings() instanceof EnsembleSettings;
    }

    /** How many members there are. */
    public int members() {
        return alone.size();
    }

    /** Makes the ensemble of one member, by the member's place, from 0. */
    public LearnerFactory<L> member(int place) {
        return alone.get(place);
    }

    /** One member of an ensemble, alone: as if it had been alone from its first record. The ensemble stays as it is. */
    public L split(L ensemble, int place) {
        Divisible all = (Divisible) ensemble;
        return made(alone.get(place), out -> {
            all.writeShared(out);
            all.writeMember(place, out);
            all.writeAfter(place, out);
            if (ensemble instanceof Soknl) {
                new NearestLeaves(1).write(out);
            }
        });
    }

    /** How the ensemble puts its members' predictions together, where it learns that; {@code null} where it doesn't. */
    public @Nullable NearestLeaves leaves(L ensemble) {
        return ensemble instanceof Soknl soknl ? soknl.leaves() : null;
    }

    /**
     * The ensemble of all members. They stay as they are.
     *
     * @param members each alone, in the order of their places
     * @param leaves what {@link #leaves} gives; {@code null} where that is {@code null}
     * @throws IllegalArgumentException when they have not learned the same records
     */
    public L join(List<? extends L> members, @Nullable NearestLeaves leaves) {
        byte[] shared = Snapshots.bytes(((Divisible) members.get(0))::writeShared);
        for (L member : members) {
            if (!Arrays.equals(shared, Snapshots.bytes(((Divisible) member)::writeShared))) {
                throw new IllegalArgumentException(
                        "members of a " + whole.type() + " have all learned the same records; these have not");
            }
        }
        return made(whole, out -> {
            ((Divisible) members.get(0)).writeShared(out);
            members.forEach(member -> ((Divisible) member).writeMember(0, out));
            members.forEach(member -> ((Divisible) member).writeAfter(0, out));
            if (leaves != null) {
                leaves.write(out);
            }
        });
    }

    private static <L extends Learner> L made(LearnerFactory<L> factory, Consumer<SnapshotWriter> body) {
        byte[] bytes = Snapshots.bytes(out -> {
            out.writeCount(factory.type().version());
            body.accept(out);
        });
        return Snapshots.read(bytes, factory::read);
    }
}
