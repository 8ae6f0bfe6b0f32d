package io.millrace.learners;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A kind of learner: its name, its parameters, and how one is made and read back. One constant in each learner's class,
 * and one line in {@link Learners}.
 *
 * @param <L> the learner's class
 */
public final class LearnerType<L extends Learner> {
    /** Makes a learner that has seen nothing. */
    @FunctionalInterface
    public interface Maker<L, S extends Record> {
        /** @throws IllegalArgumentException when the parameters do not go together, or with the schema */
        L make(Setup<S> setup);
    }

    /** Reads what {@link Learner#write} of any released {@link SnapshotReader#version() version} wrote. */
    @FunctionalInterface
    public interface Restorer<L, S extends Record> {
        /** @throws CorruptSnapshotException when it is not that */
        L restore(Setup<S> setup, SnapshotReader in);
    }

    /** What a learner does. */
    public enum Role {
        CLASSIFIER,
        REGRESSOR,
        TRANSFORMER,
        DRIFT_DETECTOR
    }

    /** What the contract tests hold a learner to besides. */
    public enum Trait {
        /** Weight 2 is the same as learning the record twice. */
        WEIGHT_IS_REPETITION
    }

    private final Role role;
    private final String name;
    private final String summary;
    private final String source;
    private final Family<L, ?> family;
    private final int version;
    private final Set<Trait> traits;

    private record Family<L extends Learner, S extends Record>(
            Class<S> settings, Maker<L, S> maker, Restorer<L, S> restorer) {
        LearnerFactory<L> factory(LearnerType<L> type, Schema schema, Map<String, String> values, long seed) {
            Setup<S> setup = new Setup<>(schema, Parameters.of(settings, values), seed);
            return new LearnerFactory<>(type, setup, () -> maker.make(setup), in -> restorer.restore(setup, in));
        }

        L make(Schema schema, Map<String, String> values, long seed) {
            return maker.make(new Setup<>(schema, Parameters.of(settings, values), seed));
        }

        L read(SnapshotReader in) {
            Schema schema = Schema.read(in);
            long seed = in.readLong();
            try {
                return restorer.restore(new Setup<>(schema, Parameters.read(in, settings), seed), in);
            } catch (IllegalArgumentException e) {
                throw new CorruptSnapshotException("parameters in the snapshot: " + e.getMessage(), e);
            }
        }
    }

    private LearnerType(
            Role role,
            String name,
            Family<L, ?> family,
            int version,
            String summary,
            String source,
            Set<Trait> traits) {
        this.role = role;
        this.name = name;
        this.family = family;
        this.version = version;
        this.summary = summary;
        this.source = source;
        this.traits = Set.copyOf(traits);
    }

    /**
     * A kind of learner with snapshots of version 1 and no traits.
     *
     * @param name with hyphens; unique among those of its role, for users and in snapshots, and never changed
     */
    public static <L extends Learner, S extends Record> LearnerType<L> of(
            Role role, String name, Class<S> settings, Maker<L, S> maker, Restorer<L, S> restorer) {
        return new LearnerType<>(role, name, new Family<>(settings, maker, restorer), 1, "", "", Set.of());
    }

    /** With one sentence on what it is and when to take it, and the paper it follows (authors, title, year, DOI). */
    public LearnerType<L> documented(String what, String paper) {
        return new LearnerType<>(role, name, family, version, what, paper, traits);
    }

    /** With what the contract tests hold it to besides. */
    public LearnerType<L> with(Trait... more) {
        return new LearnerType<>(role, name, family, version, summary, source, Set.of(more));
    }

    /** With snapshots written as of this version; earlier ones are still read. */
    public LearnerType<L> version(int written) {
        return new LearnerType<>(role, name, family, written, summary, source, traits);
    }

    public Role role() {
        return role;
    }

    public String name() {
        return name;
    }

    /** Unique among all roles: what snapshots carry. */
    public String id() {
        return role.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-') + "/" + name;
    }

    public int version() {
        return version;
    }

    public String summary() {
        return summary;
    }

    public String source() {
        return source;
    }

    public Set<Trait> traits() {
        return traits;
    }

    /** Its parameters, in their order. */
    public List<Parameters.Spec> parameters() {
        return Parameters.describe(family.settings());
    }

    /**
     * A learner that has seen nothing.
     *
     * @param values parameters by name; the others have their defaults
     * @throws IllegalArgumentException when a name is unknown, a value wrong, or they do not go together
     */
    public L create(Schema schema, Map<String, String> values, long seed) {
        return family.make(schema, values, seed);
    }

    /** A learner that has seen nothing, with all defaults. */
    public L create(Schema schema, long seed) {
        return create(schema, Map.of(), seed);
    }

    /**
     * Makes and reads many learners of one setup, which is checked here, once.
     *
     * @throws IllegalArgumentException when a name is unknown, a value wrong, or they do not go together
     */
    public LearnerFactory<L> factory(Schema schema, Map<String, String> values, long seed) {
        return family.factory(this, schema, values, seed);
    }

    L read(SnapshotReader in) {
        return family.read(in);
    }

    @Override
    public String toString() {
        return id();
    }
}
