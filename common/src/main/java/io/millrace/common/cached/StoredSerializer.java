package io.millrace.common.cached;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** The codec's version, the length, and the codec's bytes. Remembers the signature of what wrote it. */
final class StoredSerializer<V> extends TypeSerializer<Stored<V>> {
    private static final long serialVersionUID = 1L;

    private final String signature;
    private transient @Nullable DataOutputSerializer buffer;

    StoredSerializer(String signature) {
        this.signature = signature;
    }

    @Override
    public void serialize(Stored<V> value, DataOutputView target) throws IOException {
        DataOutputSerializer bytes = buffer;
        if (bytes == null) {
            buffer = bytes = new DataOutputSerializer(256);
        }
        bytes.clear();
        value.write(bytes);
        target.writeInt(value.version());
        target.writeInt(bytes.length());
        target.write(bytes.getSharedBuffer(), 0, bytes.length());
    }

    @Override
    public Stored<V> deserialize(DataInputView source) throws IOException {
        int version = source.readInt();
        byte[] bytes = new byte[source.readInt()];
        source.readFully(bytes);
        return Stored.bytes(version, bytes);
    }

    @Override
    public Stored<V> deserialize(Stored<V> reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public Stored<V> copy(Stored<V> from) {
        return from.copy();
    }

    @Override
    public Stored<V> copy(Stored<V> from, Stored<V> reuse) {
        return copy(from);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        target.writeInt(source.readInt());
        int length = source.readInt();
        target.writeInt(length);
        target.write(source, length);
    }

    @Override
    public boolean isImmutableType() {
        return false;
    }

    @Override
    public TypeSerializer<Stored<V>> duplicate() {
        return new StoredSerializer<>(signature);
    }

    @Override
    public Stored<V> createInstance() {
        return Stored.bytes(1, new byte[0]);
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StoredSerializer<?> that && that.signature.equals(signature);
    }

    @Override
    public int hashCode() {
        return signature.hashCode();
    }

    @Override
    public TypeSerializerSnapshot<Stored<V>> snapshotConfiguration() {
        return new Snapshot<>(signature);
    }

    /** Remembers the signature. Public with a public constructor, because Flink makes it by reflection. */
    public static final class Snapshot<V> implements TypeSerializerSnapshot<Stored<V>> {
        private String signature;

        public Snapshot() {
            this("");
        }

        Snapshot(String signature) {
            this.signature = signature;
        }

        @Override
        public int getCurrentVersion() {
            return 1;
        }

        @Override
        public void writeSnapshot(DataOutputView out) throws IOException {
            out.writeUTF(signature);
        }

        @Override
        public void readSnapshot(int readVersion, DataInputView in, ClassLoader classLoader) throws IOException {
            if (readVersion != 1) {
                throw new IOException("a cached state's snapshot has version 1, found " + readVersion);
            }
            signature = in.readUTF();
        }

        @Override
        public TypeSerializer<Stored<V>> restoreSerializer() {
            return new StoredSerializer<>(signature);
        }

        @Override
        public TypeSerializerSchemaCompatibility<Stored<V>> resolveSchemaCompatibility(
                TypeSerializerSnapshot<Stored<V>> old) {
            if (!(old instanceof Snapshot<V> that) || !that.signature.equals(signature)) {
                return TypeSerializerSchemaCompatibility.incompatible();
            }
            return TypeSerializerSchemaCompatibility.compatibleAsIs();
        }
    }
}
