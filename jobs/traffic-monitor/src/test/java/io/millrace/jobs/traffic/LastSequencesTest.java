package io.millrace.jobs.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Set;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class LastSequencesTest {
    private final LastSequences.Codec codec = new LastSequences.Codec();
    private final LastSequences sequences = new LastSequences();

    @Test
    void findsTheLastThatEndedWhenAWindowBegan() {
        sequences.put("10 s", 10_000, 5);
        sequences.put("10 s", 30_000, 9);
        sequences.put("5 s", 15_000, 7);
        assertThat(sequences.before("10 s", 9_999)).isNull();
        assertThat(sequences.before("10 s", 10_000)).isEqualTo(5);
        assertThat(sequences.before("10 s", 29_999)).isEqualTo(5);
        assertThat(sequences.before("10 s", 90_000)).isEqualTo(9);
        assertThat(sequences.before("1 min", 90_000)).isNull();
    }

    @Test
    void keepsWhatAWindowThatCanStillBeCorrectedNeeds() {
        for (long end = 10_000; end <= 60_000; end += 10_000) {
            sequences.put("10 s", end, end / 1_000);
        }
        // The window from 50 s is on time; those from 35 s on can be corrected, and need the end at 30 s.
        sequences.forgetBehind("10 s", 50_000, 15_000);
        assertThat(sequences.size()).isEqualTo(4);
        assertThat(sequences.before("10 s", 35_000)).isEqualTo(30);
        assertThat(sequences.before("10 s", 29_999)).isNull();
        sequences.forgetBehind("10 s", 60_000, 0);
        assertThat(sequences.size()).isEqualTo(1);
    }

    @Test
    void forgetsThePartsOfASessionAndDefinitionsThatAreGone() {
        sequences.put("session 2 s", 4_000, 1);
        sequences.put("session 2 s", 5_500, 2);
        sequences.put("session 2 s", 500, 0);
        sequences.put("1 min", 60_000, 0);
        sequences.forgetWithin("session 2 s", 500, 8_000);
        assertThat(sequences.before("session 2 s", 7_000)).isZero();
        sequences.retain(Set.of("1 min"));
        assertThat(sequences.size()).isEqualTo(1);
    }

    @Test
    void readsBackWhatItWroteAndCopiesAreIndependent() throws IOException {
        sequences.put("10 s", -10_000, Long.MAX_VALUE);
        sequences.put("10 s", 30_000, -9);
        sequences.put("day Europe/Berlin", 1, 2);
        byte[] bytes = bytes(sequences);
        LastSequences copy = codec.copy(sequences);
        LastSequences read = codec.read(1, new DataInputDeserializer(bytes));
        assertThat(read.before("10 s", 0)).isEqualTo(Long.MAX_VALUE);
        assertThat(read.before("10 s", 30_000)).isEqualTo(-9);
        assertThat(read.before("day Europe/Berlin", 1)).isEqualTo(2);
        assertThat(read.size()).isEqualTo(3);
        sequences.put("10 s", 40_000, 1);
        assertThat(copy.size()).isEqualTo(3);
        assertThat(codec.memoryBytes(sequences)).isGreaterThan(codec.memoryBytes(copy));
    }

    /** One definition of four letters, one end at 2,000 with the number 5: lengths, letters, and twice the numbers. */
    @Test
    void stateOfVersionOneStaysReadable() throws IOException {
        byte[] golden = {1, 4, '1', '0', ' ', 's', 1, (byte) 0xA0, 0x1F, 10};
        LastSequences read = codec.read(1, new DataInputDeserializer(golden));
        assertThat(read.before("10 s", 2_000)).isEqualTo(5);
        assertThat(read.before("10 s", 1_999)).isNull();
        assertThat(bytes(read)).isEqualTo(golden);
    }

    private byte[] bytes(LastSequences value) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        codec.write(value, out);
        return out.getCopyOfBuffer();
    }
}
