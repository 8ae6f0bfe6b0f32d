package io.millrace.common.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.record.RecordFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A field whose text is JSON already. */
class JsonFieldTest {
    /** One such field between two others. */
    public record Votes(String id, @Nullable String shares, double total) {
        public static final RecordFormat<Votes> FORMAT = RecordFormat.builder(Votes.class)
                .key("id", Votes::id)
                .json("shares", Votes::shares)
                .optional()
                .number("total", Votes::total)
                .build(v -> new Votes(v.text(0), v.textOrNull(1), v.doubleValue(2)));
    }

    private static String json(Votes votes) {
        return new String(WireFormat.JSON.encoder(Votes.FORMAT).encode(votes), UTF_8);
    }

    private static Votes read(String json) throws DecodeException {
        byte[] bytes = json.getBytes(UTF_8);
        return WireFormat.JSON.decoder(Votes.FORMAT, CodecSettings.DEFAULT).decode(bytes, 0, bytes.length, 0);
    }

    @Test
    void jsonCarriesItAsItIs() {
        assertThat(json(new Votes("a", "{\"UP\":0.8,\"DO\\\"WN\":0.2}", 2)))
                .isEqualTo("{\"id\":\"a\",\"shares\":{\"UP\":0.8,\"DO\\\"WN\":0.2},\"total\":2}");
        assertThat(json(new Votes("a", null, 2))).isEqualTo("{\"id\":\"a\",\"shares\":null,\"total\":2}");
    }

    @Test
    void csvCarriesItAsQuotedText() {
        assertThat(new String(
                        WireFormat.CSV.encoder(Votes.FORMAT).encode(new Votes("a", "{\"UP\":0.8,\"DOWN\":0.2}", 2)),
                        UTF_8))
                .isEqualTo("a,\"{\"\"UP\"\":0.8,\"\"DOWN\"\":0.2}\",2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"UP\":0.8,\"n\":{\"a\":[1,null,\"x\"]}}", "[1,2.5]", "7", "\"a \\\" b\"", "true"})
    void whatIsWrittenIsReadAgain(String value) throws DecodeException {
        Votes votes = new Votes("a", value, 2);
        assertThat(read(json(votes))).isEqualTo(votes);
    }

    @Test
    void whatIsCutOffIsNoRecord() {
        assertThatThrownBy(() -> read("{\"id\":\"a\",\"shares\":{\"UP\":0."))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("not valid JSON");
    }
}
