package io.millrace.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/** Which share of the samples of some threads has a frame of some classes, by JFR's sampler. */
final class JsonShare {
    private JsonShare() {}

    /** Something to run while samples are taken. */
    interface Work {
        void run() throws Exception;
    }

    /**
     * Samples running Java code every 10 ms.
     *
     * @param thread part of the names of the threads that count
     * @param classes beginnings of class names
     * @return the share, 0 to 1; NaN when no sample fell on such a thread
     */
    static double of(Work work, String thread, List<String> classes) throws Exception {
        Path file = Files.createTempFile("millrace", ".jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(10));
            recording.start();
            work.run();
            recording.stop();
            recording.dump(file);
            return share(file, thread, classes);
        } finally {
            Files.delete(file);
        }
    }

    private static double share(Path file, String thread, List<String> classes) throws IOException {
        long all = 0;
        long found = 0;
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
            RecordedThread sampled = event.getThread("sampledThread");
            RecordedStackTrace stack = event.getStackTrace();
            if (sampled == null
                    || stack == null
                    || sampled.getJavaName() == null
                    || !sampled.getJavaName().contains(thread)) {
                continue;
            }
            all++;
            found += stack.getFrames().stream().anyMatch(frame -> isOf(frame, classes)) ? 1 : 0;
        }
        return all == 0 ? Double.NaN : (double) found / all;
    }

    private static boolean isOf(RecordedFrame frame, List<String> classes) {
        String name = frame.getMethod().getType().getName();
        return classes.stream().anyMatch(name::startsWith);
    }
}
