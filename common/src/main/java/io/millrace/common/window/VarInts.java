package io.millrace.common.window;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Whole numbers in one to ten bytes, seven bits each, low ones first; signed ones with the sign in the lowest bit. */
final class VarInts {
    private static final int LONGEST = 10;

    private VarInts() {}

    static void writeUnsigned(DataOutputView out, long value) throws IOException {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.writeByte((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    static long readUnsigned(DataInputView in) throws IOException {
        long value = 0;
        for (int i = 0; i < LONGEST; i++) {
            byte next = in.readByte();
            value |= (long) (next & 0x7F) << (7 * i);
            if (next >= 0) {
                return value;
            }
        }
        throw new IOException("a number has at most " + LONGEST + " bytes");
    }

    static void writeSigned(DataOutputView out, long value) throws IOException {
        writeUnsigned(out, value << 1 ^ value >> 63);
    }

    static long readSigned(DataInputView in) throws IOException {
        long value = readUnsigned(in);
        return value >>> 1 ^ -(value & 1);
    }
}
