package io.millrace.common.codec;

import java.util.regex.Pattern;

/** A record that can't be decoded. Has no stack trace: bad records are data, and may be many. */
public final class DecodeException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_EXCERPT = 60;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    public DecodeException(String message) {
        super(message, null, false, false);
    }

    /** A field whose value is not of its type. */
    public static DecodeException wrongType(String field, String expected, String found) {
        return new DecodeException("field '" + field + "': expected " + expected + ", found " + excerpt(found));
    }

    /** A required field that is not there. */
    public static DecodeException missing(String field) {
        return new DecodeException("field '" + field + "' is missing");
    }

    /** The text in quotes, shortened, without control characters. */
    public static String excerpt(String text) {
        String shown = text;
        if (text.length() > LONGEST_EXCERPT) {
            boolean splitsPair = Character.isHighSurrogate(text.charAt(LONGEST_EXCERPT - 1));
            shown = text.substring(0, splitsPair ? LONGEST_EXCERPT - 1 : LONGEST_EXCERPT) + "…";
        }
        return '"' + CONTROL.matcher(shown).replaceAll(" ") + '"';
    }
}
