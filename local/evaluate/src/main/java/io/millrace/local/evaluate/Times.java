package io.millrace.local.evaluate;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import org.jspecify.annotations.Nullable;

/** Dates and times as ISO 8601 has them, where hours may have one digit and a blank may stand for the T. */
final class Times {
    private static final int SHORTEST = "2004-03-11".length();
    private static final DateTimeFormatter FORM = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendPattern("['T'][' ']")
            .appendValue(ChronoField.HOUR_OF_DAY, 1, 2, SignStyle.NOT_NEGATIVE)
            .appendPattern(":mm[:ss]")
            .optionalStart()
            .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
            .optionalEnd()
            .optionalStart()
            .appendOffsetId()
            .toFormatter(java.util.Locale.ROOT);

    private Times() {}

    /** The local time that is written; null where the text is no time. Midnight where it is only a date. */
    static @Nullable LocalDateTime local(String text) {
        TemporalAccessor parsed = parse(text);
        if (parsed instanceof OffsetDateTime time) {
            return time.toLocalDateTime();
        }
        return parsed instanceof LocalDateTime time
                ? time
                : parsed instanceof LocalDate date ? date.atStartOfDay() : null;
    }

    /** Seconds since 1970, by the offset that is written, or by UTC where none is. */
    static double epochSeconds(String text) {
        TemporalAccessor parsed = parse(text);
        LocalDateTime local = local(text);
        if (local == null) {
            return Double.NaN;
        }
        ZoneOffset offset = parsed instanceof OffsetDateTime time ? time.getOffset() : ZoneOffset.UTC;
        return local.toEpochSecond(offset) + local.getNano() / 1e9;
    }

    private static @Nullable TemporalAccessor parse(String text) {
        if (text.length() < SHORTEST || text.charAt(4) != '-' || text.charAt(7) != '-') {
            return null;
        }
        try {
            return FORM.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
