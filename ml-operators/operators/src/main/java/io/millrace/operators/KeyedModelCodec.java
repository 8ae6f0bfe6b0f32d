package io.millrace.operators;

import io.millrace.common.state.ValueCodec;
import io.millrace.common.state.Versions;
import io.millrace.learners.HeapSize;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** How a key's model is kept in state: the version of the model's codec, four times and sizes of eight bytes, the model. */
final class KeyedModelCodec implements ValueCodec<KeyedModel> {
    private static final long serialVersionUID = 1L;

    private final ModelCodec models;

    KeyedModelCodec(ModelSpec spec) {
        this.models = new ModelCodec(spec);
    }

    /** All models of a codec share these. */
    Models models() {
        return models.models();
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(KeyedModel keyed, DataOutputView out) throws IOException {
        Versions.write(out, models);
        out.writeLong(keyed.newest);
        out.writeLong(keyed.expiryTimer);
        out.writeLong(keyed.exportTimer);
        out.writeLong(keyed.bytes);
        models.write(keyed.model, out);
    }

    @Override
    public KeyedModel read(int version, DataInputView in) throws IOException {
        int inner = Versions.read(in, models);
        long newest = in.readLong();
        long expiryTimer = in.readLong();
        long exportTimer = in.readLong();
        long bytes = in.readLong();
        if (bytes < 0) {
            throw new IOException("a model takes at least 0 bytes, found " + bytes);
        }
        return of(models.read(inner, in), newest, expiryTimer, exportTimer, bytes);
    }

    private static KeyedModel of(Model model, long newest, long expiryTimer, long exportTimer, long bytes) {
        KeyedModel keyed = new KeyedModel(model);
        keyed.newest = newest;
        keyed.expiryTimer = expiryTimer;
        keyed.exportTimer = exportTimer;
        keyed.bytes = bytes;
        return keyed;
    }

    @Override
    public KeyedModel copy(KeyedModel keyed) {
        return of(models.copy(keyed.model), keyed.newest, keyed.expiryTimer, keyed.exportTimer, keyed.bytes);
    }

    @Override
    public long memoryBytes(KeyedModel keyed) {
        return HeapSize.object(36) + models.memoryBytes(keyed.model);
    }
}
