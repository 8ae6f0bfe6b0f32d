package io.millrace.learners;

import java.nio.ByteBuffer;
import java.util.function.Function;

/**
 * The body of a snapshot, as it is read. Nothing here takes more memory than some eight times the bytes that are there; a
 * learner that is about to take more asks {@link #reserve} first. All methods throw {@link CorruptSnapshotException} when
 * the snapshot ends too soon or holds what was never written; a learner checks indices and counts of its own likewise.
 */
public final class SnapshotReader {
    private final ByteBuffer buffer;
    private long allowed;
    private int version;
    private int depth;

    SnapshotReader(byte[] body, long allowed) {
        this.buffer = ByteBuffer.wrap(body);
        this.allowed = allowed;
    }

    /** Version of the learner's own body. */
    public int version() {
        return version;
    }

    /** Says that so many bytes are about to be taken that are not in the snapshot, such as of zeros. */
    public void reserve(long bytes) {
        if (bytes < 0 || bytes > allowed) {
            throw new CorruptSnapshotException(
                    "memory left for this snapshot is " + allowed + " bytes, it asks " + bytes);
        }
        allowed -= bytes;
    }

    /**
     * A number of things, or an index.
     *
     * @param what what is counted, for the message
     * @param most the greatest that can be, inclusive
     */
    public int readCount(String what, int most) {
        int count = unsigned();
        if (count < 0 || count > most) {
            throw new CorruptSnapshotException(what + ": 0 to " + most + " expected, found " + (count & 0xFFFFFFFFL));
        }
        return count;
    }

    /** A number of things of which each takes at least so many bytes of the snapshot, which must still be there. */
    public int readCountOf(String what, int most, int bytesEach) {
        int count = readCount(what, most);
        need(what, (long) count * bytesEach);
        return count;
    }

    public int readInt() {
        int value = unsigned();
        return value >>> 1 ^ -(value & 1);
    }

    public long readLong() {
        need("a long", 8);
        return buffer.getLong();
    }

    /** Any number, NaN and the infinities too. */
    public double readDouble() {
        return Double.longBitsToDouble(readLong());
    }

    /** A number that is not NaN and not infinite. */
    public double readFinite(String what) {
        double value = readDouble();
        if (!Double.isFinite(value)) {
            throw new CorruptSnapshotException(what + " is a finite number, found " + value);
        }
        return value;
    }

    /** A finite number of at least 0. */
    public double readPositive(String what) {
        double value = readFinite(what);
        if (value < 0) {
            throw new CorruptSnapshotException(what + " is at least 0, found " + value);
        }
        return value;
    }

    public float readFloat() {
        need("a float", 4);
        return buffer.getFloat();
    }

    public boolean readBoolean() {
        need("a boolean", 1);
        byte value = buffer.get();
        if (value != 0 && value != 1) {
            throw new CorruptSnapshotException("a boolean is 0 or 1, found " + value);
        }
        return value == 1;
    }

    public String readText(String what) {
        int length = readCountOf(what, Integer.MAX_VALUE, 1);
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append((char) readCount("a char of " + what, Character.MAX_VALUE));
        }
        return text.toString();
    }

    public byte[] readBytes(String what) {
        byte[] values = new byte[readCountOf(what, Integer.MAX_VALUE, 1)];
        buffer.get(values);
        return values;
    }

    /** Any numbers, NaN and the infinities too. */
    public double[] readDoubles(String what, int length) {
        need(what, 8L * length);
        double[] values = new double[length];
        for (int i = 0; i < length; i++) {
            values[i] = buffer.getDouble();
        }
        return values;
    }

    /** Finite numbers. */
    public double[] readFiniteDoubles(String what, int length) {
        double[] values = readDoubles(what, length);
        for (double value : values) {
            if (!Double.isFinite(value)) {
                throw new CorruptSnapshotException(what + " are finite numbers, found " + value);
            }
        }
        return values;
    }

    /** Any numbers, NaN and the infinities too. */
    public float[] readFloats(String what, int length) {
        need(what, 4L * length);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = buffer.getFloat();
        }
        return values;
    }

    /** Numbers, each within the bounds, inclusive. */
    public int[] readInts(String what, int length, int least, int most) {
        need(what, length);
        int[] values = new int[length];
        for (int i = 0; i < length; i++) {
            values[i] = readInt();
            if (values[i] < least || values[i] > most) {
                throw new CorruptSnapshotException(
                        what + ": " + least + " to " + most + " expected, found " + values[i]);
            }
        }
        return values;
    }

    public long[] readLongs(String what, int length) {
        need(what, 8L * length);
        long[] values = new long[length];
        for (int i = 0; i < length; i++) {
            values[i] = buffer.getLong();
        }
        return values;
    }

    /** So many finite numbers, most of them perhaps zero; reserves what the array takes. */
    public double[] readSparseDoubles(String what, int length) {
        reserve(8L * length);
        double[] values = new double[length];
        int at = 0;
        while (at < length) {
            at += run(what, length - at);
            int end = at + readCountOf(what, length - at, 8);
            for (; at < end; at++) {
                values[at] = readFinite(what);
            }
        }
        return values;
    }

    /** So many finite numbers, most of them perhaps zero; reserves what the array takes. */
    public float[] readSparseFloats(String what, int length) {
        reserve(4L * length);
        float[] values = new float[length];
        int at = 0;
        while (at < length) {
            at += run(what, length - at);
            int end = at + readCountOf(what, length - at, 4);
            for (; at < end; at++) {
                values[at] = buffer.getFloat();
                if (!Float.isFinite(values[at])) {
                    throw new CorruptSnapshotException(what + " are finite numbers, found " + values[at]);
                }
            }
        }
        return values;
    }

    <T> T nested(int itsVersion, int maxDepth, Function<SnapshotReader, T> read) {
        if (depth == maxDepth) {
            throw new CorruptSnapshotException("learners are nested at most " + maxDepth + " deep");
        }
        int outer = version;
        version = itsVersion;
        depth++;
        T value = read.apply(this);
        depth--;
        version = outer;
        return value;
    }

    void end() {
        if (buffer.hasRemaining()) {
            throw new CorruptSnapshotException(buffer.remaining() + " bytes are left over");
        }
    }

    private int run(String what, int most) {
        return readCount("zeros of " + what, most);
    }

    private int unsigned() {
        int value = 0;
        for (int i = 0; i < 5; i++) {
            need("a number", 1);
            int next = buffer.get();
            if (i == 4 && (next & 0xF0) != 0) {
                break;
            }
            value |= (next & 0x7F) << 7 * i;
            if (next >= 0) {
                return value;
            }
        }
        throw new CorruptSnapshotException("an integer has more than 32 bits");
    }

    private void need(String what, long bytes) {
        if (bytes < 0 || bytes > buffer.remaining()) {
            throw new CorruptSnapshotException("the snapshot ends within " + what + ": " + buffer.remaining()
                    + " bytes left, " + bytes + " needed");
        }
    }
}
