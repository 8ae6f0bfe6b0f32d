package io.millrace.suite.broken.learners;

import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

final class LearnerThrowsDice {
    private final Random random = new Random(1);

    double ofItsOwn() {
        return random.nextDouble();
    }

    double ofTheThread() {
        return ThreadLocalRandom.current().nextDouble();
    }

    double ofTheVirtualMachine() {
        return Math.random();
    }
}
