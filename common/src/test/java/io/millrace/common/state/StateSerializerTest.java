package io.millrace.common.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class StateSerializerTest {
    /** A mutable count and, since version 2, a sum. */
    public static final class Tally {
        int count;
        long sum;

        static Tally of(int count, long sum) {
            Tally tally = new Tally();
            tally.count = count;
            tally.sum = sum;
            return tally;
        }

        @Override
        public String toString() {
            return count + "/" + sum;
        }
    }

    /** Version 1 wrote the count alone. */
    public static final class TallyCodec implements StateCodec<Tally> {
        @Override
        public Class<Tally> type() {
            return Tally.class;
        }

        @Override
        public int version() {
            return 2;
        }

        @Override
        public void write(Tally tally, DataOutputView out) throws IOException {
            out.writeInt(tally.count);
            out.writeLong(tally.sum);
        }

        @Override
        public Tally read(int version, DataInputView in) throws IOException {
            return Tally.of(in.readInt(), version == 1 ? -1 : in.readLong());
        }

        @Override
        public Tally copy(Tally tally) {
            return Tally.of(tally.count, tally.sum);
        }

        @Override
        public long memoryBytes(Tally tally) {
            return 32;
        }
    }

    /** Can't be made by a restored job. */
    public static final class HiddenCodec implements StateCodec<Tally> {
        private HiddenCodec() {}

        @Override
        public Class<Tally> type() {
            return Tally.class;
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(Tally tally, DataOutputView out) {}

        @Override
        public Tally read(int version, DataInputView in) {
            return new Tally();
        }

        @Override
        public Tally copy(Tally tally) {
            return tally;
        }

        @Override
        public long memoryBytes(Tally tally) {
            return 32;
        }
    }

    private static TypeSerializer<Tally> serializer() {
        return new StateTypeInfo<>(TallyCodec.class).createSerializer(new SerializerConfigImpl());
    }

    private static TypeSerializerSnapshot<Tally> read(DataInputView in) throws IOException {
        return TypeSerializerSnapshot.readVersionedSnapshot(in, StateSerializerTest.class.getClassLoader());
    }

    private static DataInputDeserializer snapshotOf(String codec, int version) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        out.writeUTF(StateSerializer.Snapshot.class.getName());
        out.writeInt(1);
        out.writeUTF(codec);
        out.writeInt(version);
        return new DataInputDeserializer(out.getCopyOfBuffer());
    }

    @Test
    void whatIsWrittenIsReadByARestoredSerializer() throws Exception {
        DataOutputSerializer out = new DataOutputSerializer(64);
        TypeSerializer<Tally> serializer = InstantiationUtil.clone(serializer()).duplicate();
        TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
        serializer.serialize(Tally.of(3, 1L << 40), out);
        DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
        TypeSerializerSnapshot<Tally> restored = read(in);
        assertThat(restored.restoreSerializer().deserialize(in)).hasToString("3/1099511627776");
        assertThat(serializer()
                        .snapshotConfiguration()
                        .resolveSchemaCompatibility(restored)
                        .isCompatibleAsIs())
                .isTrue();
        assertThat(restored.restoreSerializer()).isEqualTo(serializer());
    }

    @Test
    void copiesAreIndependent() {
        Tally tally = Tally.of(1, 2);
        Tally copy = serializer().copy(tally);
        copy.count = 9;
        assertThat(tally.count).isEqualTo(1);
        assertThat(serializer().isImmutableType()).isFalse();
    }

    /** The bytes were composed by hand: names by DataOutput's rules, 1 for the version, 42 for the count. */
    @Test
    void goldenBytesOfVersionOneMigrate() throws IOException {
        byte[] golden;
        try (InputStream file = StateSerializerTest.class.getResourceAsStream("/golden/state-serializer-v1.bin")) {
            golden = Objects.requireNonNull(file).readAllBytes();
        }
        DataInputDeserializer in = new DataInputDeserializer(golden);
        TypeSerializerSnapshot<Tally> old = read(in);
        assertThat(serializer()
                        .snapshotConfiguration()
                        .resolveSchemaCompatibility(old)
                        .isCompatibleAfterMigration())
                .isTrue();
        TypeSerializer<Tally> reader = old.restoreSerializer();
        assertThat(reader.deserialize(in)).hasToString("42/-1");
        assertThat(in.available()).isZero();
        DataOutputSerializer out = new DataOutputSerializer(8);
        assertThatThrownBy(() -> reader.serialize(new Tally(), out))
                .isInstanceOf(IOException.class)
                .hasMessage("version 1 of TallyCodec is read-only");
        assertThatThrownBy(() -> reader.copy(new DataInputDeserializer(new byte[4]), out))
                .isInstanceOf(IOException.class)
                .hasMessage("version 1 of TallyCodec is read-only");
        DataOutputSerializer again = new DataOutputSerializer(64);
        TypeSerializerSnapshot.writeVersionedSnapshot(again, old);
        again.writeInt(42);
        assertThat(again.getCopyOfBuffer()).isEqualTo(golden);
    }

    @Test
    void unknownCodecsAndNewerVersionsAreIoErrors() throws IOException {
        String codec = TallyCodec.class.getName();
        DataInputDeserializer newer = snapshotOf(codec, 3);
        assertThatThrownBy(() -> read(newer))
                .isInstanceOf(IOException.class)
                .hasMessage("state was written in version 3 of " + codec + ", and this job reads 1 to 2");
        DataInputDeserializer zero = snapshotOf(codec, 0);
        assertThatThrownBy(() -> read(zero)).isInstanceOf(IOException.class).hasMessageContaining("version 0");
        for (String wrong : new String[] {"no.such.Codec", String.class.getName()}) {
            DataInputDeserializer unknown = snapshotOf(wrong, 1);
            assertThatThrownBy(() -> read(unknown))
                    .isInstanceOf(IOException.class)
                    .hasMessage("state was written by the codec " + wrong + ", which this job does not have");
        }
        DataInputDeserializer hidden = snapshotOf(HiddenCodec.class.getName(), 1);
        assertThatThrownBy(() -> read(hidden))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("must be public with a public constructor without parameters");
    }

    @Test
    void aCodecThatCannotBeMadeIsRefusedAtOnce() {
        assertThatThrownBy(() -> new StateTypeInfo<>(HiddenCodec.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be public with a public constructor without parameters");
        assertThat(new StateTypeInfo<>(TallyCodec.class).getTypeClass()).isEqualTo(Tally.class);
    }
}
