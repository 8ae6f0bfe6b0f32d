package io.millrace.operators;

import io.millrace.common.state.Compact;
import io.millrace.common.state.ValueCodec;
import io.millrace.common.state.Versions;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** How waiting examples are kept in state: the version of their codec, how many there are, and of each its time and itself. */
final class HeldExamplesCodec implements ValueCodec<HeldExamples> {
    private static final long serialVersionUID = 1L;
    private static final ExampleCodec EXAMPLES = new ExampleCodec();

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(HeldExamples examples, DataOutputView out) throws IOException {
        Versions.write(out, EXAMPLES);
        Compact.writeUnsigned(out, examples.size());
        for (HeldExample held : examples.all()) {
            out.writeLong(held.time());
            EXAMPLES.write(held.example(), out);
        }
    }

    @Override
    public HeldExamples read(int version, DataInputView in) throws IOException {
        int inner = Versions.read(in, EXAMPLES);
        long size = Compact.readCount(in, Integer.MAX_VALUE, "examples");
        HeldExamples examples = new HeldExamples();
        for (long i = 0; i < size; i++) {
            long time = in.readLong();
            add(examples, new HeldExample(time, EXAMPLES.read(inner, in)));
        }
        return examples;
    }

    void add(HeldExamples examples, HeldExample held) {
        examples.add(held, EXAMPLES.memoryBytes(held.example()));
    }

    @Override
    public HeldExamples copy(HeldExamples examples) {
        return examples.copy();
    }

    @Override
    public long memoryBytes(HeldExamples examples) {
        return examples.memoryBytes();
    }
}
