package io.millrace.common.window;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.CompositeTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** Key, value, start, end, definition, timing, pane. */
final class WindowResultSerializer<K, R> extends TypeSerializer<WindowResult<K, R>> {
    private static final long serialVersionUID = 1L;
    private static final WindowResult.Timing[] TIMINGS = WindowResult.Timing.values();

    private final TypeSerializer<K> key;
    private final TypeSerializer<R> value;

    WindowResultSerializer(TypeSerializer<K> key, TypeSerializer<R> value) {
        this.key = key;
        this.value = value;
    }

    @Override
    public void serialize(WindowResult<K, R> result, DataOutputView target) throws IOException {
        key.serialize(result.key(), target);
        value.serialize(result.value(), target);
        target.writeLong(result.start());
        target.writeLong(result.end());
        target.writeInt(result.definition());
        target.writeByte(result.timing().ordinal());
        target.writeLong(result.pane());
    }

    @Override
    public WindowResult<K, R> deserialize(DataInputView source) throws IOException {
        K k = key.deserialize(source);
        R r = value.deserialize(source);
        long start = source.readLong();
        long end = source.readLong();
        int definition = source.readInt();
        int timing = source.readByte();
        if (timing < 0 || timing >= TIMINGS.length) {
            throw new IOException("a timing is 0 to " + (TIMINGS.length - 1) + ", found " + timing);
        }
        return new WindowResult<>(k, r, start, end, definition, TIMINGS[timing], source.readLong());
    }

    @Override
    public WindowResult<K, R> deserialize(WindowResult<K, R> reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public WindowResult<K, R> copy(WindowResult<K, R> from) {
        return isImmutableType()
                ? from
                : new WindowResult<>(
                        key.copy(from.key()),
                        value.copy(from.value()),
                        from.start(),
                        from.end(),
                        from.definition(),
                        from.timing(),
                        from.pane());
    }

    @Override
    public WindowResult<K, R> copy(WindowResult<K, R> from, WindowResult<K, R> reuse) {
        return copy(from);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        serialize(deserialize(source), target);
    }

    @Override
    public boolean isImmutableType() {
        return key.isImmutableType() && value.isImmutableType();
    }

    @Override
    public TypeSerializer<WindowResult<K, R>> duplicate() {
        return new WindowResultSerializer<>(key.duplicate(), value.duplicate());
    }

    @Override
    public WindowResult<K, R> createInstance() {
        return new WindowResult<>(
                key.createInstance(), value.createInstance(), 0, 1, 0, WindowResult.Timing.ON_TIME, 0);
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WindowResultSerializer<?, ?> that && that.key.equals(key) && that.value.equals(value);
    }

    @Override
    public int hashCode() {
        return 31 * key.hashCode() + value.hashCode();
    }

    @Override
    public TypeSerializerSnapshot<WindowResult<K, R>> snapshotConfiguration() {
        return new Snapshot<>(this);
    }

    /** Remembers the two serializers. Public with a public constructor, because Flink makes it by reflection. */
    public static final class Snapshot<K, R>
            extends CompositeTypeSerializerSnapshot<WindowResult<K, R>, WindowResultSerializer<K, R>> {
        public Snapshot() {}

        Snapshot(WindowResultSerializer<K, R> serializer) {
            super(serializer);
        }

        @Override
        protected int getCurrentOuterSnapshotVersion() {
            return 1;
        }

        @Override
        protected TypeSerializer<?>[] getNestedSerializers(WindowResultSerializer<K, R> outer) {
            return new TypeSerializer<?>[] {outer.key, outer.value};
        }

        @Override
        @SuppressWarnings("unchecked")
        protected WindowResultSerializer<K, R> createOuterSerializerWithNestedSerializers(TypeSerializer<?>[] nested) {
            return new WindowResultSerializer<>((TypeSerializer<K>) nested[0], (TypeSerializer<R>) nested[1]);
        }
    }
}
