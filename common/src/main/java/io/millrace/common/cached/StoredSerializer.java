package io.millrace.common.cached;

import io.millrace.common.state.ValueCodec;
import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * Two bytes for the codec's version, of which the highest bit says whether there is a time; the time of the last use, eight
 * bytes, if so; four bytes for the length; the codec's bytes. Remembers the signature of what wrote it.
 *
 * <p>With a codec it makes live objects at once, where the input says how much there is; without one, which is how Flink
 * restores it, it keeps the bytes.
 */
final class StoredSerializer<V> extends TypeSerializer<Stored<V>> {
    private static final long serialVersionUID = 1L;
    private static final int TIMED = 0x8000;
    private static final int CHUNK = 1 << 16;

    private final String signature;
    private final @Nullable ValueCodec<V> codec;
    private transient @Nullable DataOutputSerializer buffer;

    StoredSerializer(String signature, @Nullable ValueCodec<V> codec) {
        this.signature = signature;
        this.codec = codec;
    }

    @Override
    public void serialize(Stored<V> value, DataOutputView target) throws IOException {
        if (target instanceof DataOutputSerializer out) {
            writeHead(value, out);
            int at = out.length();
            out.writeInt(0);
            value.write(out);
            out.writeIntUnsafe(out.length() - at - Integer.BYTES, at);
            return;
        }
        DataOutputSerializer bytes = buffer;
        if (bytes == null) {
            buffer = bytes = new DataOutputSerializer(256);
        }
        bytes.clear();
        value.write(bytes);
        writeHead(value, target);
        target.writeInt(bytes.length());
        target.write(bytes.getSharedBuffer(), 0, bytes.length());
    }

    private static void writeHead(Stored<?> value, DataOutputView target) throws IOException {
        int version = value.version();
        if (version < 1 || version >= TIMED) {
            throw new IOException("a codec's version must be from 1 to " + (TIMED - 1) + ": " + version);
        }
        boolean timed = value.lastUse() != Stored.NO_TIME;
        target.writeShort(timed ? version | TIMED : version);
        if (timed) {
            target.writeLong(value.lastUse());
        }
    }

    @Override
    public Stored<V> deserialize(DataInputView source) throws IOException {
        int head = source.readUnsignedShort();
        long lastUse = (head & TIMED) != 0 ? source.readLong() : Stored.NO_TIME;
        int version = head & ~TIMED;
        int length = readLength(source);
        if (source instanceof DataInputDeserializer in) {
            if (length > in.available()) {
                throw new IOException("state is said to have " + length + " bytes, and has " + in.available());
            }
            if (codec != null) {
                return Stored.live(Stored.read(codec, version, in, length), codec, lastUse);
            }
        }
        return Stored.bytes(version, readBytes(source, length), lastUse);
    }

    private static int readLength(DataInputView source) throws IOException {
        int length = source.readInt();
        if (length < 0) {
            throw new IOException("state is said to have " + length + " bytes");
        }
        return length;
    }

    /** By and by, so that a wrong length comes to the input's end before it takes all memory. */
    private static byte[] readBytes(DataInputView source, int length) throws IOException {
        byte[] bytes = new byte[Math.min(length, CHUNK)];
        int read = 0;
        while (true) {
            source.readFully(bytes, read, bytes.length - read);
            read = bytes.length;
            if (read == length) {
                return bytes;
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * read));
        }
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
        int head = source.readUnsignedShort();
        target.writeShort(head);
        if ((head & TIMED) != 0) {
            target.writeLong(source.readLong());
        }
        int length = readLength(source);
        target.writeInt(length);
        target.write(readBytes(source, length));
    }

    @Override
    public boolean isImmutableType() {
        return false;
    }

    @Override
    public TypeSerializer<Stored<V>> duplicate() {
        return new StoredSerializer<>(signature, codec);
    }

    @Override
    public Stored<V> createInstance() {
        return Stored.bytes(1, new byte[0], Stored.NO_TIME);
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
            return new StoredSerializer<>(signature, null);
        }

        @Override
        public TypeSerializerSchemaCompatibility<Stored<V>> resolveSchemaCompatibility(
                TypeSerializerSnapshot<Stored<V>> old) {
            if (!(old instanceof Snapshot<V> that)) {
                return TypeSerializerSchemaCompatibility.incompatible();
            }
            if (!that.signature.equals(signature)) {
                throw new IllegalStateException("cached state was written by '" + that.signature
                        + "', and this job expects '" + signature
                        + "': restore it with a job of the same signature, or give the operator another uid");
            }
            return TypeSerializerSchemaCompatibility.compatibleAsIs();
        }
    }
}
