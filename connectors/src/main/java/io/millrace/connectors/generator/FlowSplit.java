package io.millrace.connectors.generator;

import io.millrace.connectors.support.FixedSplit;
import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Some of the devices, and how far they are. Immutable. */
final class FlowSplit implements FixedSplit {
    static final SimpleVersionedSerializer<FlowSplit> SERIALIZER = new Serializer();
    private static final byte[] FRESH = new byte[0];

    private final int index;
    private final int splits;
    private final long startMillis;
    private final byte[] position;

    private FlowSplit(int index, int splits, long startMillis, byte[] position) {
        this.index = index;
        this.splits = splits;
        this.startMillis = startMillis;
        this.position = position;
    }

    /** A split that has not begun. */
    static FlowSplit fresh(int index, int splits, long startMillis) {
        return new FlowSplit(index, splits, startMillis, FRESH);
    }

    /** The same split, further on. */
    FlowSplit at(FlowGenerator generator) {
        DataOutputSerializer out = new DataOutputSerializer(1024);
        try {
            generator.write(out);
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return new FlowSplit(index, splits, startMillis, out.getCopyOfBuffer());
    }

    /** @throws IOException when the split was made from another number of devices */
    FlowGenerator generator(FlowSpec spec) throws IOException {
        FlowGenerator generator = new FlowGenerator(spec, startMillis, index, splits);
        if (position.length > 0) {
            generator.read(new DataInputDeserializer(position));
        }
        return generator;
    }

    @Override
    public String splitId() {
        return "flows-" + index;
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public String toString() {
        return splitId() + " of " + splits;
    }

    private static final class Serializer implements SimpleVersionedSerializer<FlowSplit> {
        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(FlowSplit split) throws IOException {
            DataOutputSerializer out = new DataOutputSerializer(32 + split.position.length);
            out.writeInt(split.index);
            out.writeInt(split.splits);
            out.writeLong(split.startMillis);
            out.writeInt(split.position.length);
            out.write(split.position);
            return out.getCopyOfBuffer();
        }

        @Override
        public FlowSplit deserialize(int version, byte[] serialized) throws IOException {
            if (version != 1) {
                throw new IOException("generator split has version " + version + "; known is 1");
            }
            DataInputDeserializer in = new DataInputDeserializer(serialized);
            int index = in.readInt();
            int splits = in.readInt();
            long startMillis = in.readLong();
            byte[] position = new byte[in.readInt()];
            in.readFully(position);
            return new FlowSplit(index, splits, startMillis, position);
        }
    }
}
