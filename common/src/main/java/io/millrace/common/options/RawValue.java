package io.millrace.common.options;

import java.util.List;

/** A value as it was written, before references are replaced and its type is known. */
record RawValue(Form form, List<String> parts, String origin) {
    enum Form {
        /** A key with nothing behind it: it must be known, and changes nothing. */
        NOTHING,
        ONE,
        LIST
    }

    RawValue {
        parts = List.copyOf(parts);
    }

    static RawValue nothing(String origin) {
        return new RawValue(Form.NOTHING, List.of(), origin);
    }

    static RawValue one(String text, String origin) {
        return new RawValue(Form.ONE, List.of(text), origin);
    }

    static RawValue list(List<String> parts, String origin) {
        return new RawValue(Form.LIST, parts, origin);
    }

    String text() {
        return form == Form.LIST ? String.join(", ", parts) : String.join("", parts);
    }
}
