package io.millrace.common.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.common.record.FieldValues;
import io.millrace.common.record.Reading;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonEncoderTest {
    private static String write(Reading reading) {
        return new String(WireFormat.JSON.encoder(Reading.FORMAT).encode(reading), UTF_8);
    }

    @Test
    void writesFieldsInOrderAndNullForMissing() {
        assertThat(write(new Reading("d", 2, 5, true, 1250, 0, "n")))
                .isEqualTo("{\"device\":\"d\",\"value\":2,\"count\":5,\"ok\":true,\"at\":\"1970-01-01T00:00:01.250Z\","
                        + "\"seen\":\"1970-01-01T00:00:00Z\",\"note\":\"n\"}");
        assertThat(write(new Reading("d", Double.NaN, FieldValues.MISSING, false, FieldValues.MISSING, 0, null)))
                .isEqualTo("{\"device\":\"d\",\"value\":null,\"count\":null,\"ok\":false,\"at\":null,"
                        + "\"seen\":\"1970-01-01T00:00:00Z\",\"note\":null}");
    }

    @ParameterizedTest
    @CsvSource({
        "0.1, 0.1",
        "-0.0, 0",
        "1e3, 1000",
        "9007199254740991, 9007199254740991",
        "9007199254740992, 9.007199254740992E15",
        "Infinity, null",
        "-Infinity, null",
        "NaN, null",
        "4.9E-324, 4.9E-324",
        "1.7976931348623157E308, 1.7976931348623157E308",
    })
    void integralNumbersAreIntegersAndNothingIsInfinite(double value, String written) {
        assertThat(write(new Reading("d", value, 1, false, 0, 0, null))).contains("\"value\":" + written + ",");
    }

    @Test
    void halvesOfSurrogatePairsDoNotStopASink() throws DecodeException {
        Decoder<Reading> decoder = WireFormat.JSON.decoder(Reading.FORMAT, CodecSettings.DEFAULT);
        byte[] cut = "{\"device\":\"a\\ud83d\",\"note\":\"\\ude00b😀\"}".getBytes(UTF_8);
        Reading reading = decoder.decode(cut, 0, cut.length, 0);
        assertThat(write(reading)).contains("\"device\":\"a\uFFFD\"", "\"note\":\"\uFFFDb😀\"");
    }

    @Test
    void selectedAndRenamedFieldsAloneAreWritten() {
        Encoder<Reading> encoder = WireFormat.JSON.encoder(
                Reading.FORMAT.renamed(Map.of("value", "load.now")).select(List.of("note", "load.now")));
        Reading reading = new Reading("d", 2, 5, true, 1250, 0, "a\"\\\u0001");
        assertThat(new String(encoder.encode(reading), UTF_8))
                .isEqualTo("{\"note\":\"a\\\"\\\\\\u0001\",\"load.now\":2}");
        assertThat(encoder.header()).isEmpty();
    }

    @Test
    void textIsTabsBetweenValues() {
        Reading reading = new Reading("a\tb", 2.5, FieldValues.MISSING, true, 0, 0, "x\r\ny");
        assertThat(new String(WireFormat.TEXT.encoder(Reading.FORMAT).encode(reading), UTF_8))
                .isEqualTo("a b\t2.5\t\ttrue\t1970-01-01T00:00:00Z\t1970-01-01T00:00:00Z\tx  y");
    }
}
