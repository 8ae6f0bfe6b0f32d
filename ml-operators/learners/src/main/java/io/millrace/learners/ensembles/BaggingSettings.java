package io.millrace.learners.ensembles;

/** What bags of classifiers and of regressors have in common. */
record BaggingSettings(String learner, int members, double meanWeight, long maxBytes, int firstMember) {
    BaggingSettings {
        if (members < 1) {
            throw new IllegalArgumentException("members is at least 1, not " + members);
        }
    }
}
