package io.millrace.operators;

import io.millrace.common.state.Compact;
import io.millrace.common.state.StateCodec;
import io.millrace.learners.Classifier;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Schema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** How {@link Dealt} is written. */
public final class DealtCodec implements StateCodec<Dealt> {
    private static final long serialVersionUID = 1L;
    private static final Dealt.Kind[] KINDS = Dealt.Kind.values();
    private static final int MOST_NAMES = Schema.MAX_FEATURES * Schema.MAX_CATEGORIES / 16 + Classifier.MAX_CLASSES;

    private final ExampleCodec examples = new ExampleCodec();

    @Override
    public Class<Dealt> type() {
        return Dealt.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(Dealt dealt, DataOutputView out) throws IOException {
        out.writeByte(dealt.kind().ordinal());
        Compact.writeUnsigned(out, dealt.key());
        Compact.writeUnsigned(out, dealt.layout());
        Compact.writeUnsigned(out, dealt.round());
        if (dealt.kind() == Dealt.Kind.NAMES) {
            Compact.writeUnsigned(out, dealt.names().size());
            for (Dealt.Name name : dealt.names()) {
                Compact.writeSigned(out, name.nominal());
                Compact.writeText(out, name.text());
            }
        }
        Example example = dealt.example();
        if (example != null) {
            Compact.writeUnsigned(out, dealt.number());
            out.writeBoolean(dealt.closes());
            Prediction.Baselines baselines = dealt.baselines();
            Compact.writeSigned(out, baselines.lastLabel());
            Compact.writeSigned(out, baselines.majority());
            out.writeDouble(baselines.lastTarget());
            out.writeDouble(baselines.mean());
            examples.write(example, out);
        }
    }

    @Override
    public Dealt read(int version, DataInputView in) throws IOException {
        int kind = in.readUnsignedByte();
        if (kind >= KINDS.length) {
            throw new IOException("a kind is below " + KINDS.length + ", found " + kind);
        }
        int key = (int) Compact.readCount(in, Integer.MAX_VALUE, "a key");
        long layout = Compact.readUnsigned(in);
        long round = Compact.readUnsigned(in);
        return switch (KINDS[kind]) {
            case REQUEST -> Dealt.request(key);
            case NAMES -> Dealt.names(key, layout, round, names(in));
            case EXAMPLE -> example(key, layout, round, in);
        };
    }

    private Dealt example(int key, long layout, long round, DataInputView in) throws IOException {
        long number = Compact.readUnsigned(in);
        boolean closes = in.readBoolean();
        Prediction.Baselines baselines = new Prediction.Baselines(
                (int) Compact.readSigned(in), (int) Compact.readSigned(in), in.readDouble(), in.readDouble());
        Example example = examples.read(examples.version(), in);
        return new Dealt(Dealt.Kind.EXAMPLE, key, layout, round, number, closes, List.of(), example, baselines);
    }

    private static List<Dealt.Name> names(DataInputView in) throws IOException {
        int count = (int) Compact.readCount(in, MOST_NAMES, "names");
        List<Dealt.Name> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(new Dealt.Name((int) Compact.readSigned(in), Compact.readText(in)));
        }
        return names;
    }

    @Override
    public Dealt copy(Dealt dealt) {
        return dealt;
    }

    @Override
    public long memoryBytes(Dealt dealt) {
        long bytes = HeapSize.object(45) + HeapSize.object(24);
        for (Dealt.Name name : dealt.names()) {
            bytes += 80 + name.text().length();
        }
        return bytes + (dealt.example() == null ? 0 : examples.memoryBytes(dealt.example()));
    }
}
