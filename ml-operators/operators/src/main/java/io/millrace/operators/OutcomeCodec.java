package io.millrace.operators;

import io.millrace.common.state.StateCodec;
import io.millrace.learners.HeapSize;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** How an {@link Outcome} is sent. It is in no state. */
public final class OutcomeCodec implements StateCodec<Outcome> {
    private static final long serialVersionUID = 1L;
    private static final int CLASS = 1;
    private static final int NO_CHANGE_HIT = 2;
    private static final int MAJORITY_HIT = 4;

    @Override
    public Class<Outcome> type() {
        return Outcome.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(Outcome outcome, DataOutputView out) throws IOException {
        int kind = (outcome.label() != null ? CLASS : 0)
                | (outcome.noChangeHit() ? NO_CHANGE_HIT : 0)
                | (outcome.majorityHit() ? MAJORITY_HIT : 0);
        out.writeByte(kind);
        Texts.write(outcome.key(), out);
        out.writeLong(outcome.time());
        if (outcome.label() != null) {
            Texts.write(outcome.label(), out);
            Texts.write(outcome.predicted(), out);
            out.writeDouble(outcome.probability());
        } else {
            out.writeDouble(outcome.target());
            out.writeDouble(outcome.value());
            out.writeDouble(outcome.noChange());
            out.writeDouble(outcome.mean());
        }
    }

    @Override
    public Outcome read(int version, DataInputView in) throws IOException {
        int kind = in.readUnsignedByte();
        String key = Texts.read(in);
        long time = in.readLong();
        if ((kind & CLASS) != 0) {
            return Outcome.ofClass(
                    key,
                    time,
                    Texts.read(in),
                    Texts.readOrNull(in),
                    in.readDouble(),
                    (kind & NO_CHANGE_HIT) != 0,
                    (kind & MAJORITY_HIT) != 0);
        }
        return Outcome.ofNumber(key, time, in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble());
    }

    @Override
    public Outcome copy(Outcome outcome) {
        return outcome;
    }

    @Override
    public long memoryBytes(Outcome outcome) {
        return HeapSize.object(66) + 120;
    }
}
