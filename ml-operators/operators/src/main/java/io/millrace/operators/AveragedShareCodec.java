package io.millrace.operators;

import io.millrace.common.state.Compact;
import io.millrace.common.state.StateCodec;
import io.millrace.learners.HeapSize;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** How {@link AveragedShare} is written. */
public final class AveragedShareCodec implements StateCodec<AveragedShare> {
    private static final long serialVersionUID = 1L;
    private static final int MOST_BYTES = 1 << 30;

    @Override
    public Class<AveragedShare> type() {
        return AveragedShare.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(AveragedShare share, DataOutputView out) throws IOException {
        Compact.writeText(out, share.signature());
        Compact.writeUnsigned(out, share.subtask());
        Compact.writeUnsigned(out, share.subtasks());
        Compact.writeUnsigned(out, share.every());
        Compact.writeUnsigned(out, share.layout());
        Compact.writeUnsigned(out, share.round());
        Compact.writeUnsigned(out, share.learned());
        Compact.writeUnsigned(out, share.latest());
        out.writeBoolean(share.closed());
        out.writeBoolean(share.joins());
        Compact.writeBytes(out, share.base());
        Compact.writeBytes(out, share.model());
    }

    @Override
    public AveragedShare read(int version, DataInputView in) throws IOException {
        return new AveragedShare(
                Compact.readText(in),
                (int) Compact.readCount(in, Integer.MAX_VALUE, "a subtask"),
                (int) Compact.readCount(in, Integer.MAX_VALUE, "subtasks"),
                (int) Compact.readCount(in, Integer.MAX_VALUE, "records in a round"),
                Compact.readUnsigned(in),
                Compact.readUnsigned(in),
                Compact.readUnsigned(in),
                Compact.readUnsigned(in),
                in.readBoolean(),
                in.readBoolean(),
                Compact.readBytes(in, MOST_BYTES),
                Compact.readBytes(in, MOST_BYTES));
    }

    @Override
    public AveragedShare copy(AveragedShare share) {
        return share;
    }

    @Override
    public long memoryBytes(AveragedShare share) {
        return HeapSize.object(66)
                + HeapSize.array(share.base().length)
                + HeapSize.array(share.model().length)
                + 56
                + share.signature().length();
    }
}
