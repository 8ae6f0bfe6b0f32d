package io.millrace.operators;

import io.millrace.learners.Classifier;
import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.Learner;
import io.millrace.learners.LearnerFactory;
import io.millrace.learners.Parameters;
import io.millrace.learners.Schema;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.Snapshots;
import io.millrace.learners.pmml.Pmml;
import java.util.ArrayList;
import java.util.List;

/** Makes, writes and reads the models of one specification, which share all that they can. For any thread. */
public final class Models {
    static final int MOST_CATEGORIES = Schema.MAX_CATEGORIES;

    private static final String EXPORT = "model";
    private static final int EXPORT_VERSION = 1;

    private final ModelSpec spec;
    private final LearnerFactory<? extends Learner> factory;
    private final int[] nominals;

    public Models(ModelSpec spec) {
        this.spec = spec;
        this.factory = spec.factory();
        this.nominals = spec.schema().nominals();
    }

    LearnerFactory<? extends Learner> factory() {
        return factory;
    }

    ModelSpec spec() {
        return spec;
    }

    boolean isClassification() {
        return spec.task() == ModelSpec.Task.CLASSIFICATION;
    }

    /** Positions of the nominal features. Not to be changed. */
    int[] nominals() {
        return nominals;
    }

    /** A model that has learned nothing. */
    public Model create() {
        return new Model(this);
    }

    /** Writes a model for state: without features and parameters, which are the job's. */
    public void write(Model model, SnapshotWriter out) {
        writeLearner(factory, model.learner(), out);
        model.write(out);
    }

    private static <L extends Learner> void writeLearner(
            LearnerFactory<L> factory, Learner learner, SnapshotWriter out) {
        @SuppressWarnings("unchecked") // checked by its setup
        L own = (L) learner;
        factory.write(own, out);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws CorruptSnapshotException when it is not that
     */
    public Model read(SnapshotReader in) {
        return new Model(this, factory.read(in), in);
    }

    /** A model that others can read by itself: with its features and parameters, and a checksum. */
    public byte[] export(Model model) {
        return Snapshots.bytes(out -> {
            out.writeText(EXPORT);
            out.writeCount(EXPORT_VERSION);
            out.writeCount(spec.features().size());
            for (ModelSpec.Feature feature : spec.features()) {
                out.writeText(feature.name());
                out.writeBoolean(feature.nominal());
            }
            Snapshots.writeNested(model.learner(), out);
            model.write(out);
        });
    }

    /**
     * Reads what {@link #export} wrote.
     *
     * @throws CorruptSnapshotException when it is not that
     * @throws IllegalArgumentException when it is of another learner, or its features or parameters are not this
     *     specification's; it says in what they differ
     */
    public Model importModel(byte[] exported) {
        return Snapshots.read(exported, in -> {
            List<ModelSpec.Feature> features = readFeatures(in);
            if (!features.equals(spec.features())) {
                throw new IllegalArgumentException(
                        "the model's features are " + features + ", expected " + spec.features());
            }
            Learner learner = factory.adopt(Snapshots.readNested(in, Learner.class));
            return new Model(this, learner, in);
        });
    }

    private static List<ModelSpec.Feature> readFeatures(SnapshotReader in) {
        String what = in.readText("kind of snapshot");
        int version = in.readCount("version", Integer.MAX_VALUE);
        if (!what.equals(EXPORT) || version != EXPORT_VERSION) {
            throw new CorruptSnapshotException("expected " + EXPORT + " of version " + EXPORT_VERSION + ", found "
                    + what + " of version " + version);
        }
        List<ModelSpec.Feature> features = new ArrayList<>();
        int count = in.readCountOf("features", Schema.MAX_FEATURES, 2);
        for (int i = 0; i < count; i++) {
            features.add(new ModelSpec.Feature(in.readText("feature"), in.readBoolean()));
        }
        return features;
    }

    /**
     * The specification that a model was exported with.
     *
     * @throws CorruptSnapshotException when the bytes are not what {@link #export} wrote
     */
    public static ModelSpec specOf(byte[] exported) {
        ModelSpec[] found = new ModelSpec[1];
        Snapshots.read(exported, in -> {
            List<ModelSpec.Feature> features = readFeatures(in);
            Learner learner = Snapshots.readNested(in, Learner.class);
            ModelSpec spec = new ModelSpec(
                    learner instanceof Classifier ? ModelSpec.Task.CLASSIFICATION : ModelSpec.Task.REGRESSION,
                    learner.type().name(),
                    Parameters.values(learner.setup().settings()),
                    features,
                    learner.setup().seed());
            found[0] = spec;
            return new Model(new Models(spec), new Models(spec).factory().adopt(learner), in);
        });
        return found[0];
    }

    /**
     * A model as a document that other systems predict with ({@link Pmml}), by the features', categories' and classes' own
     * names.
     *
     * @param target name of what is predicted
     * @throws IllegalArgumentException when such learners cannot be told in PMML
     * @throws IllegalStateException when what this one has learned cannot; it says why
     */
    public String toPmml(Model model, String target) {
        List<Pmml.Field> fields = new ArrayList<>();
        int nominal = 0;
        for (ModelSpec.Feature feature : spec.features()) {
            List<String> categories =
                    feature.nominal() ? model.categories(nominal++).names() : List.of();
            fields.add(new Pmml.Field(feature.name(), feature.nominal(), categories));
        }
        return Pmml.write(model.learner(), fields, target, model.classes().names());
    }
}
