package io.millrace.connectors.tcp;

import io.millrace.connectors.support.FixedSplit;
import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** One address. A feed has no position to go back to, so there is none here. */
record TcpSplit(int index, TcpAddress address) implements FixedSplit {
    static final SimpleVersionedSerializer<TcpSplit> SERIALIZER = new Serializer();

    @Override
    public String splitId() {
        return address.toString();
    }

    private static final class Serializer implements SimpleVersionedSerializer<TcpSplit> {
        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(TcpSplit split) throws IOException {
            DataOutputSerializer out = new DataOutputSerializer(64);
            out.writeInt(split.index);
            out.writeUTF(split.address.host());
            out.writeInt(split.address.port());
            return out.getCopyOfBuffer();
        }

        @Override
        public TcpSplit deserialize(int version, byte[] serialized) throws IOException {
            if (version != 1) {
                throw new IOException("TCP split has version " + version + "; known is 1");
            }
            DataInputDeserializer in = new DataInputDeserializer(serialized);
            return new TcpSplit(in.readInt(), new TcpAddress(in.readUTF(), in.readInt()));
        }
    }
}
