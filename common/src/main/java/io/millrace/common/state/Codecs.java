package io.millrace.common.state;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Codecs of simple objects, ready for aggregates of one's own. All write version 1. */
public final class Codecs {
    private static final int FEW = 16;

    private Codecs() {}

    /**
     * Arrays of exactly {@code length} integers; 1 to 10 bytes each, fewer for those near zero.
     *
     * @throws IllegalArgumentException when {@code length} is negative
     */
    public static ValueCodec<long[]> longs(int length) {
        return new Longs(checked(length));
    }

    /**
     * Arrays of exactly {@code length} numbers; 8 bytes each, to the bit.
     *
     * @throws IllegalArgumentException when {@code length} is negative
     */
    public static ValueCodec<double[]> doubles(int length) {
        return new Doubles(checked(length));
    }

    /** Texts, which do not change; 1 to 3 bytes per char, and their length. */
    public static ValueCodec<String> text() {
        return Texts.TEXT;
    }

    /**
     * Lists of up to {@code most} objects. Its {@link ValueCodec#memoryBytes} asks every element.
     *
     * @throws IllegalArgumentException when {@code most} is negative
     */
    public static <T> ValueCodec<List<T>> list(ValueCodec<T> element, int most) {
        return new Lists<>(element, checked(most));
    }

    private static int checked(int length) {
        if (length < 0) {
            throw new IllegalArgumentException("length must be at least 0: " + length);
        }
        return length;
    }

    private static void requireLength(int expected, int found) throws IOException {
        if (found != expected) {
            throw new IOException("length is " + expected + ", found " + found);
        }
    }

    private record Longs(int length) implements ValueCodec<long[]> {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(long[] value, DataOutputView out) throws IOException {
            requireLength(length, value.length);
            Compact.writeUnsigned(out, length);
            for (long each : value) {
                Compact.writeSigned(out, each);
            }
        }

        @Override
        public long[] read(int version, DataInputView in) throws IOException {
            requireLength(length, (int) Compact.readCount(in, Integer.MAX_VALUE, "integers"));
            long[] value = new long[length];
            for (int i = 0; i < length; i++) {
                value[i] = Compact.readSigned(in);
            }
            return value;
        }

        @Override
        public long[] copy(long[] value) {
            return value.clone();
        }

        @Override
        public long memoryBytes(long[] value) {
            return 16 + 8L * value.length;
        }
    }

    private record Doubles(int length) implements ValueCodec<double[]> {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(double[] value, DataOutputView out) throws IOException {
            requireLength(length, value.length);
            Compact.writeUnsigned(out, length);
            for (double each : value) {
                out.writeDouble(each);
            }
        }

        @Override
        public double[] read(int version, DataInputView in) throws IOException {
            requireLength(length, (int) Compact.readCount(in, Integer.MAX_VALUE, "numbers"));
            double[] value = new double[length];
            for (int i = 0; i < length; i++) {
                value[i] = in.readDouble();
            }
            return value;
        }

        @Override
        public double[] copy(double[] value) {
            return value.clone();
        }

        @Override
        public long memoryBytes(double[] value) {
            return 16 + 8L * value.length;
        }
    }

    private enum Texts implements ValueCodec<String> {
        TEXT;

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(String value, DataOutputView out) throws IOException {
            Compact.writeText(out, value);
        }

        @Override
        public String read(int version, DataInputView in) throws IOException {
            return Compact.readText(in);
        }

        @Override
        public String copy(String value) {
            return value;
        }

        @Override
        public long memoryBytes(String value) {
            return Sizes.text(value.length());
        }
    }

    private record Lists<T>(ValueCodec<T> element, int most) implements ValueCodec<List<T>> {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(List<T> value, DataOutputView out) throws IOException {
            if (value.size() > most) {
                throw new IOException("length is at most " + most + ", found " + value.size());
            }
            Versions.write(out, element);
            Compact.writeUnsigned(out, value.size());
            for (T each : value) {
                element.write(each, out);
            }
        }

        @Override
        public List<T> read(int version, DataInputView in) throws IOException {
            int written = Versions.read(in, element);
            int size = (int) Compact.readCount(in, most, "elements");
            List<T> value = new ArrayList<>(Math.min(size, FEW));
            for (int i = 0; i < size; i++) {
                value.add(element.read(written, in));
            }
            return value;
        }

        @Override
        public List<T> copy(List<T> value) {
            List<T> copy = new ArrayList<>(value.size());
            for (T each : value) {
                copy.add(element.copy(each));
            }
            return copy;
        }

        @Override
        public long memoryBytes(List<T> value) {
            long bytes = 40 + 4L * value.size();
            for (T each : value) {
                bytes += element.memoryBytes(each);
            }
            return bytes;
        }
    }
}
