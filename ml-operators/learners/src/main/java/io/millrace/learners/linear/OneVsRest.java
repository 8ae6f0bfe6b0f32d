package io.millrace.learners.linear;

import io.millrace.learners.Averageable;
import io.millrace.learners.Classifier;
import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.Learner;
import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.Learners;
import io.millrace.learners.Parameter;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.Snapshots;
import io.millrace.learners.SplitMix64;
import io.millrace.learners.features.NamedLearner;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A classifier for each class, of it against all others (Rifkin, Klautau, "In defense of one-vs-all classification", JMLR
 * 5, 2004): their probabilities of the class, divided by their sum. That of a class which appears later begins then. Time
 * and memory are those of the classifier, times the classes.
 */
public final class OneVsRest implements Classifier, Averageable {
    /** Parameters. */
    public record Settings(
            @Parameter(
                    value = "logistic-regression",
                    help = "The classifier of each class, as name or name(parameter=value ...).")
            String learner) {}

    public static final LearnerType<OneVsRest> TYPE = LearnerType.of(
                    Role.CLASSIFIER, "one-vs-rest", Settings.class, OneVsRest::new, OneVsRest::new)
            .documented(
                    "A classifier for each class against all others; for classifiers that tell two classes best.",
                    "Rifkin, Klautau, In defense of one-vs-all classification, JMLR 5, 2004");

    /** About what a classifier's own setup takes. */
    private static final long SETUP = 100;

    /** About what the classifier's name and parameters take. */
    private static final long NAMED = 96;

    private final Setup<Settings> setup;
    private final NamedLearner named;
    private Classifier[] members;
    private double[] two = new double[2];
    private double[] scratch;

    OneVsRest(Setup<Settings> setup) {
        this.setup = setup;
        this.named = NamedLearner.parse(setup.settings().learner());
        if (setup.settings().learner().contains(TYPE.name())) {
            throw new IllegalArgumentException("learner of one-vs-rest is not one-vs-rest itself");
        }
        Learners.classifier(named.name()).create(setup.schema(), named.values(), setup.seed());
        this.members = new Classifier[0];
        this.scratch = new double[0];
    }

    OneVsRest(Setup<Settings> setup, SnapshotReader in) {
        this(setup);
        this.members = new Classifier[in.readCountOf("classes", MAX_CLASSES, 1)];
        this.scratch = new double[members.length];
        for (int c = 0; c < members.length; c++) {
            members[c] = Snapshots.readNested(in, Classifier.class);
            boolean right = members[c].setup().schema().equals(setup.schema()) && members[c].classes() <= 2;
            if (!right) {
                throw new CorruptSnapshotException(
                        "classifier " + c + " takes other features or has more than 2 classes");
            }
        }
    }

    @Override
    public void write(SnapshotWriter out) {
        out.writeCount(members.length);
        for (Classifier member : members) {
            Snapshots.writeNested(member, out);
        }
    }

    @Override
    public LearnerType<OneVsRest> type() {
        return TYPE;
    }

    @Override
    public Setup<Settings> setup() {
        return setup;
    }

    @Override
    public long memoryBytes() {
        long bytes = HeapSize.object(20) + HeapSize.doubles(2) + HeapSize.ints(members.length) + NAMED;
        for (Classifier member : members) {
            bytes += member.memoryBytes() + SETUP;
        }
        return bytes + HeapSize.doubles(scratch.length);
    }

    /** The classifier of a class against the rest. */
    Classifier member(int c) {
        return members[c];
    }

    @Override
    public int classes() {
        return members.length;
    }

    @Override
    public void probabilities(double[] features, double[] into) {
        Inputs.checkRoom(into, members.length);
        double sum = 0;
        for (int c = 0; c < members.length; c++) {
            two[1] = 0;
            members[c].probabilities(features, two);
            into[c] = two[1];
            sum += into[c];
        }
        for (int c = 0; c < members.length; c++) {
            into[c] = sum > 0 ? into[c] / sum : 1.0 / members.length;
        }
    }

    @Override
    public int predict(double[] features) {
        probabilities(features, scratch);
        return Softmax.best(scratch, members.length);
    }

    @Override
    public void learn(double[] features, int label, double weight) {
        Inputs.checkLabel(label);
        Inputs.checkWeight(weight);
        Inputs.checkWidth(features);
        if (weight == 0) {
            return;
        }
        grow(label + 1);
        for (int c = 0; c < members.length; c++) {
            members[c].learn(features, c == label ? 1 : 0, weight);
        }
    }

    private void grow(int classes) {
        int from = members.length;
        if (classes > from) {
            members = Arrays.copyOf(members, classes);
            scratch = new double[classes];
            for (int c = from; c < classes; c++) {
                members[c] = fresh(c);
            }
        }
    }

    private Classifier fresh(int c) {
        return Learners.classifier(named.name())
                .create(setup.schema(), named.values(), SplitMix64.mix(setup.seed() + c));
    }

    @Override
    public boolean isAverageable() {
        return fresh(0) instanceof Averageable own && own.isAverageable();
    }

    /** Class by class, of those models that know the class. */
    @Override
    public void average(List<? extends Learner> models, long[] records) {
        List<OneVsRest> parts = Averaging.checked(this, models, records, OneVsRest.class);
        grow(parts.stream().mapToInt(OneVsRest::classes).max().orElse(0));
        for (int c = 0; c < members.length; c++) {
            int label = c;
            int[] knowing = IntStream.range(0, parts.size())
                    .filter(i -> records[i] > 0 && label < parts.get(i).members.length)
                    .toArray();
            if (knowing.length > 0 && members[c] instanceof Averageable member) {
                member.average(
                        IntStream.of(knowing)
                                .mapToObj(i -> parts.get(i).members[label])
                                .toList(),
                        IntStream.of(knowing).mapToLong(i -> records[i]).toArray());
            }
        }
    }
}
