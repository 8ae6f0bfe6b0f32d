package io.millrace.operators;

import io.millrace.common.state.StateCodec;
import io.millrace.learners.HeapSize;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** How a {@link Label} is written. */
public final class LabelCodec implements StateCodec<Label> {
    private static final long serialVersionUID = 1L;

    @Override
    public Class<Label> type() {
        return Label.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(Label label, DataOutputView out) throws IOException {
        Texts.write(label.id(), out);
        out.writeLong(label.time());
        Texts.write(label.label(), out);
        out.writeDouble(label.target());
    }

    @Override
    public Label read(int version, DataInputView in) throws IOException {
        return new Label(Texts.read(in), in.readLong(), Texts.readOrNull(in), in.readDouble());
    }

    @Override
    public Label copy(Label label) {
        return label;
    }

    @Override
    public long memoryBytes(Label label) {
        return HeapSize.object(24) + 120;
    }
}
