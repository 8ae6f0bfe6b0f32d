package io.millrace.benchmarks;

import com.yahoo.labs.samoa.instances.Instance;
import io.millrace.learners.Classifier;
import io.millrace.learners.LearnerType;
import io.millrace.learners.Learners;
import io.millrace.learners.Regressor;
import io.millrace.learners.evaluation.Horizon;
import io.millrace.learners.evaluation.RegressionEvaluation;
import io.millrace.local.evaluate.Dataset;
import io.millrace.local.evaluate.Task;
import java.util.Map;
import moa.classifiers.AbstractClassifier;

/**
 * A new learner through a whole data set, each row predicted and then learned.
 *
 * @param figure accuracy in percent, or R2
 * @param perSecond rows per second of predicting and learning, of one thread
 */
record LearnerRun(double figure, double perSecond) {
    private static final long SEED = 1;

    /** Ours, by its name. */
    static LearnerRun ours(String name, Map<String, String> parameters, Dataset data) {
        return data.task() == Task.CLASSIFICATION
                ? classified(data, Learners.classifier(name).create(data.schema(), parameters, SEED))
                : regressed(data, Learners.regressor(name).create(data.schema(), parameters, SEED));
    }

    /** Whether there is one of ours of that name. */
    static boolean known(Task task, String name) {
        return Learners.all(task.role()).stream().map(LearnerType::name).anyMatch(name::equals);
    }

    private static LearnerRun classified(Dataset data, Classifier learner) {
        double[][] features = data.features();
        int[] labels = data.labels();
        double[] probabilities = new double[Classifier.MAX_CLASSES];
        int hits = 0;
        long start = System.nanoTime();
        for (int row = 0; row < labels.length; row++) {
            learner.probabilities(features[row], probabilities);
            int classes = learner.classes();
            int best = classes == 0 ? -1 : 0;
            for (int i = 1; i < classes; i++) {
                best = probabilities[i] > probabilities[best] ? i : best;
            }
            hits += best == labels[row] ? 1 : 0;
            learner.learn(features[row], labels[row], 1);
        }
        return run(100.0 * hits / labels.length, labels.length, System.nanoTime() - start);
    }

    private static LearnerRun regressed(Dataset data, Regressor learner) {
        double[][] features = data.features();
        double[] targets = data.targets();
        double[] predictions = new double[targets.length];
        long start = System.nanoTime();
        for (int row = 0; row < targets.length; row++) {
            predictions[row] = learner.predict(features[row]);
            learner.learn(features[row], targets[row], 1);
        }
        return run(r2(targets, predictions), targets.length, System.nanoTime() - start);
    }

    /** MOA's, as its command line would name it. */
    static LearnerRun moa(String commandLine, MoaData data, Dataset ours) {
        AbstractClassifier learner = learner(commandLine);
        learner.prepareForUse();
        learner.setModelContext(data.header());
        Instance[] instances = data.instances();
        if (ours.task() == Task.REGRESSION) {
            return regressed(learner, instances, ours.targets());
        }
        int hits = 0;
        long start = System.nanoTime();
        for (Instance instance : instances) {
            hits += learner.correctlyClassifies(instance) ? 1 : 0;
            learner.trainOnInstance(instance);
        }
        return run(100.0 * hits / instances.length, instances.length, System.nanoTime() - start);
    }

    private static LearnerRun regressed(AbstractClassifier learner, Instance[] instances, double[] targets) {
        double[] predictions = new double[instances.length];
        long start = System.nanoTime();
        for (int row = 0; row < instances.length; row++) {
            double[] votes = learner.getVotesForInstance(instances[row]);
            predictions[row] = votes.length == 0 || Double.isNaN(votes[0]) ? 0 : votes[0];
            learner.trainOnInstance(instances[row]);
        }
        return run(r2(targets, predictions), targets.length, System.nanoTime() - start);
    }

    /** @param commandLine a class of MOA's learners, below {@code moa.classifiers}, and its options */
    private static AbstractClassifier learner(String commandLine) {
        int blank = commandLine.indexOf(' ');
        String name = "moa.classifiers." + (blank < 0 ? commandLine : commandLine.substring(0, blank));
        try {
            AbstractClassifier learner = Class.forName(name)
                    .asSubclass(AbstractClassifier.class)
                    .getConstructor()
                    .newInstance();
            if (blank > 0) {
                learner.getOptions().setViaCLIString(commandLine.substring(blank + 1));
            }
            return learner;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("MOA has no learner " + name, e);
        }
    }

    private static LearnerRun run(double figure, int rows, long nanos) {
        return new LearnerRun(figure, rows / (nanos / 1e9));
    }

    private static double r2(double[] targets, double[] predictions) {
        RegressionEvaluation evaluation = new RegressionEvaluation(Horizon.whole(), 0);
        for (int row = 0; row < targets.length; row++) {
            evaluation.add(targets[row], predictions[row]);
        }
        return evaluation.figures().r2();
    }
}
