package io.millrace.common.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class RecordSerializerTest {
    private static final Reading FULL = new Reading("dév-1", 1.5, -7, true, 1_732_147_200_123L, 8, "é😀");
    private static final Reading BARE =
            new Reading("", Double.NaN, FieldValues.MISSING, false, FieldValues.MISSING, FieldValues.MISSING, null);

    private static TypeSerializer<Reading> serializer() {
        return Reading.FORMAT.typeInformation().createSerializer(new SerializerConfigImpl());
    }

    private static byte[] bytes(TypeSerializer<Reading> serializer, Reading... readings) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        for (Reading reading : readings) {
            serializer.serialize(reading, out);
        }
        return out.getCopyOfBuffer();
    }

    private static TypeSerializerSnapshot<Reading> writtenAndRead(TypeSerializerSnapshot<Reading> snapshot)
            throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        TypeSerializerSnapshot.writeVersionedSnapshot(out, snapshot);
        return read(new DataInputDeserializer(out.getCopyOfBuffer()));
    }

    private static TypeSerializerSnapshot<Reading> read(DataInputDeserializer in) throws IOException {
        return TypeSerializerSnapshot.readVersionedSnapshot(in, RecordSerializerTest.class.getClassLoader());
    }

    private static TypeSerializerSchemaCompatibility<Reading> toCurrent(RecordFormat<Reading> old) throws IOException {
        return serializer()
                .snapshotConfiguration()
                .resolveSchemaCompatibility(
                        writtenAndRead(new RecordSerializerSnapshot<>(Reading.class, RecordLayout.of(old))));
    }

    @Test
    void whatIsWrittenIsReadInOrder() throws Exception {
        TypeSerializer<Reading> serializer = InstantiationUtil.clone(serializer());
        byte[] bytes = bytes(serializer, FULL, BARE, FULL);
        DataInputDeserializer in = new DataInputDeserializer(bytes);
        TypeSerializer<Reading> other = serializer.duplicate();
        assertThat(other.deserialize(in)).isEqualTo(FULL);
        assertThat(other.deserialize(FULL, in)).isEqualTo(BARE);
        assertThat(other.deserialize(in)).isEqualTo(FULL);
        assertThat(in.available()).isZero();
        DataOutputSerializer copied = new DataOutputSerializer(64);
        DataInputDeserializer from = new DataInputDeserializer(bytes);
        for (int i = 0; i < 3; i++) {
            other.copy(from, copied);
        }
        assertThat(copied.getCopyOfBuffer()).isEqualTo(bytes);
        assertThat(other).isEqualTo(serializer()).hasSameHashCodeAs(serializer());
    }

    @Test
    void aRestoredSerializerReadsAndIsCompatible() throws IOException {
        TypeSerializerSnapshot<Reading> restored = writtenAndRead(serializer().snapshotConfiguration());
        assertThat(restored.restoreSerializer().deserialize(new DataInputDeserializer(bytes(serializer(), FULL))))
                .isEqualTo(FULL);
        assertThat(toCurrent(Reading.FORMAT).isCompatibleAsIs()).isTrue();
    }

    @Test
    void fieldsAddedRemovedAndMovedMigrate() throws IOException {
        assertThat(toCurrent(OldReadings.FORMAT).isCompatibleAfterMigration()).isTrue();
        TypeSerializer<Reading> old =
                writtenAndRead(new OldReadings().snapshotConfiguration()).restoreSerializer();
        assertThat(old.deserialize(new DataInputDeserializer(bytes(new OldReadings(), FULL))))
                .isEqualTo(new Reading("dév-1", Double.NaN, -7, true, 1_732_147_200_123L, 8, null));
        assertThatThrownBy(() -> bytes(old, FULL))
                .isInstanceOf(IOException.class)
                .hasMessage("an older layout of Reading is read-only");
    }

    @Test
    void aFieldOfAnotherTypeIsIncompatible() throws IOException {
        RecordFormat<Reading> retyped = RecordFormat.builder(Reading.class)
                .key("device", Reading::device)
                .number("count", reading -> reading.count())
                .build(v -> BARE);
        assertThat(toCurrent(retyped).isIncompatible()).isTrue();
        TypeSerializerSnapshot<Reading> current = serializer().snapshotConfiguration();
        assertThat(current.resolveSchemaCompatibility(new RecordSerializerSnapshot<>(
                                Reading.class, RecordLayout.of(Reading.FORMAT.renamed(java.util.Map.of("note", "x")))))
                        .isCompatibleAfterMigration())
                .isTrue();
    }

    @Test
    void aFieldAddedThatTheConstructorCannotDoWithoutSaysSo() throws IOException {
        RecordFormat<Reading> withoutDevice = RecordFormat.builder(Reading.class)
                .integer("count", Reading::count)
                .build(v -> BARE);
        TypeSerializer<Reading> old = new RecordSerializer<>(Reading.class, RecordLayout.of(withoutDevice));
        assertThatThrownBy(() -> old.deserialize(new DataInputDeserializer(new byte[8])))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a Reading can't be made of what was serialized with [count]")
                .hasMessageContaining("must be optional to its constructor");
    }

    /** The bytes were composed from the formats of Java's DataOutput and of StringValue, not written by this code. */
    @Test
    void goldenBytesOfVersionOneAreReadAndWritten() throws IOException {
        byte[] golden;
        try (InputStream file = RecordSerializerTest.class.getResourceAsStream("/golden/record-serializer-v1.bin")) {
            golden = java.util.Objects.requireNonNull(file).readAllBytes();
        }
        Reading reading = new Reading("dév-1", 1.5, -7, true, 1_732_147_200_123L, FieldValues.MISSING, null);
        DataInputDeserializer in = new DataInputDeserializer(golden);
        TypeSerializerSnapshot<Reading> snapshot = read(in);
        assertThat(serializer()
                        .snapshotConfiguration()
                        .resolveSchemaCompatibility(snapshot)
                        .isCompatibleAsIs())
                .isTrue();
        assertThat(snapshot.restoreSerializer().deserialize(in)).isEqualTo(reading);
        assertThat(in.available()).isZero();
        DataOutputSerializer out = new DataOutputSerializer(64);
        TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer().snapshotConfiguration());
        out.write(bytes(serializer(), reading));
        assertThat(out.getCopyOfBuffer()).isEqualTo(golden);
    }

    @Test
    void damagedSnapshotsAreIoErrors() throws IOException {
        RecordSerializerSnapshot<Reading> snapshot = new RecordSerializerSnapshot<>();
        ClassLoader loader = getClass().getClassLoader();
        DataOutputSerializer out = new DataOutputSerializer(64);
        out.writeUTF("no.such.Record");
        assertThatThrownBy(() -> snapshot.readSnapshot(1, new DataInputDeserializer(out.getCopyOfBuffer()), loader))
                .isInstanceOf(IOException.class)
                .hasMessage("state holds records of no.such.Record, which this job does not have");
        assertThatThrownBy(() -> snapshot.readSnapshot(2, new DataInputDeserializer(out.getCopyOfBuffer()), loader))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has version 1, found 2");
        DataOutputSerializer huge = new DataOutputSerializer(64);
        huge.writeUTF(Reading.class.getName());
        huge.writeInt(-1);
        assertThatThrownBy(() -> snapshot.readSnapshot(1, new DataInputDeserializer(huge.getCopyOfBuffer()), loader))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("found -1");
        DataOutputSerializer type = new DataOutputSerializer(64);
        type.writeUTF(Reading.class.getName());
        type.writeInt(1);
        type.writeUTF("device");
        type.writeUTF("COLOUR");
        assertThatThrownBy(() -> snapshot.readSnapshot(1, new DataInputDeserializer(type.getCopyOfBuffer()), loader))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("COLOUR");
    }
}
