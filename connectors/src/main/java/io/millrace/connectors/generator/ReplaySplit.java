package io.millrace.connectors.generator;

import io.millrace.common.record.FieldValues;
import io.millrace.connectors.support.FixedSplit;
import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * The recorded file and how far it has been sent.
 *
 * @param path the file
 * @param bytes how many of its bytes, once unpacked, have been sent
 * @param lines how many lines these were
 * @param shiftMillis how far event times are moved; {@link FieldValues#MISSING} until that is known
 */
record ReplaySplit(String path, long bytes, long lines, long shiftMillis) implements FixedSplit {
    static final SimpleVersionedSerializer<ReplaySplit> SERIALIZER = new Serializer();

    static ReplaySplit fresh(String path) {
        return new ReplaySplit(path, 0, 0, FieldValues.MISSING);
    }

    @Override
    public String splitId() {
        return path;
    }

    @Override
    public int index() {
        return 0;
    }

    private static final class Serializer implements SimpleVersionedSerializer<ReplaySplit> {
        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(ReplaySplit split) throws IOException {
            DataOutputSerializer out = new DataOutputSerializer(128);
            out.writeUTF(split.path);
            out.writeLong(split.bytes);
            out.writeLong(split.lines);
            out.writeLong(split.shiftMillis);
            return out.getCopyOfBuffer();
        }

        @Override
        public ReplaySplit deserialize(int version, byte[] serialized) throws IOException {
            if (version != 1) {
                throw new IOException("replay split has version " + version + "; known is 1");
            }
            DataInputDeserializer in = new DataInputDeserializer(serialized);
            return new ReplaySplit(in.readUTF(), in.readLong(), in.readLong(), in.readLong());
        }
    }
}
