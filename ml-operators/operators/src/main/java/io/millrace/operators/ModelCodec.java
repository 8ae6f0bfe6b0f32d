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
import org.jspecify.annotations.Nullable;

/** How models are kept in state: all of one setup, which is not written with each. */
final class ModelCodec implements ValueCodec<Model> {
    private static final long serialVersionUID = 1L;

    private final ModelSpec spec;
    private transient volatile @Nullable Models models;

    ModelCodec(ModelSpec spec) {
        this.spec = spec;
    }

    /** All models of a codec share these. */
    Models models() {
        Models open = models;
        if (open == null) {
            models = open = new Models(spec);
        }
        return open;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(Model model, DataOutputView out) throws IOException {
        Snapshots.writeBody(model::writeTo, out);
    }

    @Override
    public Model read(int version, DataInputView in) throws IOException {
        return read((DataInput) in);
    }

    private Model read(DataInput in) throws IOException {
        try {
            return Snapshots.readBody(in, models()::read);
        } catch (CorruptSnapshotException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public Model copy(Model model) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            Snapshots.writeBody(model::writeTo, new DataOutputStream(bytes));
            return read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public long memoryBytes(Model model) {
        return model.memoryBytes();
    }
}
