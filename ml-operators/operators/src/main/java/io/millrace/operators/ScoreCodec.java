package io.millrace.operators;

import io.millrace.common.state.ValueCodec;
import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.Snapshots;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** How evaluations are kept in state. */
final class ScoreCodec implements ValueCodec<Score> {
    private static final long serialVersionUID = 1L;

    private final ModelSpec.Task task;
    private final Evaluations.Settings settings;

    ScoreCodec(ModelSpec.Task task, Evaluations.Settings settings) {
        this.task = task;
        this.settings = settings;
    }

    Score create() {
        return Score.of(task, settings);
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(Score score, DataOutputView out) throws IOException {
        Snapshots.writeBody(score::write, out);
    }

    @Override
    public Score read(int version, DataInputView in) throws IOException {
        return read((DataInput) in);
    }

    private Score read(DataInput in) throws IOException {
        try {
            return Snapshots.readBody(in, body -> Score.read(task, settings, body));
        } catch (CorruptSnapshotException e) {
            throw new IOException("an evaluation can't be read: " + e.getMessage(), e);
        }
    }

    @Override
    public Score copy(Score score) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            Snapshots.writeBody(score::write, new DataOutputStream(bytes));
            return read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public long memoryBytes(Score score) {
        return score.memoryBytes();
    }
}
