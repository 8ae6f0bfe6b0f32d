package io.millrace.operators;

import io.millrace.common.state.StateCodec;
import io.millrace.learners.HeapSize;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** How an {@link Example} is written. */
public final class ExampleCodec implements StateCodec<Example> {
    private static final long serialVersionUID = 1L;
    private static final Example.Action[] ACTIONS = Example.Action.values();

    @Override
    public Class<Example> type() {
        return Example.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(Example example, DataOutputView out) throws IOException {
        out.writeByte(example.action().ordinal());
        Texts.write(example.id(), out);
        Texts.write(example.key(), out);
        out.writeLong(example.time());
        Texts.write(example.numbers(), out);
        Texts.write(example.names(), out);
        Texts.write(example.label(), out);
        out.writeDouble(example.target());
    }

    @Override
    public Example read(int version, DataInputView in) throws IOException {
        int action = in.readUnsignedByte();
        if (action >= ACTIONS.length) {
            throw new IOException("an action is below " + ACTIONS.length + ", found " + action);
        }
        return new Example(
                Texts.readOrNull(in),
                Texts.read(in),
                in.readLong(),
                Texts.readDoubles(in),
                Texts.readTexts(in),
                Texts.readOrNull(in),
                in.readDouble(),
                ACTIONS[action]);
    }

    @Override
    public Example copy(Example example) {
        return example;
    }

    @Override
    public long memoryBytes(Example example) {
        return HeapSize.object(48) + HeapSize.doubles(example.numbers().length) + 60L * (3 + example.names().length);
    }
}
