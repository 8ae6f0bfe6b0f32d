package io.millrace.operators;

import io.millrace.common.state.Compact;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;
import org.jspecify.annotations.Nullable;

/** Texts and arrays as codecs of this package write them. */
final class Texts {
    private static final int MOST = 1 << 24;
    private static final int MOST_BYTES = 1 << 30;

    private Texts() {}

    static void write(@Nullable String text, DataOutputView out) throws IOException {
        StringValue.writeString(text, out);
    }

    static @Nullable String readOrNull(DataInputView in) throws IOException {
        return StringValue.readString(in);
    }

    static String read(DataInputView in) throws IOException {
        String text = StringValue.readString(in);
        if (text == null) {
            throw new IOException("a text is missing");
        }
        return text;
    }

    static void write(double[] values, DataOutputView out) throws IOException {
        Compact.writeUnsigned(out, values.length);
        for (double value : values) {
            out.writeDouble(value);
        }
    }

    static double[] readDoubles(DataInputView in) throws IOException {
        double[] values = new double[count(in)];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readDouble();
        }
        return values;
    }

    /** At most some 1 GB. */
    static void write(byte[] bytes, DataOutputView out) throws IOException {
        Compact.writeBytes(out, bytes);
    }

    static byte[] readBytes(DataInputView in) throws IOException {
        return Compact.readBytes(in, MOST_BYTES);
    }

    static void write(@Nullable String[] texts, DataOutputView out) throws IOException {
        Compact.writeUnsigned(out, texts.length);
        for (String text : texts) {
            StringValue.writeString(text, out);
        }
    }

    static @Nullable String[] readTexts(DataInputView in) throws IOException {
        int count = count(in);
        if (count == 0) {
            return Example.NO_NAMES;
        }
        @Nullable String[] texts = new String[count];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = StringValue.readString(in);
        }
        return texts;
    }

    private static int count(DataInputView in) throws IOException {
        long count = Compact.readUnsigned(in);
        if (count < 0 || count > MOST) {
            throw new IOException("a number of elements is 0 to " + MOST + ", found " + count);
        }
        return (int) count;
    }
}
