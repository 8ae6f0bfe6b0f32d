package io.millrace.common.state;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** Serializes by a {@link StateCodec}; reads the version it was restored with, writes the current one. */
final class StateSerializer<T> extends TypeSerializer<T> {
    private static final long serialVersionUID = 1L;

    private final Class<? extends StateCodec<T>> codecClass;
    private final int version;
    private transient @Nullable StateCodec<T> codec;

    StateSerializer(Class<? extends StateCodec<T>> codecClass) {
        this(codecClass, newCodec(codecClass).version());
    }

    StateSerializer(Class<? extends StateCodec<T>> codecClass, int version) {
        this.codecClass = codecClass;
        this.version = version;
    }

    static <T> StateCodec<T> newCodec(Class<? extends StateCodec<T>> codecClass) {
        try {
            return codecClass.getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    codecClass.getName() + " must be public with a public constructor without parameters", e);
        }
    }

    private StateCodec<T> codec() {
        StateCodec<T> open = codec;
        if (open == null) {
            codec = open = newCodec(codecClass);
        }
        return open;
    }

    @Override
    public void serialize(T value, DataOutputView target) throws IOException {
        if (codec().version() != version) {
            throw new IOException("version " + version + " of " + codecClass.getSimpleName() + " is read-only");
        }
        codec().write(value, target);
    }

    @Override
    public T deserialize(DataInputView source) throws IOException {
        return codec().read(version, source);
    }

    @Override
    public T deserialize(T reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public T copy(T from) {
        return codec().copy(from);
    }

    @Override
    public T copy(T from, T reuse) {
        return copy(from);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        serialize(deserialize(source), target);
    }

    @Override
    public boolean isImmutableType() {
        return false;
    }

    @Override
    public TypeSerializer<T> duplicate() {
        return new StateSerializer<>(codecClass, version);
    }

    @Override
    public T createInstance() {
        throw new UnsupportedOperationException(codecClass.getSimpleName() + " makes no empty instance");
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StateSerializer<?> that && that.codecClass == codecClass && that.version == version;
    }

    @Override
    public int hashCode() {
        return codecClass.hashCode();
    }

    @Override
    public TypeSerializerSnapshot<T> snapshotConfiguration() {
        return new Snapshot<>(codecClass, version);
    }

    /** Remembers codec and version. Public with a public constructor, because Flink makes it by reflection. */
    public static final class Snapshot<T> implements TypeSerializerSnapshot<T> {
        private @Nullable Class<? extends StateCodec<T>> codecClass;
        private int version;

        public Snapshot() {}

        Snapshot(Class<? extends StateCodec<T>> codecClass, int version) {
            this.codecClass = codecClass;
            this.version = version;
        }

        @Override
        public int getCurrentVersion() {
            return 1;
        }

        @Override
        public void writeSnapshot(DataOutputView out) throws IOException {
            out.writeUTF(codecClass().getName());
            out.writeInt(version);
        }

        @Override
        @SuppressWarnings("unchecked")
        public void readSnapshot(int readVersion, DataInputView in, ClassLoader classLoader) throws IOException {
            if (readVersion != 1) {
                throw new IOException("a state serializer's snapshot has version 1, found " + readVersion);
            }
            String name = in.readUTF();
            version = in.readInt();
            try {
                codecClass = (Class<? extends StateCodec<T>>)
                        Class.forName(name, true, classLoader).asSubclass(StateCodec.class);
            } catch (ClassNotFoundException | ClassCastException e) {
                throw new IOException("state was written by the codec " + name + ", which this job does not have", e);
            }
            int current = currentVersion();
            if (version < 1 || version > current) {
                throw new IOException("state was written in version " + version + " of " + name
                        + ", and this job reads 1 to " + current);
            }
        }

        private int currentVersion() throws IOException {
            try {
                return newCodec(codecClass()).version();
            } catch (IllegalArgumentException e) {
                throw new IOException("state was written by a codec that can't be made: " + e.getMessage(), e);
            }
        }

        @Override
        public TypeSerializer<T> restoreSerializer() {
            return new StateSerializer<>(codecClass(), version);
        }

        @Override
        public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(TypeSerializerSnapshot<T> old) {
            if (!(old instanceof Snapshot<T> that) || that.codecClass() != codecClass()) {
                return TypeSerializerSchemaCompatibility.incompatible();
            }
            return that.version == version
                    ? TypeSerializerSchemaCompatibility.compatibleAsIs()
                    : TypeSerializerSchemaCompatibility.compatibleAfterMigration();
        }

        private Class<? extends StateCodec<T>> codecClass() {
            if (codecClass == null) {
                throw new IllegalStateException("snapshot not read yet");
            }
            return codecClass;
        }
    }
}
