package io.millrace.operators;

import io.millrace.common.state.Compact;
import io.millrace.common.state.StateCodec;
import io.millrace.learners.HeapSize;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** How a {@link Step} is written. */
public final class StepCodec implements StateCodec<Step> {
    private static final long serialVersionUID = 1L;
    private static final int ALL = Step.PREDICT | Step.LEARN | Step.EXPORT | Step.TAKE;

    @Override
    public Class<Step> type() {
        return Step.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(Step step, DataOutputView out) throws IOException {
        out.writeByte(step.what);
        Compact.writeUnsigned(out, step.number + 1);
        if (step.predicts() || step.learns()) {
            Texts.write(step.features, out);
        }
        if (step.predicts()) {
            Compact.writeUnsigned(out, step.classes);
            Texts.write(step.scales, out);
        }
        if (step.learns()) {
            out.writeDouble(step.target);
            Compact.writeUnsigned(out, step.index);
            Compact.writeUnsigned(out, step.first);
        }
        if (step.takes()) {
            Compact.writeUnsigned(out, step.piece);
        }
        Texts.write(step.payload, out);
    }

    @Override
    public Step read(int version, DataInputView in) throws IOException {
        int what = in.readUnsignedByte();
        if ((what & ~ALL) != 0) {
            throw new IOException("what to do is 0 to " + ALL + ", found " + what);
        }
        Step step = new Step(what, Compact.readUnsigned(in) - 1);
        if (step.predicts() || step.learns()) {
            step.features = Texts.readDoubles(in);
        }
        if (step.predicts()) {
            step.classes = (int) Compact.readCount(in, Integer.MAX_VALUE, "classes");
            step.scales = Texts.readDoubles(in);
        }
        if (step.learns()) {
            step.target = in.readDouble();
            step.index = Compact.readUnsigned(in);
            step.first = Compact.readUnsigned(in);
        }
        if (step.takes()) {
            step.piece = (int) Compact.readCount(in, Integer.MAX_VALUE, "a piece");
        }
        step.payload = Texts.readBytes(in);
        return step;
    }

    @Override
    public Step copy(Step step) {
        return step;
    }

    @Override
    public long memoryBytes(Step step) {
        return HeapSize.object(76)
                + HeapSize.doubles(step.features.length)
                + HeapSize.doubles(step.scales.length)
                + HeapSize.array(step.payload.length);
    }
}
