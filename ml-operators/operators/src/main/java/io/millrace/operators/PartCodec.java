package io.millrace.operators;

import io.millrace.common.state.Compact;
import io.millrace.common.state.StateCodec;
import io.millrace.learners.HeapSize;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** How a {@link Part} is written. */
public final class PartCodec implements StateCodec<Part> {
    private static final long serialVersionUID = 1L;
    private static final int MOST_PIECES = 1 << 20;

    @Override
    public Class<Part> type() {
        return Part.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(Part part, DataOutputView out) throws IOException {
        Compact.writeUnsigned(out, part.number());
        Compact.writeUnsigned(out, part.pieces().length);
        for (int piece : part.pieces()) {
            Compact.writeUnsigned(out, piece);
        }
        Texts.write(part.values(), out);
        Texts.write(part.payload(), out);
        Compact.writeUnsigned(out, part.models().length);
        for (byte[] model : part.models()) {
            Texts.write(model, out);
        }
    }

    @Override
    public Part read(int version, DataInputView in) throws IOException {
        long number = Compact.readUnsigned(in);
        int[] pieces = new int[(int) Compact.readCount(in, MOST_PIECES, "pieces")];
        for (int i = 0; i < pieces.length; i++) {
            pieces[i] = (int) Compact.readCount(in, MOST_PIECES, "a piece");
        }
        double[] values = Texts.readDoubles(in);
        byte[] payload = Texts.readBytes(in);
        int count = (int) Compact.readCount(in, pieces.length, "models");
        byte[][] models = count == 0 ? Part.NO_MODELS : new byte[count][];
        for (int i = 0; i < count; i++) {
            models[i] = Texts.readBytes(in);
        }
        return new Part(number, pieces, values, payload, models);
    }

    @Override
    public Part copy(Part part) {
        return part;
    }

    @Override
    public long memoryBytes(Part part) {
        long bytes = HeapSize.object(24)
                + HeapSize.ints(part.pieces().length)
                + HeapSize.doubles(part.values().length)
                + HeapSize.array(part.payload().length)
                + HeapSize.ints(part.models().length);
        for (byte[] model : part.models()) {
            bytes += HeapSize.array(model.length);
        }
        return bytes;
    }
}
