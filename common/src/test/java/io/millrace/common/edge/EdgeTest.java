package io.millrace.common.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.codec.CodecSettings;
import io.millrace.common.codec.WireFormat;
import io.millrace.common.record.FieldValues;
import io.millrace.common.record.Reading;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class EdgeTest {
    private static final Reading READING = new Reading("d", 1, 2, true, 3, 4, null);
    private static final DeadLetter LETTER = new DeadLetter(new byte[] {0, -1, 7}, "flows", 3, 17, "why", 99);

    private static RecordEdge<Reading> edge(Duration maxAhead) {
        return new RecordEdge<>(
                Reading.FORMAT, WireFormat.JSON.decoder(Reading.FORMAT, CodecSettings.DEFAULT), maxAhead);
    }

    private static Decoded<Reading> decode(Duration maxAhead, long arrival, String json) {
        byte[] bytes = ("##" + json + "#").getBytes(UTF_8);
        return edge(maxAhead).decode(bytes, 2, bytes.length - 3, arrival, "flows", 3, 17);
    }

    private static DeadLetter letter(Decoded<?> decoded) {
        assertThat(decoded.recordOrNull()).isNull();
        return Objects.requireNonNull(decoded.deadLetterOrNull());
    }

    @Test
    void whatDecodesIsARecord() {
        Decoded<Reading> decoded = decode(Duration.ofSeconds(1), 5000, "{\"device\":\"d\",\"at\":6000}");
        assertThat(decoded.deadLetterOrNull()).isNull();
        assertThat(decoded.recordOrNull())
                .isEqualTo(new Reading("d", Double.NaN, FieldValues.MISSING, false, 6000, 5000, null));
    }

    @Test
    void whatDoesNotIsADeadLetterWithItsPlaceAndBytes() {
        long before = System.currentTimeMillis();
        DeadLetter letter = letter(decode(Duration.ZERO, 5000, "{\"device\":1"));
        assertThat(new String(letter.raw(), UTF_8)).isEqualTo("{\"device\":1");
        assertThat(letter.source()).isEqualTo("flows");
        assertThat(letter.partition()).isEqualTo(3);
        assertThat(letter.offset()).isEqualTo(17);
        assertThat(letter.reason()).startsWith("not valid JSON at byte 11");
        assertThat(letter.timeMillis()).isBetween(before, System.currentTimeMillis());
    }

    @Test
    void timeTooFarAheadIsADeadLetterToTheMillisecond() {
        String at = "{\"device\":\"d\",\"at\":%d}";
        assertThat(decode(Duration.ofSeconds(1), 5000, at.formatted(6000)).recordOrNull())
                .isNotNull();
        assertThat(letter(decode(Duration.ofSeconds(1), 5000, at.formatted(6001)))
                        .reason())
                .isEqualTo("event time 1970-01-01T00:00:06.001Z is more than PT1S ahead of its arrival");
        letter(decode(Duration.ofDays(1), 5000, at.formatted(Long.MAX_VALUE)));
        assertThat(decode(Duration.ofSeconds(1), 5000, "{\"device\":\"d\"}").recordOrNull())
                .isNotNull();
        assertThat(decode(Duration.ofSeconds(Long.MAX_VALUE), 5000, at.formatted(Long.MAX_VALUE))
                        .recordOrNull())
                .isNotNull();
        assertThatThrownBy(() -> edge(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxAhead must be at least 0");
    }

    @Test
    void deadLettersKeepTheirBytesToThemselves() {
        byte[] raw = {1, 2};
        DeadLetter letter = new DeadLetter(raw, "s", 0, 0, "r", 0);
        raw[0] = 9;
        letter.raw()[1] = 9;
        assertThat(letter.raw()).containsExactly(1, 2);
        assertThat(letter).isEqualTo(new DeadLetter(new byte[] {1, 2}, "s", 0, 0, "r", 0));
        assertThat(letter).isNotEqualTo(new DeadLetter(new byte[] {1, 3}, "s", 0, 0, "r", 0));
    }

    @Test
    void deadLettersOnTheWireCarryBase64() {
        assertThat(new String(WireFormat.JSON.encoder(DeadLetter.FORMAT).encode(LETTER), UTF_8))
                .isEqualTo("{\"time\":\"1970-01-01T00:00:00.099Z\",\"reason\":\"why\",\"source\":\"flows\","
                        + "\"partition\":3,\"offset\":17,\"raw_base64\":\"AP8H\"}");
    }

    @Test
    void decodedSurvivesSerialization() throws Exception {
        TypeSerializer<Decoded<Reading>> serializer = InstantiationUtil.clone(
                Decoded.typeInformation(Reading.FORMAT).createSerializer(new SerializerConfigImpl()));
        DataOutputSerializer out = new DataOutputSerializer(64);
        TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
        serializer.serialize(Decoded.record(READING), out);
        serializer.serialize(Decoded.deadLetter(LETTER), out);
        DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
        TypeSerializerSnapshot<Decoded<Reading>> snapshot =
                TypeSerializerSnapshot.readVersionedSnapshot(in, getClass().getClassLoader());
        assertThat(serializer
                        .snapshotConfiguration()
                        .resolveSchemaCompatibility(snapshot)
                        .isCompatibleAsIs())
                .isTrue();
        assertReadsBoth(snapshot.restoreSerializer(), in);
        assertCopiesBoth(serializer);
    }

    private static void assertCopiesBoth(TypeSerializer<Decoded<Reading>> serializer) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(Decoded.record(READING), out);
        serializer.serialize(Decoded.deadLetter(LETTER), out);
        DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
        DataOutputSerializer copy = new DataOutputSerializer(64);
        serializer.copy(in, copy);
        serializer.copy(in, copy);
        assertReadsBoth(serializer.duplicate(), new DataInputDeserializer(copy.getCopyOfBuffer()));
    }

    private static void assertReadsBoth(TypeSerializer<Decoded<Reading>> serializer, DataInputDeserializer in)
            throws IOException {
        assertThat(serializer.deserialize(in).recordOrNull()).isEqualTo(READING);
        assertThat(serializer.deserialize(in).deadLetterOrNull()).isEqualTo(LETTER);
        assertThat(in.available()).isZero();
    }
}
