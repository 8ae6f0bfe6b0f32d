package io.millrace.common.window;

/** A unit of the calendar that windows can have. */
public enum CalendarUnit {
    DAY,
    /** From Monday. */
    WEEK,
    MONTH,
    YEAR
}
