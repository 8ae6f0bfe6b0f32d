package io.millrace.operators;

import io.millrace.common.state.Compact;
import io.millrace.common.state.StateCodec;
import io.millrace.common.state.Versions;
import io.millrace.learners.HeapSize;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** How what waits is written: each list with its length and the version of what is in it. */
abstract class WaitingCodec<T> implements StateCodec<Waiting<T>> {
    private static final long serialVersionUID = 1L;

    private final StateCodec<T> records;
    private final StateCodec<Label> labels = new LabelCodec();

    WaitingCodec(StateCodec<T> records) {
        this.records = records;
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"})
    public Class<Waiting<T>> type() {
        return (Class) Waiting.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(Waiting<T> waiting, DataOutputView out) throws IOException {
        write(waiting.records(), records, out);
        write(waiting.labels(), labels, out);
    }

    private static <V> void write(List<Waiting.Timed<V>> all, StateCodec<V> codec, DataOutputView out)
            throws IOException {
        Compact.writeUnsigned(out, all.size());
        if (all.isEmpty()) {
            return;
        }
        Versions.write(out, codec);
        for (Waiting.Timed<V> one : all) {
            out.writeLong(one.at());
            codec.write(one.value(), out);
        }
    }

    @Override
    public Waiting<T> read(int version, DataInputView in) throws IOException {
        return new Waiting<>(read(records, in), read(labels, in));
    }

    private static <V> List<Waiting.Timed<V>> read(StateCodec<V> codec, DataInputView in) throws IOException {
        long count = Compact.readUnsigned(in);
        if (count == 0) {
            return List.of();
        }
        if (count < 0 || count > LabelJoinOperator.MOST_WAITING) {
            throw new IOException("at most " + LabelJoinOperator.MOST_WAITING + " wait under one id, found " + count);
        }
        int itsVersion = Versions.read(in, codec);
        List<Waiting.Timed<V>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long at = in.readLong();
            all.add(new Waiting.Timed<>(codec.read(itsVersion, in), at));
        }
        return List.copyOf(all);
    }

    @Override
    public Waiting<T> copy(Waiting<T> waiting) {
        return waiting;
    }

    @Override
    public long memoryBytes(Waiting<T> waiting) {
        long bytes = HeapSize.object(8) + 2 * HeapSize.object(8);
        for (Waiting.Timed<T> one : waiting.records()) {
            bytes += HeapSize.object(12) + records.memoryBytes(one.value());
        }
        for (Waiting.Timed<Label> one : waiting.labels()) {
            bytes += HeapSize.object(12) + labels.memoryBytes(one.value());
        }
        return bytes;
    }
}
