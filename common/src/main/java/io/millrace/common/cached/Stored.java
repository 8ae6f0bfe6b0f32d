package io.millrace.common.cached;

import io.millrace.common.state.ValueCodec;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * A value as keyed state holds it: either a live object with its codec, or the bytes it was read from; and when it was last
 * used. State can therefore be read, moved and copied without knowing the codec's parameters.
 *
 * @param <V> the live objects
 */
final class Stored<V> {
    /** The last use of what has no time to live. */
    static final long NO_TIME = Long.MIN_VALUE;

    private final @Nullable V live;
    private final @Nullable ValueCodec<V> codec;
    private final int version;
    private final byte @Nullable [] bytes;
    private long lastUse;

    private Stored(
            @Nullable V live, @Nullable ValueCodec<V> codec, int version, byte @Nullable [] bytes, long lastUse) {
        this.live = live;
        this.codec = codec;
        this.version = version;
        this.bytes = bytes;
        this.lastUse = lastUse;
    }

    static <V> Stored<V> live(V value, ValueCodec<V> codec, long lastUse) {
        return new Stored<>(value, codec, codec.version(), null, lastUse);
    }

    static <V> Stored<V> bytes(int version, byte[] bytes, long lastUse) {
        return new Stored<>(null, null, version, bytes, lastUse);
    }

    int version() {
        return version;
    }

    boolean isLive() {
        return live != null;
    }

    /** When it was last used, by the clock in milliseconds; or {@link #NO_TIME}. */
    long lastUse() {
        return lastUse;
    }

    void usedAt(long time) {
        lastUse = time;
    }

    /** The live object: itself where there is one, else read by the given codec. */
    V value(ValueCodec<V> reader) throws IOException {
        if (live != null) {
            return live;
        }
        if (bytes == null) {
            throw new IllegalStateException("neither live nor bytes");
        }
        return read(reader, version, new DataInputDeserializer(bytes), bytes.length);
    }

    /** Reads an object that takes exactly so many bytes. */
    static <V> V read(ValueCodec<V> reader, int version, DataInputDeserializer in, int length) throws IOException {
        if (version < 1 || version > reader.version()) {
            throw new IOException(
                    "state was written in version " + version + ", and this job reads 1 to " + reader.version());
        }
        int before = in.available();
        V value = reader.read(version, in);
        int taken = before - in.available();
        if (taken != length) {
            throw new IOException(
                    "state of version " + version + " has " + length + " bytes, and its codec read " + taken);
        }
        return value;
    }

    /** Writes the object, or the bytes as they were read. */
    void write(DataOutputView out) throws IOException {
        if (bytes != null) {
            out.write(bytes);
        } else if (codec != null && live != null) {
            codec.write(live, out);
        }
    }

    Stored<V> copy() {
        return codec == null || live == null ? this : live(codec.copy(live), codec, lastUse);
    }
}
