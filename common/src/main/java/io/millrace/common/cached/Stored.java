package io.millrace.common.cached;

import io.millrace.common.state.ValueCodec;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.jspecify.annotations.Nullable;

/**
 * A value as keyed state holds it: either a live object with its codec, or the bytes it was read from. State can therefore
 * be read, moved and copied without knowing the codec's parameters.
 *
 * @param <V> the live objects
 */
final class Stored<V> {
    private final @Nullable V live;
    private final @Nullable ValueCodec<V> codec;
    private final int version;
    private final byte @Nullable [] bytes;

    private Stored(@Nullable V live, @Nullable ValueCodec<V> codec, int version, byte @Nullable [] bytes) {
        this.live = live;
        this.codec = codec;
        this.version = version;
        this.bytes = bytes;
    }

    static <V> Stored<V> live(V value, ValueCodec<V> codec) {
        return new Stored<>(value, codec, codec.version(), null);
    }

    static <V> Stored<V> bytes(int version, byte[] bytes) {
        return new Stored<>(null, null, version, bytes);
    }

    int version() {
        return version;
    }

    /** The live object: itself where there is one, else read by the given codec. */
    V value(ValueCodec<V> reader) throws IOException {
        if (live != null) {
            return live;
        }
        if (bytes == null) {
            throw new IllegalStateException("neither live nor bytes");
        }
        if (version < 1 || version > reader.version()) {
            throw new IOException(
                    "state was written in version " + version + ", and this job reads 1 to " + reader.version());
        }
        DataInputDeserializer in = new DataInputDeserializer(bytes);
        V value = reader.read(version, in);
        if (in.available() != 0) {
            throw new IOException(in.available() + " bytes too many in state of version " + version);
        }
        return value;
    }

    /** The bytes, in {@code buffer} or as they were read. */
    void write(DataOutputSerializer buffer) throws IOException {
        if (bytes != null) {
            buffer.write(bytes);
        } else if (codec != null && live != null) {
            codec.write(live, buffer);
        }
    }

    Stored<V> copy() {
        return codec == null || live == null ? this : live(codec.copy(live), codec);
    }
}
