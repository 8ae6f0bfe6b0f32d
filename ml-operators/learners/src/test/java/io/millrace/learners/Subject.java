package io.millrace.learners;

import java.util.Map;

/** Any learner as the contract tests drive it: a record in, what it predicted out. */
abstract class Subject {
    private static final String[] SIZES = {"64 kb", "256 kb", "1 mb", "4 mb"};

    final Learner learner;

    private Subject(Learner learner) {
        this.learner = learner;
    }

    static Subject of(Learner learner) {
        if (learner instanceof Classifier classifier) {
            return new OfClassifier(classifier);
        } else if (learner instanceof Regressor regressor) {
            return new OfRegressor(regressor);
        } else if (learner instanceof Transformer transformer) {
            return new OfTransformer(transformer);
        }
        return new OfDetector((DriftDetector) learner);
    }

    static Subject fresh(LearnerType<?> type, Schema schema, long seed) {
        return of(type.create(schema, seed));
    }

    /** With the least memory it can be given, where it takes a size. */
    static Subject small(LearnerType<?> type, Schema schema, long seed) {
        for (Parameters.Spec parameter : type.parameters()) {
            if (parameter.type().equals("size")) {
                for (String size : SIZES) {
                    try {
                        return of(type.create(schema, Map.of(parameter.name(), size), seed));
                    } catch (IllegalArgumentException tooSmall) {
                        // The next is larger.
                    }
                }
            }
        }
        return fresh(type, schema, seed);
    }

    /** What it predicts for these features; changes nothing. Empty where it predicts nothing. */
    abstract double[] predict(double[] features);

    /** Learns one record. */
    abstract double learn(double[] features, int label, double target, double weight);

    /** Predicts, then learns, and gives all that was told. */
    final double[] step(Stream stream) {
        stream.next();
        double[] told = predict(stream.features);
        double[] all = java.util.Arrays.copyOf(told, told.length + 1);
        all[told.length] = learn(stream.features, stream.label, stream.target, 1);
        return all;
    }

    private static final class OfClassifier extends Subject {
        private final Classifier classifier;

        OfClassifier(Classifier classifier) {
            super(classifier);
            this.classifier = classifier;
        }

        @Override
        double[] predict(double[] features) {
            double[] told = new double[classifier.classes() + 1];
            classifier.probabilities(features, told);
            told[classifier.classes()] = classifier.predict(features);
            return told;
        }

        @Override
        double learn(double[] features, int label, double target, double weight) {
            classifier.learn(features, label, weight);
            return 0;
        }
    }

    private static final class OfRegressor extends Subject {
        private final Regressor regressor;

        OfRegressor(Regressor regressor) {
            super(regressor);
            this.regressor = regressor;
        }

        @Override
        double[] predict(double[] features) {
            return new double[] {regressor.predict(features)};
        }

        @Override
        double learn(double[] features, int label, double target, double weight) {
            regressor.learn(features, target, weight);
            return 0;
        }
    }

    private static final class OfTransformer extends Subject {
        private final Transformer transformer;

        OfTransformer(Transformer transformer) {
            super(transformer);
            this.transformer = transformer;
        }

        @Override
        double[] predict(double[] features) {
            double[] told = new double[transformer.output().size()];
            transformer.transform(features, told);
            return told;
        }

        @Override
        double learn(double[] features, int label, double target, double weight) {
            transformer.learn(features, weight);
            return 0;
        }
    }

    private static final class OfDetector extends Subject {
        private final DriftDetector detector;

        OfDetector(DriftDetector detector) {
            super(detector);
            this.detector = detector;
        }

        @Override
        double[] predict(double[] features) {
            return new double[0];
        }

        /** A wrong label as an error, so that it sees ones and zeros whose share changes with the concept. */
        @Override
        double learn(double[] features, int label, double target, double weight) {
            double sum = features.length > 1 ? features[0] + features[1] : 0;
            int guess = sum < 8 ? 0 : sum < 12 ? 1 : 2;
            return detector.add(guess == label ? 0 : 1).ordinal();
        }
    }
}
