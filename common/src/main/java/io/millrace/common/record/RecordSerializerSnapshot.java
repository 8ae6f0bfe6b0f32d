package io.millrace.common.record;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * What state remembers of a record's serializer: the record class and the layout. Fields added or taken away migrate;
 * one that changed its type is incompatible. Public with a public constructor, because Flink makes it by reflection.
 */
public final class RecordSerializerSnapshot<T> implements TypeSerializerSnapshot<T> {
    private static final int VERSION = 1;

    private @Nullable Class<T> recordClass;
    private @Nullable RecordLayout layout;

    public RecordSerializerSnapshot() {}

    RecordSerializerSnapshot(Class<T> recordClass, RecordLayout layout) {
        this.recordClass = recordClass;
        this.layout = layout;
    }

    @Override
    public int getCurrentVersion() {
        return VERSION;
    }

    @Override
    public void writeSnapshot(DataOutputView out) throws IOException {
        out.writeUTF(recordClass().getName());
        layout().write(out);
    }

    @Override
    @SuppressWarnings("unchecked")
    public void readSnapshot(int version, DataInputView in, ClassLoader classLoader) throws IOException {
        if (version != VERSION) {
            throw new IOException("a record's serializer snapshot has version " + VERSION + ", found " + version);
        }
        String name = in.readUTF();
        try {
            recordClass = (Class<T>) Class.forName(name, true, classLoader);
        } catch (ClassNotFoundException e) {
            throw new IOException("state holds records of " + name + ", which this job does not have", e);
        }
        layout = RecordLayout.read(in);
    }

    @Override
    public TypeSerializer<T> restoreSerializer() {
        return new RecordSerializer<>(recordClass(), layout());
    }

    @Override
    public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(TypeSerializerSnapshot<T> old) {
        if (!(old instanceof RecordSerializerSnapshot<T> that) || that.recordClass() != recordClass()) {
            return TypeSerializerSchemaCompatibility.incompatible();
        }
        if (that.layout().equals(layout())) {
            return TypeSerializerSchemaCompatibility.compatibleAsIs();
        }
        return that.layout().conflictWith(layout()) == null
                ? TypeSerializerSchemaCompatibility.compatibleAfterMigration()
                : TypeSerializerSchemaCompatibility.incompatible();
    }

    private Class<T> recordClass() {
        if (recordClass == null) {
            throw new IllegalStateException("snapshot not read yet");
        }
        return recordClass;
    }

    private RecordLayout layout() {
        if (layout == null) {
            throw new IllegalStateException("snapshot not read yet");
        }
        return layout;
    }
}
