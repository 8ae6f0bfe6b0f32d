package io.millrace.common.window;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;

/** Which windows are over a time, by the definition alone: candidates are tried one by one. */
final class ModelWindows {
    record Span(long start, long end) {
        boolean holds(long time) {
            return start <= time && time < end;
        }
    }

    private ModelWindows() {}

    static List<Span> over(WindowDefinition definition, long time) {
        if (definition instanceof WindowDefinition.Sliding sliding) {
            return sliding(sliding, time);
        }
        return calendar((WindowDefinition.Calendar) definition, time);
    }

    private static List<Span> sliding(WindowDefinition.Sliding sliding, long time) {
        long size = sliding.size().toMillis();
        long slide = sliding.slide().toMillis();
        long offset = sliding.offset().toMillis();
        List<Span> spans = new ArrayList<>();
        long windows = size / slide + 2;
        long near = (time - offset) / slide;
        for (long index = near - windows; index <= near + 1; index++) {
            Span span = new Span(index * slide + offset, index * slide + offset + size);
            if (span.holds(time)) {
                spans.add(span);
            }
        }
        return spans;
    }

    private static List<Span> calendar(WindowDefinition.Calendar calendar, long time) {
        List<Span> spans = new ArrayList<>();
        ZonedDateTime unit = begin(calendar.unit(), Instant.ofEpochMilli(time).atZone(calendar.zone()));
        for (int back = 0; back < calendar.size(); back++) {
            if (number(calendar.unit(), unit) % calendar.slide() == 0) {
                ZonedDateTime end = plus(calendar.unit(), unit, calendar.size());
                Span span = new Span(
                        unit.toInstant().toEpochMilli(), end.toInstant().toEpochMilli());
                if (!span.holds(time)) {
                    throw new IllegalStateException(span + " does not hold " + time);
                }
                spans.add(span);
            }
            unit = plus(calendar.unit(), unit, -1);
        }
        return spans;
    }

    private static ZonedDateTime begin(CalendarUnit unit, ZonedDateTime time) {
        ZoneId zone = time.getZone();
        return switch (unit) {
            case DAY -> time.toLocalDate().atStartOfDay(zone);
            case WEEK ->
                time.toLocalDate()
                        .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
                        .atStartOfDay(zone);
            case MONTH -> time.toLocalDate().withDayOfMonth(1).atStartOfDay(zone);
            case YEAR -> time.toLocalDate().withDayOfYear(1).atStartOfDay(zone);
        };
    }

    private static ZonedDateTime plus(CalendarUnit unit, ZonedDateTime time, int units) {
        ZoneId zone = time.getZone();
        return switch (unit) {
            case DAY -> time.toLocalDate().plusDays(units).atStartOfDay(zone);
            case WEEK -> time.toLocalDate().plusWeeks(units).atStartOfDay(zone);
            case MONTH -> time.toLocalDate().plusMonths(units).atStartOfDay(zone);
            case YEAR -> time.toLocalDate().plusYears(units).atStartOfDay(zone);
        };
    }

    /** Which of its kind a unit is, from the first of 1970; weeks are not told apart here. */
    private static long number(CalendarUnit unit, ZonedDateTime time) {
        return switch (unit) {
            case WEEK -> 0;
            case DAY -> time.toLocalDate().toEpochDay();
            case MONTH -> 12L * (time.getYear() - 1970) + time.getMonthValue() - 1;
            case YEAR -> time.getYear() - 1970;
        };
    }
}
