package io.millrace.common.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.codec.CodecSettings.TimeUnitOnWire;
import io.millrace.common.record.FieldValues;
import io.millrace.common.record.Reading;
import io.millrace.common.record.RecordFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvCodecTest {
    private static final RecordFormat<Reading> THREE = Reading.FORMAT.reading(Set.of("device", "value", "note"));

    private static Decoder<Reading> columns(char delimiter, String... columns) {
        return WireFormat.CSV.decoder(
                Reading.FORMAT, new CodecSettings(TimeUnitOnWire.MILLIS, delimiter, List.of(columns), false));
    }

    private static Reading read(Decoder<Reading> decoder, String line) throws DecodeException {
        byte[] bytes = line.getBytes(UTF_8);
        return decoder.decode(bytes, 0, bytes.length, 9);
    }

    private static Reading of(String device, double value, String note) {
        return new Reading(device, value, FieldValues.MISSING, false, FieldValues.MISSING, 9, note);
    }

    @Test
    void declaredFieldsStandInOrderWithoutTheArrival() throws DecodeException {
        Decoder<Reading> decoder = WireFormat.CSV.decoder(Reading.FORMAT, CodecSettings.DEFAULT);
        assertThat(read(decoder, "d,1.5,-3,true,1000,n")).isEqualTo(new Reading("d", 1.5, -3, true, 1000, 9, "n"));
        assertThat(read(decoder, "d,,,,,"))
                .isEqualTo(new Reading("d", Double.NaN, FieldValues.MISSING, false, FieldValues.MISSING, 9, null));
    }

    @Test
    void onlyWhatIsReadIsAColumn() throws DecodeException {
        Decoder<Reading> decoder = WireFormat.CSV.decoder(THREE, CodecSettings.DEFAULT);
        assertThat(read(decoder, "d,2,n")).isEqualTo(of("d", 2, "n"));
    }

    @Test
    void quotesDelimitersAndLineEnds() throws DecodeException {
        Decoder<Reading> decoder = columns(',', "device", "value", "note");
        assertThat(read(decoder, "\"a,b\",\"7\",\"say \"\"hi\"\"\"")).isEqualTo(of("a,b", 7, "say \"hi\""));
        assertThat(read(decoder, "a\"b,7,c\r\n")).isEqualTo(of("a\"b", 7, "c"));
        assertThat(read(decoder, "a, 7 , c \n")).isEqualTo(of("a", 7, " c "));
        assertThat(read(decoder, "a,7,\"\"\"\"")).isEqualTo(of("a", 7, "\""));
        assertThat(read(decoder, "a,7,\"\"")).isEqualTo(of("a", 7, null));
        assertThat(read(decoder, "größe,7,😀")).isEqualTo(of("größe", 7, "😀"));
        assertThat(read(columns('\t', "device", "value", "note"), "a,b\t7\tc")).isEqualTo(of("a,b", 7, "c"));
        assertThat(read(columns(';', "note", "skipped", "device"), "n;whatever;d"))
                .isEqualTo(of("d", Double.NaN, "n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a,1|expected 3 columns, found 2",
                "a,1,b,c|expected 3 columns, found 4",
                "a,1,b,|expected 3 columns, found 4",
                "``|expected 3 columns, found 1",
                ",1,b|field 'device' is missing",
                "a,x,b|field 'value': expected a finite number, found \"x\"",
                "a,NaN,b|field 'value': expected a finite number, found \"NaN\"",
                "a,-,b|field 'value': expected a finite number, found \"-\"",
                "\"a,1,b|a quote that is not closed",
                "\"a\"x,1,b|text after a closing quote at byte 3",
            })
    void badLinesSayWhy(String line, String message) {
        assertThatThrownBy(() -> read(columns(',', "device", "value", "note"), line))
                .isInstanceOf(DecodeException.class)
                .hasMessage(message);
    }

    @Test
    void integersOfEveryLengthAreExact() throws DecodeException {
        Decoder<Reading> decoder = columns(',', "device", "count");
        for (long value : new long[] {0, -1, 999_999_999_999_999_999L, Long.MAX_VALUE, -Long.MAX_VALUE}) {
            assertThat(read(decoder, "d," + value).count()).isEqualTo(value);
        }
        assertThatThrownBy(() -> read(decoder, "d,9223372036854775808")).hasMessageContaining("an integer of 64 bits");
        assertThatThrownBy(() -> read(decoder, "d,-9223372036854775808")).hasMessageContaining("above -2^63");
    }

    @Test
    void invalidUtf8IsRefused() {
        byte[] latin = "größe,1,b".getBytes(ISO_8859_1);
        assertThatThrownBy(() -> columns(',', "device", "value", "note").decode(latin, 0, latin.length, 0))
                .isInstanceOf(DecodeException.class)
                .hasMessage("not valid UTF-8");
    }

    @Test
    void aHeaderNamesTheColumns() throws DecodeException {
        Decoder<Reading> decoder =
                WireFormat.CSV.decoder(Reading.FORMAT, new CodecSettings(TimeUnitOnWire.MILLIS, ',', List.of(), true));
        assertThat(decoder.expectsHeader()).isTrue();
        byte[] header = "\uFEFFnote,other,\"device\", value \r\n".getBytes(UTF_8);
        assertThat(read(decoder.withHeader(header, 0, header.length), "n,?,d,2"))
                .isEqualTo(of("d", 2, "n"));
        byte[] lacking = "note,value".getBytes(UTF_8);
        assertThatThrownBy(() -> decoder.withHeader(lacking, 0, lacking.length))
                .isInstanceOf(DecodeException.class)
                .hasMessage("the header has no column named 'device'; its columns are [note, value]");
    }

    @Test
    void columnsThatLackARequiredFieldAreRefusedWhenMade() {
        assertThatThrownBy(() -> columns(',', "value", "note"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no CSV column is named 'device'; columns are [value, note]");
        for (char delimiter : new char[] {'"', '\n', '\r', 'é'}) {
            assertThatThrownBy(() -> columns(delimiter, "device"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("one ASCII character");
        }
    }

    @Test
    void linesAreQuotedWhereTheyMust() {
        Encoder<Reading> encoder = WireFormat.CSV.encoder(Reading.FORMAT);
        assertThat(new String(encoder.header(), UTF_8)).isEqualTo("device,value,count,ok,at,seen,note");
        Reading plain = new Reading("a,b", 3, FieldValues.MISSING, true, 0, 250, "say \"hi\"\nthere");
        assertThat(new String(encoder.encode(plain), UTF_8))
                .isEqualTo("\"a,b\",3,,true,1970-01-01T00:00:00Z,1970-01-01T00:00:00.250Z,\"say \"\"hi\"\" there\"");
        Reading odd = new Reading("d", Double.POSITIVE_INFINITY, 1, false, FieldValues.MISSING, 0, null);
        assertThat(new String(encoder.encode(odd), UTF_8)).isEqualTo("d,,1,false,,1970-01-01T00:00:00Z,");
    }

    /** The simplest feed of all. */
    public record Number(long n, long arrival) {
        public static final RecordFormat<Number> FORMAT = RecordFormat.builder(Number.class)
                .integer("n", Number::n)
                .arrival("arrival", Number::arrival)
                .build(v -> new Number(v.longValue(0), v.longValue(1)));
    }

    @Test
    void textIsOneBareValue() throws DecodeException {
        Decoder<Number> decoder = WireFormat.TEXT.decoder(Number.FORMAT, CodecSettings.DEFAULT);
        byte[] line = " -42\r\n".getBytes(UTF_8);
        assertThat(decoder.decode(line, 0, line.length, 8)).isEqualTo(new Number(-42, 8));
        assertThatThrownBy(() -> decoder.decode("x".getBytes(UTF_8), 0, 1, 0))
                .hasMessage("field 'n': expected an integer of 64 bits, found \"x\"");
        assertThatThrownBy(() -> decoder.decode(line, 0, 0, 0)).hasMessage("field 'n' is missing");
        assertThatThrownBy(() -> WireFormat.TEXT.decoder(THREE, CodecSettings.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 fields are required: [device, value, note]");
    }
}
