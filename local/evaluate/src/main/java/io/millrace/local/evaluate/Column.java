package io.millrace.local.evaluate;

import java.util.Locale;

/**
 * One column of a file, and what was made of it.
 *
 * @param name as in the header
 * @param kind what its values are
 * @param target whether it is what is to be predicted
 * @param missing how many of its fields are empty
 * @param detail one phrase on its values: their range, or how many there are
 */
public record Column(String name, Kind kind, boolean target, long missing, String detail) {
    /** What the values of a column are. */
    public enum Kind {
        /** Numbers. */
        NUMERIC,
        /** One of some names. */
        NOMINAL,
        /** Dates or times: seconds since 1970, hour of the day, and day of the week (1 is Monday) are the features. */
        TIME;

        /** In small letters. */
        public String title() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
