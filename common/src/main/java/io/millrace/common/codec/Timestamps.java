package io.millrace.common.codec;

import io.millrace.common.codec.CodecSettings.TimeUnitOnWire;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Instants on the wire: ISO 8601 ({@code 2026-11-21T10:15:30.250+01:00}; a blank may stand for the T, seconds,
 * fraction and zone may be left out, no zone means UTC, a date alone is its midnight; years beyond 9999 with a sign, in
 * UTC), or a number since the epoch. What is finer than a millisecond is cut.
 */
final class Timestamps {
    private static final long DAY_MILLIS = 86_400_000L;
    private static final long YEAR_0 = LocalDate.of(0, 1, 1).toEpochDay() * DAY_MILLIS;
    private static final long YEAR_10000 = LocalDate.of(10_000, 1, 1).toEpochDay() * DAY_MILLIS;

    private Timestamps() {}

    /** Milliseconds since the epoch of a text. */
    static long parse(String field, String text, TimeUnitOnWire unit) throws DecodeException {
        try {
            if (looksLikeNumber(text)) {
                return text.indexOf('.') < 0
                        ? ofNumber(field, Long.parseLong(text), unit)
                        : ofNumber(field, Double.parseDouble(text), unit);
            }
            return iso(text);
        } catch (DateTimeException | NumberFormatException | StringIndexOutOfBoundsException | ArithmeticException e) {
            throw DecodeException.wrongType(field, "an ISO 8601 time or a number", text);
        }
    }

    /** Milliseconds since the epoch of an integer in the unit on the wire; finer units are cut. */
    static long ofNumber(String field, long value, TimeUnitOnWire unit) throws DecodeException {
        try {
            return switch (unit) {
                case SECONDS -> Math.multiplyExact(value, 1000L);
                case MILLIS -> value;
                case MICROS -> Math.floorDiv(value, 1000L);
                case NANOS -> Math.floorDiv(value, 1_000_000L);
            };
        } catch (ArithmeticException e) {
            throw DecodeException.wrongType(field, "seconds since the epoch", Long.toString(value));
        }
    }

    static long ofNumber(String field, double value, TimeUnitOnWire unit) throws DecodeException {
        // Seconds are taken to the microsecond first: the double nearest to 1732147200.123 lies below it.
        double units = unit == TimeUnitOnWire.SECONDS ? Math.rint(value * 1e6) : Math.floor(value);
        if (!(Math.abs(units) < 9e18)) {
            throw DecodeException.wrongType(field, "a time", Double.toString(value));
        }
        return switch (unit) {
            case MILLIS -> (long) units;
            case SECONDS, MICROS -> Math.floorDiv((long) units, 1000L);
            case NANOS -> Math.floorDiv((long) units, 1_000_000L);
        };
    }

    /** As {@link Instant#toString}, but several times as fast for years of four digits. */
    static String format(long millis) {
        if (millis < YEAR_0 || millis >= YEAR_10000) {
            return Instant.ofEpochMilli(millis).toString();
        }
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(millis, DAY_MILLIS));
        int ofDay = (int) Math.floorMod(millis, DAY_MILLIS);
        byte[] text = new byte[24];
        put(text, 0, 4, date.getYear(), '-');
        put(text, 5, 2, date.getMonthValue(), '-');
        put(text, 8, 2, date.getDayOfMonth(), 'T');
        put(text, 11, 2, ofDay / 3_600_000, ':');
        put(text, 14, 2, ofDay / 60_000 % 60, ':');
        int fraction = ofDay % 1000;
        put(text, 17, 2, ofDay / 1000 % 60, fraction == 0 ? 'Z' : '.');
        if (fraction == 0) {
            return new String(text, 0, 20, StandardCharsets.ISO_8859_1);
        }
        put(text, 20, 3, fraction, 'Z');
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static void put(byte[] text, int at, int digits, int value, char next) {
        int rest = value;
        for (int i = at + digits - 1; i >= at; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        text[at + digits] = (byte) next;
    }

    private static boolean looksLikeNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean sign = i == 0 && (c == '-' || c == '+');
            if (!sign && c != '.' && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }

    private static long iso(String text) {
        if (text.charAt(0) == '+' || text.charAt(0) == '-') {
            return Instant.parse(text).toEpochMilli();
        }
        int length = text.length();
        long day = LocalDate.of(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10))
                .toEpochDay();
        expect(text.charAt(4) == '-' && text.charAt(7) == '-');
        if (length == 10) {
            return day * DAY_MILLIS;
        }
        expect(text.charAt(10) == 'T' || text.charAt(10) == ' ' || text.charAt(10) == 't');
        expect(text.charAt(13) == ':');
        long millis = 3_600_000L * within(digits(text, 11, 13), 23) + 60_000L * within(digits(text, 14, 16), 59);
        int at = 16;
        if (at < length && text.charAt(at) == ':') {
            millis += 1000L * within(digits(text, 17, 19), 59);
            at = 19;
            if (at < length && (text.charAt(at) == '.' || text.charAt(at) == ',')) {
                int scale = 100;
                int from = ++at;
                while (at < length && Character.isDigit(text.charAt(at))) {
                    millis += (long) scale * digits(text, at, at + 1);
                    scale /= 10;
                    at++;
                }
                expect(at > from);
            }
        }
        return day * DAY_MILLIS + millis - zoneMillis(text, at);
    }

    private static long zoneMillis(String text, int at) {
        int rest = text.length() - at;
        if (rest == 0 || (rest == 1 && (text.charAt(at) == 'Z' || text.charAt(at) == 'z'))) {
            return 0;
        }
        int sign = text.charAt(at) == '+' ? 1 : -1;
        expect(sign == 1 || text.charAt(at) == '-');
        boolean colon = rest == 6 && text.charAt(at + 3) == ':';
        expect(colon || rest == 5 || rest == 3);
        int minutes = rest == 3 ? 0 : digits(text, colon ? at + 4 : at + 3, text.length());
        int offset = 60 * within(digits(text, at + 1, at + 3), 18) + within(minutes, 59);
        return sign * 60_000L * within(offset, 18 * 60);
    }

    private static int within(int value, int most) {
        expect(value <= most);
        return value;
    }

    private static int digits(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            expect(digit >= 0 && digit <= 9);
            value = value * 10 + digit;
        }
        return value;
    }

    private static void expect(boolean condition) {
        if (!condition) {
            throw new DateTimeException("not ISO 8601");
        }
    }
}
