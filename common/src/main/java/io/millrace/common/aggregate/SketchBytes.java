package io.millrace.common.aggregate;

import io.millrace.common.state.Compact;
import java.io.IOException;
import java.util.function.Function;
import java.util.zip.CRC32C;
import org.apache.datasketches.memory.Memory;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A DataSketches sketch in its own serialised form, with a CRC-32C before it: that library reads memory unchecked, so
 * wrong bytes must not reach it.
 */
final class SketchBytes {
    private SketchBytes() {}

    static void write(DataOutputView out, byte[] sketch) throws IOException {
        out.writeInt(checksum(sketch));
        Compact.writeBytes(out, sketch);
    }

    /**
     * Reads a sketch of at most so many bytes.
     *
     * @throws IOException when the checksum is wrong, or the reader refuses the bytes
     */
    static <S> S read(DataInputView in, int most, Function<Memory, S> reader) throws IOException {
        int expected = in.readInt();
        byte[] bytes = Compact.readBytes(in, most);
        int found = checksum(bytes);
        if (found != expected) {
            throw new IOException("a sketch's checksum is " + Integer.toHexString(expected) + ", its bytes have "
                    + Integer.toHexString(found));
        }
        try {
            return reader.apply(Memory.wrap(bytes));
        } catch (RuntimeException | AssertionError e) {
            throw new IOException("not a sketch of this kind: " + e.getMessage(), e);
        }
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length);
        return (int) crc.getValue();
    }
}
