package io.millrace.common.window;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/**
 * One slice for each unit of the calendar in a time zone; days, months and years are numbered from 1 January 1970, weeks from
 * the Monday before. A slice begins with the first moment of its first day, which a clock change can make later than midnight.
 */
record CalendarSlicer(CalendarUnit unit, ZoneId zone) implements Slicer {
    private static final LocalDate MONDAY = LocalDate.EPOCH.with(DayOfWeek.MONDAY);

    @Override
    public long slice(long time) {
        LocalDate date = LocalDate.ofInstant(Instant.ofEpochMilli(time), zone);
        return switch (unit) {
            case DAY -> date.toEpochDay();
            case WEEK -> Math.floorDiv(ChronoUnit.DAYS.between(MONDAY, date), 7);
            case MONTH -> (date.getYear() - 1970) * 12L + date.getMonthValue() - 1;
            case YEAR -> date.getYear() - 1970;
        };
    }

    @Override
    public long start(long slice) {
        LocalDate date =
                switch (unit) {
                    case DAY -> LocalDate.ofEpochDay(slice);
                    case WEEK -> MONDAY.plusWeeks(slice);
                    case MONTH -> LocalDate.EPOCH.plusMonths(slice);
                    case YEAR -> LocalDate.EPOCH.plusYears(slice);
                };
        return date.atStartOfDay(zone).toInstant().toEpochMilli();
    }
}
