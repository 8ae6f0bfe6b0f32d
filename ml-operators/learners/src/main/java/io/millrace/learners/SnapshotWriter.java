package io.millrace.learners;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The body of a snapshot, as it is written. {@link SnapshotReader} reads each kind by the method of the same name. */
public final class SnapshotWriter {
    private byte[] bytes = new byte[256];
    private ByteBuffer buffer = ByteBuffer.wrap(bytes);

    SnapshotWriter() {}

    int length() {
        return buffer.position();
    }

    byte[] array() {
        return bytes;
    }

    /** A number from 0: 1 byte below 128, at most 5. */
    public void writeCount(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("a count is at least 0, not " + count);
        }
        unsigned(count);
    }

    /** Any number: 1 byte from -64 to 63, at most 5. */
    public void writeInt(int value) {
        unsigned(value << 1 ^ value >> 31);
    }

    /** 8 bytes. */
    public void writeLong(long value) {
        room(8);
        buffer.putLong(value);
    }

    /** 8 bytes, to the bit. */
    public void writeDouble(double value) {
        writeLong(Double.doubleToRawLongBits(value));
    }

    /** 4 bytes, to the bit. */
    public void writeFloat(float value) {
        room(4);
        buffer.putInt(Float.floatToRawIntBits(value));
    }

    /** 1 byte. */
    public void writeBoolean(boolean value) {
        room(1);
        buffer.put((byte) (value ? 1 : 0));
    }

    /** Its length, and 1 to 3 bytes per char. */
    public void writeText(String text) {
        writeCount(text.length());
        for (int i = 0; i < text.length(); i++) {
            writeCount(text.charAt(i));
        }
    }

    /** Bytes with their number. */
    public void writeBytes(byte[] values) {
        writeCount(values.length);
        room(values.length);
        buffer.put(values);
    }

    /** The first so many elements, without their number. */
    public void writeDoubles(double[] values, int length) {
        room(8 * length);
        for (int i = 0; i < length; i++) {
            buffer.putLong(Double.doubleToRawLongBits(values[i]));
        }
    }

    /** The first so many elements, without their number. */
    public void writeFloats(float[] values, int length) {
        room(4 * length);
        for (int i = 0; i < length; i++) {
            buffer.putInt(Float.floatToRawIntBits(values[i]));
        }
    }

    /** The first so many elements, without their number, each as by {@link #writeInt}. */
    public void writeInts(int[] values, int length) {
        for (int i = 0; i < length; i++) {
            writeInt(values[i]);
        }
    }

    /** The first so many elements, without their number. */
    public void writeLongs(long[] values, int length) {
        room(8 * length);
        for (int i = 0; i < length; i++) {
            buffer.putLong(values[i]);
        }
    }

    /** The first so many elements, of which runs of (positive) zero take few bytes. */
    public void writeSparse(double[] values, int length) {
        int at = 0;
        while (at < length) {
            int zeros = at;
            while (zeros < length && Double.doubleToRawLongBits(values[zeros]) == 0) {
                zeros++;
            }
            int end = zeros;
            while (end < length && Double.doubleToRawLongBits(values[end]) != 0) {
                end++;
            }
            writeCount(zeros - at);
            writeCount(end - zeros);
            room(8 * (end - zeros));
            for (int i = zeros; i < end; i++) {
                buffer.putLong(Double.doubleToRawLongBits(values[i]));
            }
            at = end;
        }
    }

    /** The first so many elements, of which runs of (positive) zero take few bytes. */
    public void writeSparse(float[] values, int length) {
        int at = 0;
        while (at < length) {
            int zeros = at;
            while (zeros < length && Float.floatToRawIntBits(values[zeros]) == 0) {
                zeros++;
            }
            int end = zeros;
            while (end < length && Float.floatToRawIntBits(values[end]) != 0) {
                end++;
            }
            writeCount(zeros - at);
            writeCount(end - zeros);
            room(4 * (end - zeros));
            for (int i = zeros; i < end; i++) {
                buffer.putInt(Float.floatToRawIntBits(values[i]));
            }
            at = end;
        }
    }

    private void unsigned(int value) {
        room(5);
        int rest = value;
        while ((rest & ~0x7F) != 0) {
            buffer.put((byte) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        buffer.put((byte) rest);
    }

    private void room(int needed) {
        int position = buffer.position();
        int least = Math.addExact(position, needed);
        if (least > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(least, 2 * bytes.length));
            buffer = ByteBuffer.wrap(bytes);
            buffer.position(position);
        }
    }
}
