package io.millrace.common.state;

import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Numbers, texts and bytes in as few bytes as they need, for codecs. Integers go seven bits to a byte, lowest first,
 * the eighth bit set on all but the last. What is read is checked: wrong bytes are an {@link IOException}, and a
 * length never takes more memory than twice the bytes that are there.
 */
public final class Compact {
    private static final int MOST_BYTES = 10;
    private static final int FIRST_CHUNK = 4_096;
    private static final int FIRST_CHARS = 256;

    private Compact() {}

    /** Writes an integer, taken as unsigned: 1 byte below 128, 2 below 16,384, at most 10. */
    public static void writeUnsigned(DataOutputView out, long value) throws IOException {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.writeByte((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    /**
     * Reads what {@link #writeUnsigned} wrote.
     *
     * @throws IOException when it has more than 64 bits, or ends too soon
     */
    public static long readUnsigned(DataInputView in) throws IOException {
        long value = 0;
        for (int i = 0; i < MOST_BYTES; i++) {
            int next = in.readByte();
            if (i == MOST_BYTES - 1 && (next & 0xFE) != 0) {
                break;
            }
            value |= (next & 0x7FL) << (7 * i);
            if (next >= 0) {
                return value;
            }
        }
        throw new IOException("an integer of more than 64 bits");
    }

    /** Writes an integer of either sign: 1 byte from -64 to 63, at most 10. */
    public static void writeSigned(DataOutputView out, long value) throws IOException {
        writeUnsigned(out, value << 1 ^ value >> 63);
    }

    /** Reads what {@link #writeSigned} wrote. */
    public static long readSigned(DataInputView in) throws IOException {
        long value = readUnsigned(in);
        return value >>> 1 ^ -(value & 1);
    }

    /**
     * Reads an unsigned integer that counts something.
     *
     * @param what what is counted, for the message
     * @throws IOException when it is not within 0 to {@code most}
     */
    public static long readCount(DataInputView in, long most, String what) throws IOException {
        long count = readUnsigned(in);
        if (count < 0 || count > most) {
            throw new IOException("number of " + what + " is 0 to " + most + ", found " + Long.toUnsignedString(count));
        }
        return count;
    }

    /** Writes any text, also one that is no valid UTF-16: its length, and 1 to 3 bytes per char. */
    public static void writeText(DataOutputView out, String text) throws IOException {
        writeUnsigned(out, text.length());
        for (int i = 0; i < text.length(); i++) {
            writeUnsigned(out, text.charAt(i));
        }
    }

    /** Reads what {@link #writeText} wrote. */
    public static String readText(DataInputView in) throws IOException {
        int length = (int) readCount(in, Integer.MAX_VALUE - 8, "chars");
        StringBuilder text = new StringBuilder(Math.min(length, FIRST_CHARS));
        for (int i = 0; i < length; i++) {
            text.append((char) readCount(in, Character.MAX_VALUE, "a char"));
        }
        return text.toString();
    }

    /** Writes bytes with their number before them. */
    public static void writeBytes(DataOutputView out, byte[] bytes) throws IOException {
        writeUnsigned(out, bytes.length);
        out.write(bytes);
    }

    /**
     * Reads what {@link #writeBytes} wrote.
     *
     * @throws IOException when there are more than {@code most}, or fewer than said
     */
    public static byte[] readBytes(DataInputView in, int most) throws IOException {
        int length = (int) readCount(in, most, "bytes");
        byte[] bytes = new byte[Math.min(length, FIRST_CHUNK)];
        int filled = 0;
        while (true) {
            in.readFully(bytes, filled, bytes.length - filled);
            filled = bytes.length;
            if (filled == length) {
                return bytes;
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * filled));
        }
    }
}
