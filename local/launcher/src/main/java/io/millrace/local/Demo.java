package io.millrace.local;

import java.util.List;

/** {@code millrace demo}. */
final class Demo {
    private Demo() {}

    /** Runs with the arguments that follow {@code demo}; returns the exit code. */
    static int run(List<String> args) {
        System.err.println("millrace: the demo is not there yet");
        return 1;
    }
}
