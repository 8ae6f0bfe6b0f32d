package io.millrace.common.window;

import java.io.Serializable;
import java.time.Duration;
import java.time.ZoneId;

/** One definition of windows over a stream; a stream can have several. */
public sealed interface WindowDefinition extends Serializable {
    /** Windows of one length, each beginning where the one before ends, aligned to the epoch. */
    static WindowDefinition tumbling(Duration size) {
        return tumbling(size, Duration.ZERO);
    }

    /** Tumbling windows that begin {@code offset} after the epoch's alignment, such as -2 h for days of UTC+2. */
    static WindowDefinition tumbling(Duration size, Duration offset) {
        return new Sliding(size, size, offset);
    }

    /** Windows of {@code size} that begin every {@code slide}; a record is in all over it, or in none with gaps. */
    static WindowDefinition sliding(Duration size, Duration slide) {
        return sliding(size, slide, Duration.ZERO);
    }

    /** Sliding windows that begin {@code offset} after the epoch's alignment. */
    static WindowDefinition sliding(Duration size, Duration slide, Duration offset) {
        return new Sliding(size, slide, offset);
    }

    /** Windows of records that follow each other by at most {@code gap}; late records extend and join them. */
    static WindowDefinition session(Duration gap) {
        return new Session(gap);
    }

    /** Windows of so many records of a key. */
    static WindowDefinition count(long size) {
        return count(size, size);
    }

    /** Every {@code slide} records of a key, a window over its last {@code size}, or as many as there were. */
    static WindowDefinition count(long size, long slide) {
        return new Count(size, slide);
    }

    /** Windows of one calendar unit in a time zone: days of 23 to 25 hours, weeks from Monday, months, years. */
    static WindowDefinition calendar(CalendarUnit unit, ZoneId zone) {
        return calendar(unit, 1, 1, zone);
    }

    /** Windows of {@code size} calendar units, one every {@code slide} units. */
    static WindowDefinition calendar(CalendarUnit unit, int size, int slide, ZoneId zone) {
        return new Calendar(unit, size, slide, zone);
    }

    /** Windows of fixed length. */
    record Sliding(Duration size, Duration slide, Duration offset) implements WindowDefinition {
        public Sliding {
            WindowChecks.positive("size", size);
            WindowChecks.positive("slide", slide);
            WindowChecks.millis("offset", offset);
        }
    }

    /** Sessions. */
    record Session(Duration gap) implements WindowDefinition {
        public Session {
            WindowChecks.positive("gap", gap);
        }
    }

    /** Windows by the number of records. */
    record Count(long size, long slide) implements WindowDefinition {
        public Count {
            WindowChecks.positive("size", size);
            WindowChecks.positive("slide", slide);
        }
    }

    /** Windows of calendar units. */
    record Calendar(CalendarUnit unit, int size, int slide, ZoneId zone) implements WindowDefinition {
        public Calendar {
            WindowChecks.positive("size", size);
            WindowChecks.positive("slide", slide);
        }
    }
}
