package io.millrace.common.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.millrace.common.codec.CodecSettings.TimeUnitOnWire;
import io.millrace.common.record.FieldValues;
import io.millrace.common.record.Reading;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.flink.util.InstantiationUtil;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is encoded decodes to the same record; what is then damaged is a record or a {@link DecodeException}. */
class RoundTripTest {
    private static final List<String> COLUMNS = List.of("device", "value", "count", "ok", "at", "seen", "note");
    private static final CodecSettings SETTINGS = new CodecSettings(TimeUnitOnWire.MILLIS, ',', COLUMNS, false);
    private static final int MUTATIONS = 100_000;

    private static Reading random(SplittableRandom random) {
        return new Reading(
                "d" + text(random),
                switch (random.nextInt(4)) {
                    case 0 -> Double.NaN;
                    case 1 -> random.nextInt(-1000, 1000);
                    case 2 -> random.nextDouble();
                    default -> finite(random);
                },
                random.nextInt(4) == 0 ? FieldValues.MISSING : random.nextLong() >> random.nextInt(1, 60),
                random.nextBoolean(),
                random.nextInt(4) == 0 ? FieldValues.MISSING : random.nextLong() >> random.nextInt(1, 40),
                random.nextLong(1L << 41),
                random.nextInt(4) == 0 ? null : "n" + text(random));
    }

    private static double finite(SplittableRandom random) {
        double value = Double.longBitsToDouble(random.nextLong());
        return Double.isFinite(value) ? value : 1;
    }

    private static String text(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(12);
        String alphabet = "abc ,;\"'\\{}[]:é名\u0001\t";
        for (int i = 0; i < length; i++) {
            int at = random.nextInt(alphabet.length() + 1);
            text.append(at == alphabet.length() ? "😀" : alphabet.substring(at, at + 1));
        }
        return text.toString();
    }

    @ParameterizedTest
    @EnumSource(names = {"JSON", "CSV"})
    void whatIsEncodedDecodesToTheSame(WireFormat wire) throws DecodeException {
        Encoder<Reading> encoder = wire.encoder(Reading.FORMAT);
        Decoder<Reading> decoder = wire.decoder(Reading.FORMAT, SETTINGS);
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 20_000; i++) {
            Reading reading = random(random);
            byte[] bytes = encoder.encode(reading);
            Reading back = decoder.decode(bytes, 0, bytes.length, -5);
            if (!reading.equals(back)) {
                fail("%s of %s came back as %s", new String(bytes, UTF_8), reading, back);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JSON", "CSV"})
    void damageIsARecordOrADecodeException(WireFormat wire) {
        Encoder<Reading> encoder = wire.encoder(Reading.FORMAT);
        Decoder<Reading> decoder = wire.decoder(Reading.FORMAT, SETTINGS);
        assertTimeoutPreemptively(Duration.ofSeconds(120), () -> damage(encoder, decoder));
    }

    private static void damage(Encoder<Reading> encoder, Decoder<Reading> decoder) {
        SplittableRandom random = new SplittableRandom(11);
        int records = 0;
        int refused = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] bytes = mutated(encoder.encode(random(random)), random);
            String outcome = outcome(decoder, bytes);
            if (outcome == null) {
                records++;
            } else {
                refused++;
                assertThat(outcome).isNotBlank().doesNotContain("\n");
            }
        }
        assertThat(records).as("records of %d", MUTATIONS).isGreaterThan(MUTATIONS / 20);
        assertThat(refused).as("refused of %d", MUTATIONS).isGreaterThan(MUTATIONS / 20);
    }

    private static @Nullable String outcome(Decoder<Reading> decoder, byte[] bytes) {
        try {
            assertThat(decoder.decode(bytes, 0, bytes.length, 1)).isNotNull();
            return null;
        } catch (DecodeException e) {
            return e.getMessage();
        } catch (RuntimeException e) {
            return fail(new String(bytes, UTF_8), e);
        }
    }

    private static byte[] mutated(byte[] valid, SplittableRandom random) {
        byte[] bytes = valid.clone();
        int changes = random.nextInt(1, 4);
        for (int c = 0; c < changes && bytes.length > 0; c++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes = Arrays.copyOf(bytes, at);
                case 3 -> bytes = spliced(bytes, at, new byte[] {bytes[at]});
                case 4 -> bytes = spliced(bytes, at, bytes.clone());
                default -> {
                    byte[] insert = "\"{}[],:-+.eE0199\\u\0\n\uFEFFé".getBytes(UTF_8);
                    int from = random.nextInt(insert.length);
                    bytes = spliced(bytes, at, Arrays.copyOfRange(insert, from, from + 1));
                }
            }
        }
        return bytes;
    }

    private static byte[] spliced(byte[] bytes, int at, byte[] insert) {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + insert.length);
        System.arraycopy(insert, 0, longer, at, insert.length);
        System.arraycopy(bytes, at, longer, at + insert.length, bytes.length - at);
        return longer;
    }

    @Test
    void codecsSurviveSerializationToOtherMachines() throws Exception {
        Reading reading = random(new SplittableRandom(3));
        for (WireFormat wire : List.of(WireFormat.JSON, WireFormat.CSV)) {
            Encoder<Reading> encoder = wire.encoder(Reading.FORMAT);
            Decoder<Reading> decoder = wire.decoder(Reading.FORMAT, SETTINGS);
            byte[] bytes = encoder.encode(reading);
            decoder.decode(bytes, 0, bytes.length, 0);
            byte[] again = InstantiationUtil.clone(encoder).encode(reading);
            assertThat(again).isEqualTo(bytes);
            assertThat(InstantiationUtil.clone(decoder).decode(again, 0, again.length, 0))
                    .isEqualTo(reading);
        }
    }
}
