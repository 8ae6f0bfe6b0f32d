package io.millrace.common.cached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.HexFormat;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputViewStreamWrapper;
import org.junit.jupiter.api.Test;

/** The bytes of stored values, written down by hand from what the class says of its frame. */
class StoredSerializerTest {
    private static final String BYTES =
            // 3 given, 2 kept: 7 and -1
            "0000000000000003" + "02" + "0000000000000007" + "ffffffffffffffff";
    private static final String PLAIN = "0001" + "00000019" + BYTES;
    private static final String TIMED = "8001" + "00000198aabbccdd" + "00000019" + BYTES;
    private static final long TIME = 0x198aabbccddL;

    private static final StoredSerializer<Tally> WITH_CODEC = new StoredSerializer<>("tally/1", Tally.CODEC);
    private static final StoredSerializer<Tally> WITHOUT = new StoredSerializer<>("tally/1", null);

    private static Tally tally() {
        Tally tally = Tally.of(7, -1);
        tally.count = 3;
        return tally;
    }

    private static String written(Stored<Tally> stored) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(4);
        WITH_CODEC.serialize(stored, out);
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        WITH_CODEC.serialize(stored, new DataOutputViewStreamWrapper(stream));
        assertThat(stream.toByteArray()).isEqualTo(out.getCopyOfBuffer());
        return HexFormat.of().formatHex(out.getCopyOfBuffer());
    }

    private static DataInputDeserializer input(String hex) {
        return new DataInputDeserializer(HexFormat.of().parseHex(hex));
    }

    private static DataInputViewStreamWrapper stream(String hex) {
        return new DataInputViewStreamWrapper(
                new ByteArrayInputStream(HexFormat.of().parseHex(hex)));
    }

    @Test
    void goldenBytes() throws IOException {
        assertThat(written(Stored.live(tally(), Tally.CODEC, Stored.NO_TIME))).isEqualTo(PLAIN);
        assertThat(written(Stored.live(tally(), Tally.CODEC, TIME))).isEqualTo(TIMED);
    }

    @Test
    void readsThemLiveOrAsTheyAre() throws IOException {
        Stored<Tally> live = WITH_CODEC.deserialize(input(TIMED));
        assertThat(live.isLive()).isTrue();
        assertThat(live.lastUse()).isEqualTo(TIME);
        assertThat(live.value(Tally.CODEC)).hasToString("3[7, -1]");
        for (Stored<Tally> kept : new Stored[] {
            WITHOUT.deserialize(input(TIMED)), WITHOUT.deserialize(stream(TIMED)), WITH_CODEC.deserialize(stream(TIMED))
        }) {
            assertThat(kept.isLive()).isFalse();
            assertThat(kept.value(Tally.CODEC)).hasToString("3[7, -1]");
            assertThat(written(kept)).isEqualTo(TIMED);
        }
        assertThat(WITH_CODEC.deserialize(input(PLAIN)).lastUse()).isEqualTo(Stored.NO_TIME);
    }

    @Test
    void copiesBytesWithoutACodec() throws IOException {
        for (String frame : new String[] {PLAIN, TIMED}) {
            DataOutputSerializer out = new DataOutputSerializer(4);
            WITHOUT.copy(input(frame + "77"), out);
            assertThat(HexFormat.of().formatHex(out.getCopyOfBuffer())).isEqualTo(frame);
        }
    }

    @Test
    void aCopyIsIndependent() throws IOException {
        Stored<Tally> stored = Stored.live(tally(), Tally.CODEC, TIME);
        Stored<Tally> copy = WITH_CODEC.copy(stored);
        stored.value(Tally.CODEC).add(5);
        stored.usedAt(TIME + 1);
        assertThat(written(copy)).isEqualTo(TIMED);
    }

    @Test
    void refusesWrongLengthsBeforeItTakesTheMemory() {
        String gigabytes = "0001" + "7fffffff" + BYTES;
        assertThatThrownBy(() -> WITHOUT.deserialize(input(gigabytes)))
                .isInstanceOf(IOException.class)
                .hasMessage("state is said to have 2147483647 bytes, and has 25");
        assertThatThrownBy(() -> WITHOUT.deserialize(stream(gigabytes))).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> WITHOUT.deserialize(input("0001" + "ffffffff")))
                .isInstanceOf(IOException.class)
                .hasMessage("state is said to have -1 bytes");
    }

    @Test
    void readsLongValuesFromAStreamInFull() throws IOException {
        byte[] bytes = new byte[300_000];
        bytes[299_999] = 1;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        WITHOUT.serialize(Stored.bytes(1, bytes, Stored.NO_TIME), new DataOutputViewStreamWrapper(out));
        DataOutputSerializer again = new DataOutputSerializer(16);
        WITHOUT.serialize(
                WITHOUT.deserialize(new DataInputViewStreamWrapper(new ByteArrayInputStream(out.toByteArray()))),
                again);
        assertThat(again.getCopyOfBuffer()).isEqualTo(out.toByteArray());
    }

    @Test
    void refusesOtherVersions() {
        String newer = "0002" + "00000019" + BYTES;
        assertThatThrownBy(() -> WITH_CODEC.deserialize(input(newer)))
                .isInstanceOf(IOException.class)
                .hasMessage("state was written in version 2, and this job reads 1 to 1");
    }
}
