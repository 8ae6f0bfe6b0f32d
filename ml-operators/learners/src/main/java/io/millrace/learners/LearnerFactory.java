package io.millrace.learners;

import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Makes and reads learners of one setup. Parameters are checked once, and all learners share them; a learner's bytes are its
 * own state alone, without the setup, which whoever keeps them keeps apart. For any thread.
 *
 * @param <L> the learner's class
 */
public final class LearnerFactory<L extends Learner> {
    private static final int MAX_DEPTH = 4;

    private final LearnerType<L> type;
    private final Setup<?> setup;
    private final Supplier<L> maker;
    private final Function<SnapshotReader, L> restorer;

    LearnerFactory(LearnerType<L> type, Setup<?> setup, Supplier<L> maker, Function<SnapshotReader, L> restorer) {
        this.type = type;
        this.setup = setup;
        this.maker = maker;
        this.restorer = restorer;
    }

    public LearnerType<L> type() {
        return type;
    }

    /** What all learners share. */
    public Setup<?> setup() {
        return setup;
    }

    /** A learner that has seen nothing. */
    public L create() {
        return maker.get();
    }

    /**
     * Writes a learner without its setup.
     *
     * @throws IllegalArgumentException when it was made of another
     */
    public void write(L learner, SnapshotWriter out) {
        if (learner.setup() != setup) {
            throw new IllegalArgumentException("the learner is of another setup: " + learner.setup());
        }
        out.writeCount(type.version());
        learner.write(out);
    }

    /**
     * Reads what {@link #write} of any released version wrote.
     *
     * @throws CorruptSnapshotException when it is not that
     */
    public L read(SnapshotReader in) {
        int version = in.readCount("version of " + type.id(), Integer.MAX_VALUE);
        if (version < 1 || version > type.version()) {
            throw new CorruptSnapshotException(
                    "version of " + type.id() + " is 1 to " + type.version() + ", found " + version);
        }
        return in.nested(version, MAX_DEPTH, restorer);
    }

    /**
     * The same learner, with this factory's setup in place of an equal one of its own.
     *
     * @throws IllegalArgumentException when the learner is of another type, or its features or parameters differ; it says in
     *     what
     */
    public L adopt(Learner learner) {
        if (!learner.type().id().equals(type.id())) {
            throw new IllegalArgumentException(
                    "the model is a " + learner.type().id() + ", expected a " + type.id());
        }
        if (!learner.setup().schema().equals(setup.schema())) {
            throw new IllegalArgumentException(
                    "the model has " + learner.setup().schema() + ", expected " + setup.schema());
        }
        if (!learner.setup().settings().equals(setup.settings())) {
            throw new IllegalArgumentException(
                    "the model's parameters are " + learner.setup().settings() + ", expected " + setup.settings());
        }
        byte[] bytes = Snapshots.bytes(out -> {
            out.writeCount(learner.type().version());
            learner.write(out);
        });
        return Snapshots.read(bytes, this::read);
    }
}
