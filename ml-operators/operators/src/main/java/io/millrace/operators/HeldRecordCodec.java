package io.millrace.operators;

import io.millrace.common.state.StateCodec;
import io.millrace.common.state.Versions;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** How an example that waits for its model is written, with its timestamp. */
public final class HeldRecordCodec implements StateCodec<HeldRecord> {
    private static final long serialVersionUID = 1L;

    private final ExampleCodec examples = new ExampleCodec();

    @Override
    public Class<HeldRecord> type() {
        return HeldRecord.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(HeldRecord held, DataOutputView out) throws IOException {
        Versions.write(out, examples);
        out.writeLong(held.timestamp());
        examples.write(held.example(), out);
    }

    @Override
    public HeldRecord read(int version, DataInputView in) throws IOException {
        int inner = Versions.read(in, examples);
        long timestamp = in.readLong();
        return new HeldRecord(examples.read(inner, in), timestamp);
    }

    @Override
    public HeldRecord copy(HeldRecord held) {
        return held;
    }

    @Override
    public long memoryBytes(HeldRecord held) {
        return 24 + examples.memoryBytes(held.example());
    }
}
