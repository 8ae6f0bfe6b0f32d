package io.millrace.local.evaluate;

/** Numbers as files hold them: decimal, with or without an exponent; none of what only Java takes for one. */
final class Numbers {
    private Numbers() {}

    /** Whether the text, without blanks around it, is a number. */
    static boolean is(String text) {
        int end = text.length();
        int at = sign(text, 0);
        int digits = digits(text, at);
        int seen = digits - at;
        at = digits;
        if (at < end && text.charAt(at) == '.') {
            digits = digits(text, at + 1);
            seen += digits - at - 1;
            at = digits;
        }
        if (seen == 0) {
            return false;
        }
        if (at < end && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            int from = sign(text, at + 1);
            at = digits(text, from);
            return at == end && at > from;
        }
        return at == end;
    }

    private static int sign(String text, int at) {
        return at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+') ? at + 1 : at;
    }

    private static int digits(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }
}
