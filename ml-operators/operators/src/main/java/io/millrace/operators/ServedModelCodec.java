package io.millrace.operators;

import io.millrace.common.state.Compact;
import io.millrace.common.state.ValueCodec;
import io.millrace.common.state.Versions;
import io.millrace.learners.HeapSize;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** How a model in service is kept in state, with the parts of its successor as they came. */
final class ServedModelCodec implements ValueCodec<ServedModel> {
    private static final long serialVersionUID = 1L;

    private final KeyedModelCodec models;

    ServedModelCodec(ModelSpec spec) {
        this.models = new KeyedModelCodec(spec);
    }

    Models models() {
        return models.models();
    }

    /** What a model takes that serves. */
    long modelBytes(KeyedModel model) {
        return models.memoryBytes(model);
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(ServedModel served, DataOutputView out) throws IOException {
        out.writeLong(served.version());
        out.writeLong(served.exportedAt());
        out.writeBoolean(served.current() != null);
        if (served.current() != null) {
            Versions.write(out, models);
            models.write(served.current(), out);
        }
        Compact.writeUnsigned(out, served.parts().size());
        for (ModelRecord part : served.parts()) {
            Texts.write(part.model(), out);
            Texts.write(part.key(), out);
            out.writeLong(part.exportedAt());
            out.writeLong(part.version());
            out.writeLong(part.part());
            out.writeLong(part.parts());
            Texts.write(part.learner(), out);
            out.writeLong(part.learned());
            Texts.write(part.snapshot(), out);
        }
    }

    @Override
    public ServedModel read(int version, DataInputView in) throws IOException {
        long itsVersion = in.readLong();
        long exportedAt = in.readLong();
        @Nullable KeyedModel current = null;
        if (in.readBoolean()) {
            current = models.read(Versions.read(in, models), in);
        }
        long count = Compact.readUnsigned(in);
        if (count < 0 || count > ServedModel.MOST_PARTS) {
            throw new IOException("parts of a model are at most " + ServedModel.MOST_PARTS + ", found " + count);
        }
        List<ModelRecord> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parts.add(new ModelRecord(
                    Texts.read(in),
                    Texts.read(in),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    Texts.read(in),
                    in.readLong(),
                    Texts.read(in)));
        }
        return new ServedModel(itsVersion, exportedAt, current, List.copyOf(parts));
    }

    @Override
    public ServedModel copy(ServedModel served) {
        KeyedModel current = served.current();
        return new ServedModel(
                served.version(), served.exportedAt(), current == null ? null : models.copy(current), served.parts());
    }

    @Override
    public long memoryBytes(ServedModel served) {
        long bytes = HeapSize.object(24) + (served.current() == null ? 0 : models.memoryBytes(served.current()));
        for (ModelRecord part : served.parts()) {
            bytes += HeapSize.object(56) + 200 + part.snapshot().length();
        }
        return bytes;
    }
}
