package io.millrace.common.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.codec.CodecSettings.TimeUnitOnWire;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {
    private static final long FROM = Instant.parse("0000-01-01T00:00:00Z").toEpochMilli();
    private static final long TO = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

    private static long parse(String text) throws DecodeException {
        return Timestamps.parse("t", text, TimeUnitOnWire.MILLIS);
    }

    @Test
    void readsAndWritesAsJavaTimeDoes() throws DecodeException {
        SplittableRandom random = new SplittableRandom(20261121);
        for (int i = 0; i < 20_000; i++) {
            long millis = random.nextLong(FROM, TO + 1);
            if (i % 4 == 0) {
                millis = Math.floorDiv(millis, 1000L) * 1000;
            }
            Instant instant = Instant.ofEpochMilli(millis);
            assertThat(Timestamps.format(millis)).isEqualTo(instant.toString());
            assertThat(parse(instant.toString())).isEqualTo(millis);
            ZoneOffset zone = ZoneOffset.ofTotalSeconds(60 * random.nextInt(-18 * 60, 18 * 60 + 1));
            OffsetDateTime there = instant.plusNanos(random.nextInt(1_000_000)).atOffset(zone);
            if (there.getYear() >= 0 && there.getYear() <= 9999) {
                String text = there.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
                assertThat(parse(text))
                        .as(text)
                        .isEqualTo(OffsetDateTime.parse(text).toInstant().toEpochMilli());
            }
        }
    }

    @Test
    void yearsBeyondFourDigitsRoundTrip() throws DecodeException {
        for (long millis : new long[] {FROM - 1, TO + 1, Long.MAX_VALUE, -Long.MAX_VALUE, FROM, TO, 0, -1}) {
            assertThat(Timestamps.format(millis))
                    .isEqualTo(Instant.ofEpochMilli(millis).toString());
            assertThat(parse(Timestamps.format(millis))).isEqualTo(millis);
        }
    }

    @Test
    void everyDayOfFourCenturiesIsItself() throws DecodeException {
        for (LocalDate day = LocalDate.of(1899, 12, 31); day.getYear() < 2300; day = day.plusDays(1)) {
            assertThat(parse(day.toString())).isEqualTo(day.toEpochDay() * 86_400_000L);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-21T10:15:30.250+01:00, 2026-11-21T09:15:30.250Z",
        "2026-11-21T10:15:30.250-0130, 2026-11-21T11:45:30.250Z",
        "2026-11-21T10:15:30+02, 2026-11-21T08:15:30Z",
        "2026-11-21 10:15:30, 2026-11-21T10:15:30Z",
        "2026-11-21t10:15z, 2026-11-21T10:15:00Z",
        "'2026-11-21T10:15:30,5', 2026-11-21T10:15:30.500Z",
        "2026-11-21T10:15:30.123456789Z, 2026-11-21T10:15:30.123Z",
        "2026-11-21T10:15:30.99999999999999Z, 2026-11-21T10:15:30.999Z",
        "2024-02-29, 2024-02-29T00:00:00Z",
    })
    void readsTheFormsPeopleWrite(String text, String instant) throws DecodeException {
        assertThat(parse(text)).isEqualTo(Instant.parse(instant).toEpochMilli());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2025-02-29",
                "2026-13-01",
                "2026-00-01",
                "2026-11-31",
                "2026-11-21T24:00:00Z",
                "2026-11-21T10:60:00Z",
                "2026-11-21T10:15:60Z",
                "2026-11-21T10:15:30.Z",
                "2026-11-21T10:15:30X",
                "2026-11-21T10:15:30+18:01",
                "2026-11-21T10:15:30+1",
                "2026-11-21T",
                "2026-11-21T1",
                "2026-11",
                "2026/11/21",
                "21.11.2026x",
                "2026-11-21T10:15:30Z ",
                "2026-11-21T10:15:30ZZ",
                "2026-11-21T10:15:30+01:0",
                "2026-11-21T10-15",
                "+1000000001-01-01T00:00:00Z",
                "+999999999-01-01T00:00:00Z",
                "1.2.3",
                "-",
                "+",
                ".",
                "",
                "1e5",
                "２０２６-11-21",
                "2026-11-21T10:15:30.٣Z",
            })
    void refusesTheRest(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(DecodeException.class)
                .hasMessageStartingWith("field 't': expected an ISO 8601 time or a number, found \"");
    }
}
