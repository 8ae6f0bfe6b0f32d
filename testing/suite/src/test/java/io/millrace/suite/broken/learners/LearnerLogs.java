package io.millrace.suite.broken.learners;

final class LearnerLogs {
    private final System.Logger log = System.getLogger("learner");

    void log() {
        log.log(System.Logger.Level.INFO, "learned");
    }
}
