package io.millrace.suite.broken.jobs.beta;

final class JobPrints {
    void print() {
        System.out.println("done");
    }
}
