package io.millrace.common.state;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** The version of a codec inside another's bytes, so that the inner one can change by itself. */
public final class Versions {
    private Versions() {}

    /** Writes the version that the codec writes. */
    public static void write(DataOutputView out, ValueCodec<?> codec) throws IOException {
        Compact.writeUnsigned(out, codec.version());
    }

    /**
     * Reads the version that was written.
     *
     * @throws IOException when the codec does not read it
     */
    public static int read(DataInputView in, ValueCodec<?> codec) throws IOException {
        long version = Compact.readUnsigned(in);
        if (version < 1 || version > codec.version()) {
            throw new IOException("a part was written in version " + Long.toUnsignedString(version)
                    + ", and this job reads 1 to " + codec.version());
        }
        return (int) version;
    }
}
