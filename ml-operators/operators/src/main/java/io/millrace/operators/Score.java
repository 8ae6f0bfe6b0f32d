package io.millrace.operators;

import io.millrace.common.record.FieldValues;
import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.evaluation.Horizon;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the predictions of one model have come to, or those of all: over the whole stream, over a window, and fading. Numbers of
 * what was evaluated are the snapshot's; lengths of windows, fading and the detector are the settings': where these
 * differ from what was written, the part in question begins anew. For one thread.
 */
abstract class Score {
    /** Names of the horizons, in the order of {@link #horizons} and of what {@link #figures} gives. */
    static final List<String> HORIZONS = List.of("whole", "window", "fading");

    /** Stands for no timer. */
    static final long NONE = FieldValues.MISSING;

    private final @Nullable DriftWatch watch;
    private long records;
    private long time = FieldValues.MISSING;
    private long drifts;
    /** Event time at which an operator looks at it again; or {@link #NONE}. */
    long timer = NONE;
    /** Greatest timestamp in the stream of what was evaluated; or {@link #NONE}. */
    long newest = NONE;

    Score(Evaluations.Settings settings) {
        this.watch = settings.detector().isEmpty() ? null : new DriftWatch(settings.detector());
    }

    Score(Evaluations.Settings settings, SnapshotReader in) {
        this.records = in.readLong();
        this.time = in.readLong();
        this.drifts = in.readLong();
        this.timer = in.readLong();
        this.newest = in.readLong();
        if (records < 0 || drifts < 0) {
            throw new CorruptSnapshotException(
                    "records and drifts are at least 0, found " + records + " and " + drifts);
        }
        DriftWatch read = in.readBoolean() ? new DriftWatch(in) : null;
        if (settings.detector().isEmpty()) {
            this.watch = null;
        } else {
            this.watch = read != null && read.detector().equals(settings.detector())
                    ? read
                    : new DriftWatch(settings.detector());
        }
    }

    static Score of(ModelSpec.Task task, Evaluations.Settings settings) {
        return task == ModelSpec.Task.CLASSIFICATION
                ? new ClassificationScore(settings)
                : new RegressionScore(settings);
    }

    /** @throws CorruptSnapshotException when it is not what {@link #write} wrote, for this task */
    static Score read(ModelSpec.Task task, Evaluations.Settings settings, SnapshotReader in) {
        String kind = in.readText("task");
        if (!kind.equals(task.name())) {
            throw new CorruptSnapshotException("an evaluation of a " + task + " was expected, found " + kind);
        }
        return task == ModelSpec.Task.CLASSIFICATION
                ? new ClassificationScore(settings, in)
                : new RegressionScore(settings, in);
    }

    void write(SnapshotWriter out) {
        out.writeText(task().name());
        out.writeLong(records);
        out.writeLong(time);
        out.writeLong(drifts);
        out.writeLong(timer);
        out.writeLong(newest);
        out.writeBoolean(watch != null);
        if (watch != null) {
            watch.write(out);
        }
        writeFigures(out);
    }

    /** How far a window and fading look, in the order of {@link #HORIZONS}. */
    static Horizon[] horizons(Evaluations.Settings settings) {
        return new Horizon[] {Horizon.whole(), Horizon.sliding(settings.window()), Horizon.fading(settings.fading())};
    }

    abstract ModelSpec.Task task();

    abstract void writeFigures(SnapshotWriter out);

    abstract long figuresBytes();

    /** @return what was wrong: 0 or 1 for a class, the magnitude for a number */
    abstract double evaluate(Outcome outcome);

    /** Figures of one horizon. */
    abstract Evaluation figures(String model, int horizon);

    /**
     * Adds what a prediction has come to.
     *
     * @return the alarm that it gives; {@code null} for none
     */
    @Nullable
    DriftAlarm add(String model, Outcome outcome) {
        double error = evaluate(outcome);
        records++;
        time = outcome.time();
        if (watch == null) {
            return null;
        }
        String signal = watch.add(error, task());
        if (signal == null) {
            return null;
        }
        drifts += signal.equals(DriftWatch.DRIFT) ? 1 : 0;
        return new DriftAlarm(model, time, records, signal, watch.detector(), error);
    }

    final long records() {
        return records;
    }

    final long time() {
        return time;
    }

    final long drifts() {
        return drifts;
    }

    final long memoryBytes() {
        return HeapSize.object(60) + figuresBytes() + (watch == null ? 0 : watch.memoryBytes());
    }
}
