package io.millrace.connectors.support;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerialization;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Bytes of a {@link SplitAssignment}: each pending split with its own version, then the assigned ids.
 *
 * @param <S> the split
 */
public final class SplitAssignmentSerializer<S extends FixedSplit>
        implements SimpleVersionedSerializer<SplitAssignment<S>> {
    private final SimpleVersionedSerializer<S> splits;

    public SplitAssignmentSerializer(SimpleVersionedSerializer<S> splits) {
        this.splits = splits;
    }

    @Override
    public int getVersion() {
        return 1;
    }

    @Override
    public byte[] serialize(SplitAssignment<S> assignment) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(256);
        out.writeInt(assignment.pending().size());
        for (S split : assignment.pending()) {
            SimpleVersionedSerialization.writeVersionAndSerialize(splits, split, out);
        }
        out.writeInt(assignment.assigned().size());
        for (String id : assignment.assigned()) {
            out.writeUTF(id);
        }
        return out.getCopyOfBuffer();
    }

    @Override
    public SplitAssignment<S> deserialize(int version, byte[] serialized) throws IOException {
        if (version != 1) {
            throw new IOException("split assignment has version " + version + "; known is 1");
        }
        DataInputDeserializer in = new DataInputDeserializer(serialized);
        List<S> pending = new ArrayList<>();
        for (int i = in.readInt(); i > 0; i--) {
            pending.add(SimpleVersionedSerialization.readVersionAndDeSerialize(splits, in));
        }
        List<String> assigned = new ArrayList<>();
        for (int i = in.readInt(); i > 0; i--) {
            assigned.add(in.readUTF());
        }
        return new SplitAssignment<>(pending, assigned);
    }
}
