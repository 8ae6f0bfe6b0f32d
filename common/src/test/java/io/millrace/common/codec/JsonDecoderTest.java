package io.millrace.common.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.codec.CodecSettings.TimeUnitOnWire;
import io.millrace.common.record.FieldValues;
import io.millrace.common.record.Reading;
import io.millrace.common.record.RecordFormat;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonDecoderTest {
    private static final long ARRIVAL = 99;

    /** A record whose constructor has a rule of its own. */
    public record Even(long n) {
        public static final RecordFormat<Even> FORMAT =
                RecordFormat.builder(Even.class).integer("n", Even::n).build(v -> new Even(v.longValue(0)));

        public Even {
            if (n % 2 != 0) {
                throw new IllegalArgumentException("n must be even: " + n);
            }
        }
    }

    private static Reading read(String json) throws DecodeException {
        return read(json.getBytes(UTF_8), TimeUnitOnWire.MILLIS);
    }

    private static Reading read(byte[] bytes, TimeUnitOnWire unit) throws DecodeException {
        return decoder(Reading.FORMAT, unit).decode(bytes, 0, bytes.length, ARRIVAL);
    }

    private static <T> Decoder<T> decoder(RecordFormat<T> format, TimeUnitOnWire unit) {
        return WireFormat.JSON.decoder(format, new CodecSettings(unit, ',', List.of(), false));
    }

    @Test
    void readsEveryTypeAndTakesTheArrivalFromTheSource() throws DecodeException {
        assertThat(read("""
                {"device":"d","value":1.5,"count":-7,"ok":true,"at":"2026-11-21T10:15:30.250Z","note":"x"}"""))
                .isEqualTo(new Reading(
                        "d",
                        1.5,
                        -7,
                        true,
                        Instant.parse("2026-11-21T10:15:30.250Z").toEpochMilli(),
                        ARRIVAL,
                        "x"));
    }

    @Test
    void payloadWithAnArrivalKeepsIt() throws DecodeException {
        assertThat(read("{\"device\":\"d\",\"seen\":5}").seen()).isEqualTo(5);
    }

    @Test
    void nullAndAbsentAreMissing() throws DecodeException {
        Reading bare = new Reading("d", Double.NaN, FieldValues.MISSING, false, FieldValues.MISSING, ARRIVAL, null);
        assertThat(read("{\"device\":\"d\"}")).isEqualTo(bare);
        assertThat(read("{\"device\":\"d\",\"value\":null,\"count\":null,\"ok\":null,\"at\":null,\"note\":null}"))
                .isEqualTo(bare);
        assertThat(read("{\"device\":\"d\",\"value\":\"\",\"count\":\"\",\"at\":\"\"}"))
                .isEqualTo(bare);
    }

    @Test
    void emptyTextIsAText() throws DecodeException {
        assertThat(read("{\"device\":\"\",\"note\":\"\"}").note()).isEmpty();
    }

    @Test
    void nothingLeaksFromOneRecordIntoTheNext() throws DecodeException {
        Decoder<Reading> decoder = decoder(Reading.FORMAT, TimeUnitOnWire.MILLIS);
        byte[] full = "{\"device\":\"a\",\"value\":1,\"count\":2,\"ok\":true,\"note\":\"n\"}".getBytes(UTF_8);
        byte[] bad = "{\"device\":\"b\",\"value\":3,\"count\":\"x\"}".getBytes(UTF_8);
        byte[] bare = "{\"device\":\"c\"}".getBytes(UTF_8);
        decoder.decode(full, 0, full.length, 1);
        assertThatThrownBy(() -> decoder.decode(bad, 0, bad.length, 2)).isInstanceOf(DecodeException.class);
        assertThat(decoder.decode(bare, 0, bare.length, 3))
                .isEqualTo(new Reading("c", Double.NaN, FieldValues.MISSING, false, FieldValues.MISSING, 3, null));
    }

    @Test
    void readsASliceOfItsBytes() throws DecodeException {
        byte[] bytes = "xx{\"device\":\"d\"}{\"device\":\"e\"}".getBytes(UTF_8);
        assertThat(decoder(Reading.FORMAT, TimeUnitOnWire.MILLIS)
                        .decode(bytes, 2, 14, 0)
                        .device())
                .isEqualTo("d");
    }

    @Test
    void dotsStepIntoObjectsOrStandAsTheyAre() throws DecodeException {
        RecordFormat<Reading> nested =
                Reading.FORMAT.renamed(Map.of("device", "meta.id", "value", "meta.load.now", "note", "text"));
        Decoder<Reading> decoder = decoder(nested, TimeUnitOnWire.MILLIS);
        for (String json : List.of(
                "{\"meta\":{\"x\":[{}],\"id\":\"d\",\"load\":{\"now\":2,\"then\":{}}},\"text\":\"t\"}",
                "{\"text\":\"t\",\"meta\":{\"load\":{\"now\":2}},\"meta\":{\"id\":\"d\"}}",
                "{\"meta.id\":\"d\",\"meta.load.now\":2,\"text\":\"t\"}")) {
            byte[] bytes = json.getBytes(UTF_8);
            Reading reading = decoder.decode(bytes, 0, bytes.length, 0);
            assertThat(reading.device()).isEqualTo("d");
            assertThat(reading.value()).isEqualTo(2);
            assertThat(reading.note()).isEqualTo("t");
        }
        byte[] flat = "{\"meta\":7,\"text\":\"t\"}".getBytes(UTF_8);
        assertThatThrownBy(() -> decoder.decode(flat, 0, flat.length, 0)).hasMessage("field 'meta.id' is missing");
    }

    @Test
    void aFieldInsideAnotherIsRefusedWhenMade() {
        for (Map<String, String> names :
                List.of(Map.of("device", "a", "note", "a.b"), Map.of("device", "a.b", "note", "a"))) {
            RecordFormat<Reading> clash = Reading.FORMAT.renamed(names);
            assertThatThrownBy(() -> decoder(clash, TimeUnitOnWire.MILLIS))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("field 'a");
        }
    }

    @Test
    void unknownFieldsAreSkippedHoweverDeep() throws DecodeException {
        String deep = "[{\"device\":".repeat(400) + "1" + "}]".repeat(400);
        assertThat(read("{\"u\":" + deep + ",\"device\":\"d\",\"v\":{\"device\":\"no\"}}")
                        .device())
                .isEqualTo("d");
        String tooDeep = "{\"u\":" + "[".repeat(100_000) + "]".repeat(100_000) + ",\"device\":\"d\"}";
        assertThatThrownBy(() -> read(tooDeep))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("nesting depth");
    }

    @Test
    void numbersMayStandInQuotesAndNumbersMayBeTexts() throws DecodeException {
        Reading reading = read("{\"device\":17,\"value\":\"1e3\",\"count\":\" 42 \",\"ok\":\"1\",\"note\":1.50}");
        assertThat(reading.device()).isEqualTo("17");
        assertThat(reading.value()).isEqualTo(1000);
        assertThat(reading.count()).isEqualTo(42);
        assertThat(reading.ok()).isTrue();
        assertThat(reading.note()).isEqualTo("1.50");
        assertThat(read("{\"device\":\"d\",\"count\":3.0,\"ok\":0,\"note\":true}"))
                .isEqualTo(new Reading("d", Double.NaN, 3, false, FieldValues.MISSING, ARRIVAL, "true"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"value\":\"abc\"|field 'value': expected a finite number, found \"abc\"",
                "\"value\":\"NaN\"|field 'value': expected a finite number, found \"NaN\"",
                "\"value\":\"0x10\"|field 'value': expected a finite number, found \"0x10\"",
                "\"value\":\"5d\"|field 'value': expected a finite number, found \"5d\"",
                "\"value\":\"1e999\"|field 'value': expected a finite number, found \"1e999\"",
                "\"value\":1e999|field 'value': expected a number of double precision, found \"1e999\"",
                "\"value\":true|field 'value': expected a finite number, found \"true\"",
                "\"value\":{}|field 'value': expected a value, found \"{\"",
                "\"value\":[1]|field 'value': expected a value, found \"[\"",
                "\"count\":1.5|field 'count': expected an integer, found \"1.5\"",
                "\"count\":1e300|field 'count': expected an integer, found \"1e300\"",
                "\"count\":9223372036854775808|field 'count': expected an integer of 64 bits, found \"9223372036854775808\"",
                "\"count\":-9223372036854775808|field 'count': expected an integer above -2^63, found \"-9223372036854775808\"",
                "\"count\":\"-9223372036854775808\"|field 'count': expected an integer above -2^63, found \"-9223372036854775808\"",
                "\"count\":\"12a\"|field 'count': expected an integer of 64 bits, found \"12a\"",
                "\"ok\":\"yes\"|field 'ok': expected true or false, found \"yes\"",
                "\"ok\":2|field 'ok': expected true or false, found \"2\"",
                "\"at\":\"yesterday\"|field 'at': expected an ISO 8601 time or a number, found \"yesterday\"",
                "\"at\":\"-9223372036854775808\"|field 'at': expected an integer above -2^63, found \"-9223372036854775808\"",
                "\"at\":99999999999999999999|field 'at': expected an integer of 64 bits, found \"99999999999999999999\"",
                "\"at\":true|field 'at': expected an ISO 8601 time or a number, found \"true\"",
            })
    void wrongTypesNameFieldAndValue(String field, String message) {
        assertThatThrownBy(() -> read("{\"device\":\"d\"," + field + "}"))
                .isInstanceOf(DecodeException.class)
                .hasMessage(message);
    }

    @Test
    void extremesThatFitAreTaken() throws DecodeException {
        Reading reading = read("{\"device\":\"d\",\"count\":-9223372036854775807,\"value\":1.7976931348623157e308}");
        assertThat(reading.count()).isEqualTo(-Long.MAX_VALUE);
        assertThat(reading.value()).isEqualTo(Double.MAX_VALUE);
        assertThat(read("{\"device\":\"d\",\"value\":18446744073709551616}").value())
                .isEqualTo(0x1p64);
        assertThatThrownBy(() -> read("{\"device\":\"d\",\"value\":" + "9".repeat(2000) + "}"))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("Number value length");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"device\":\"d\"",
                "{\"device\":\"d",
                "{\"device\":",
                "{\"device\"",
                "{\"dev",
                "{",
                "{\"device\":\"d\",\"value\":NaN}",
                "{\"device\":\"d\",\"value\":Infinity}",
                "{\"device\":\"d\",\"value\":-Infinity}",
                "{\"device\":\"d\",\"value\":01}",
                "{\"device\":\"d\",\"value\":.5}",
                "{'device':'d'}",
                "{\"device\":\"d\",}",
                "{\"device\":\"d\"} x",
                "{\"device\":\"d\"}}",
                "{\"device\":\"a\nb\"}",
                "{\"device\":\"\\x\"}",
                "nonsense",
            })
    void whatIsNotJsonSaysWhere(String json) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(DecodeException.class)
                .hasMessageMatching("(?s)not valid JSON at byte \\d+: .+");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|empty record",
                "` \t\r\n `|empty record",
                "[]|a JSON object is expected, found something else",
                "\"device\"|a JSON object is expected, found something else",
                "null|a JSON object is expected, found something else",
                "17|a JSON object is expected, found something else",
                "{\"device\":\"d\"}{\"device\":\"e\"}|more than one JSON value in a record",
                "{\"device\":\"d\"} 1|more than one JSON value in a record",
                "{}|field 'device' is missing",
                "{\"device\":null}|field 'device' is missing",
                "{\"Device\":\"d\"}|field 'device' is missing",
            })
    void whatIsNotOneObjectIsRefused(String json, String message) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(DecodeException.class).hasMessage(message);
    }

    @Test
    void whitespaceAroundEverythingIsNothing() throws DecodeException {
        assertThat(read(" \r\n\t{ \"device\" : \"d\" , \"count\" :\n1 }\r\n").count())
                .isEqualTo(1);
    }

    @Test
    void theLastOfDuplicatesCountsUnlessItIsNull() throws DecodeException {
        assertThat(read("{\"device\":\"a\",\"count\":1,\"device\":\"b\",\"count\":2,\"count\":null}"))
                .isEqualTo(new Reading("b", Double.NaN, 2, false, FieldValues.MISSING, ARRIVAL, null));
    }

    @Test
    void escapesAndOtherScriptsWorkInNamesAndValues() throws DecodeException {
        assertThat(read("{\"d\\u0065vice\":\"\\u00e9\\n\\ud83d\\ude00\\\"\"}").device())
                .isEqualTo("é\n😀\"");
        Decoder<Reading> decoder = decoder(Reading.FORMAT.renamed(Map.of("device", "Gerät-名")), TimeUnitOnWire.MILLIS);
        byte[] bytes = "{\"Gerät-名\":\"größe 😀\"}".getBytes(UTF_8);
        assertThat(decoder.decode(bytes, 0, bytes.length, 0).device()).isEqualTo("größe 😀");
    }

    @Test
    void invalidUtf8IsRefused() {
        byte[] latin = "{\"device\":\"größe\"}".getBytes(ISO_8859_1);
        assertThatThrownBy(() -> read(latin, TimeUnitOnWire.MILLIS))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("UTF-8");
        byte[] halfOfUtf16 = ("{\"device\":\"d\"}").getBytes(UTF_16LE);
        assertThatThrownBy(() -> decoder(Reading.FORMAT, TimeUnitOnWire.MILLIS)
                        .decode(halfOfUtf16, 0, halfOfUtf16.length - 1, 0))
                .isInstanceOf(DecodeException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "SECONDS, 1732147200, 1732147200000",
        "SECONDS, 1732147200.123, 1732147200123",
        "SECONDS, \"1732147200.001\", 1732147200001",
        "SECONDS, -0.5, -500",
        "MILLIS, 1732147200123, 1732147200123",
        "MILLIS, 1.732147200123E12, 1732147200123",
        "MILLIS, -1.5, -2",
        "MICROS, 1732147200123999, 1732147200123",
        "MICROS, -1, -1",
        "NANOS, 1732147200123999999, 1732147200123",
        "NANOS, \"1732147200123999999\", 1732147200123",
        "NANOS, \"2024-11-21T00:00:00Z\", 1732147200000",
    })
    void timesCountInTheirUnit(TimeUnitOnWire unit, String number, long millis) throws DecodeException {
        byte[] json = ("{\"device\":\"d\",\"at\":" + number + "}").getBytes(UTF_8);
        assertThat(read(json, unit).at()).isEqualTo(millis);
    }

    @Test
    void everyMillisecondSurvivesAsAFractionOfASecond() throws DecodeException {
        for (int i = 0; i < 1000; i++) {
            String seconds = "1732147200." + String.format("%03d", i);
            byte[] json = ("{\"device\":\"d\",\"at\":" + seconds + "}").getBytes(UTF_8);
            assertThat(read(json, TimeUnitOnWire.SECONDS).at()).isEqualTo(1_732_147_200_000L + i);
        }
    }

    @Test
    void secondsBeyondTheRangeAreRefused() {
        byte[] json = "{\"device\":\"d\",\"at\":9223372036854775807}".getBytes(UTF_8);
        assertThatThrownBy(() -> read(json, TimeUnitOnWire.SECONDS))
                .isInstanceOf(DecodeException.class)
                .hasMessage("field 'at': expected seconds since the epoch, found \"9223372036854775807\"");
        byte[] fraction = "{\"device\":\"d\",\"at\":1e300}".getBytes(UTF_8);
        assertThatThrownBy(() -> read(fraction, TimeUnitOnWire.SECONDS))
                .isInstanceOf(DecodeException.class)
                .hasMessageStartingWith("field 'at': expected a time");
    }

    @Test
    void aRecordThatRefusesItsValuesIsABadRecord() {
        byte[] json = "{\"n\":3}".getBytes(UTF_8);
        assertThatThrownBy(() -> decoder(Even.FORMAT, TimeUnitOnWire.MILLIS).decode(json, 0, json.length, 0))
                .isInstanceOf(DecodeException.class)
                .hasMessage("refused by its constructor: n must be even: 3");
    }

    @Test
    void longAndControlValuesAreShortenedInMessages() {
        assertThatThrownBy(() -> read("{\"device\":\"d\",\"count\":\"" + "a".repeat(59) + "😀\\u0007bcd\"}"))
                .hasMessage("field 'count': expected an integer of 64 bits, found \"" + "a".repeat(59) + "…\"");
        assertThatThrownBy(() -> read("{\"device\":\"d\",\"count\":\"a\\u0007\\nb\"}"))
                .hasMessageEndingWith("found \"a  b\"");
    }
}
