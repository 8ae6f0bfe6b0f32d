package io.millrace.operators;

import io.millrace.learners.DriftDetector;
import io.millrace.learners.DriftDetector.Signal;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Learners;
import io.millrace.learners.Schema;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.Snapshots;
import io.millrace.learners.evaluation.RelativeError;
import org.jspecify.annotations.Nullable;

/** A drift detector over errors, with its defaults. A warning is told once, until the detector is at ease again. */
final class DriftWatch {
    static final String WARNING = "warning";
    static final String DRIFT = "drift";

    private static final long SEED = 0;

    private final DriftDetector detector;
    private final RelativeError relative;
    private boolean warned;

    /** @throws IllegalArgumentException when there is no detector of that name */
    DriftWatch(String name) {
        this.detector = Learners.driftDetector(name).create(Schema.numeric(0), SEED);
        this.relative = new RelativeError();
    }

    DriftWatch(SnapshotReader in) {
        this.detector = Snapshots.readNested(in, DriftDetector.class);
        this.relative = new RelativeError(in);
        this.warned = in.readBoolean();
    }

    void write(SnapshotWriter out) {
        Snapshots.writeNested(detector, out);
        relative.write(out);
        out.writeBoolean(warned);
    }

    String detector() {
        return detector.type().name();
    }

    long memoryBytes() {
        return HeapSize.object(9) + detector.memoryBytes() + relative.memoryBytes();
    }

    /** What an error leads to; {@code null} for nothing, or nothing new. */
    @Nullable
    String add(double error, ModelSpec.Task task) {
        Signal signal = detector.add(task == ModelSpec.Task.CLASSIFICATION ? error : relative.next(error));
        boolean warnedBefore = warned;
        warned = signal == Signal.WARNING;
        if (signal == Signal.DRIFT) {
            relative.reset();
            return DRIFT;
        }
        return warned && !warnedBefore ? WARNING : null;
    }
}
